/** Claim 10 of the unit. */
import { sideBySide, type Claim } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

const ROUND_TRIPS = {
  task: { kind: 'pingPong', parameters: { rounds: 20_000 } },
  fabric: 'PROCESSES',
  workers: 2,
  repetitions: 101,
};

export const pipeBeatsQueue: Claim = {
  id: 'pipe-beats-queue',
  number: 10,
  sentence: 'A pipe is faster than a queue, and is for two ends only.',
  rule: 'CONFIRMED when round trips through a pipe are faster than through two queues, with the whole interval above 1, on processes, and a third end is refused.',
  explanation:
    'A pipe has one sender and one receiver for each direction, so it needs no lock. A queue is made for many on both sides, and takes a lock for each message. The price of the pipe is that nobody else may use it.',
  untestable: () => null,
  programs: () => [
    ...sideBySide(
      { label: 'pipe', request: { ...ROUND_TRIPS, primitive: 'PIPE' } },
      { label: 'queue', request: { ...ROUND_TRIPS, primitive: 'QUEUE' } },
    ),
    {
      label: 'three ends',
      request: {
        task: { kind: 'producerConsumer', parameters: { items: 10 } },
        primitive: 'PIPE',
        fabric: 'PROCESSES',
        workers: 3,
        repetitions: 1,
        warmup: 0,
      },
    },
  ],
  judge(resultOf) {
    const gain = speedup(resultOf, 'queue', 'pipe');
    const third = resultOf('three ends');
    const isRefused = third.failure?.code === 'TASK_THREW' && third.failure.message.includes('EndTaken');
    const isFaster = (gain.low ?? 0) > 1;
    return {
      verdict: isFaster && isRefused ? 'CONFIRMED' : (gain.high ?? Infinity) < 1 ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [{ ...gain, name: 'round trip through queues / through a pipe' }],
      reason: `The pipe was ${gain.value.toFixed(2)}× as fast; a third end was ${isRefused ? 'refused' : 'not refused'}.`,
    };
  },
};
