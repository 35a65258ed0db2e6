/** The unit's table of Pipe beside Queue. */
import type { Comparison } from '../../domain/comparison.js';
import { sideBySide, type Program } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

type Channel = 'PIPE' | 'QUEUE';

const roundTrips = (primitive: Channel): Program => ({
  label: `round trips, ${primitive}`,
  request: {
    task: { kind: 'pingPong', parameters: { rounds: 20_000 } },
    primitive,
    fabric: 'PROCESSES',
    workers: 2,
    repetitions: 25,
  },
});
const oneWay = (primitive: Channel): Program => ({
  label: `one way, ${primitive}`,
  request: {
    task: { kind: 'producerConsumer', parameters: { items: 200_000 } },
    primitive,
    fabric: 'PROCESSES',
    workers: 2,
    repetitions: 15,
  },
});
const three = (primitive: Channel): Program => ({
  label: `three workers, ${primitive}`,
  request: {
    task: { kind: 'producerConsumer', parameters: { items: 10 } },
    primitive,
    fabric: 'PROCESSES',
    workers: 3,
    repetitions: 1,
    warmup: 0,
  },
});

const speed = (
  aspect: string,
  says: readonly [string, string],
  of: (primitive: Channel) => Program,
): Comparison['rows'][number] => ({
  aspect,
  says,
  programs: sideBySide(of('PIPE'), of('QUEUE')),
  measure(resultOf) {
    const [pipe, queue] = [resultOf(of('PIPE').label), resultOf(of('QUEUE').label)];
    const ratio = speedup(resultOf, queue.label, pipe.label);
    const rate = ({ summary }: typeof pipe): string =>
      summary
        ? `${Math.round(summary.throughput.median).toLocaleString('en')} ${summary.workUnit} a second`
        : 'no result';
    return {
      measured: [rate(pipe), rate(queue)],
      figures: [ratio],
      agrees: pipe.state === 'SUCCEEDED' && queue.state === 'SUCCEEDED' ? (ratio.low ?? 0) > 1 : null,
    };
  },
});

export const pipeAndQueue: Comparison = {
  id: 'pipe-and-queue',
  title: 'Pipe beside Queue',
  columns: ['Pipe', 'Queue'],
  rows: [
    {
      aspect: 'ends',
      says: ['two', 'many'],
      programs: [three('PIPE'), three('QUEUE')],
      measure(resultOf) {
        const [pipe, queue] = [resultOf(three('PIPE').label), resultOf(three('QUEUE').label)];
        const isRefused = pipe.failure?.code === 'TASK_THREW' && pipe.failure.message.includes('EndTaken');
        return {
          measured: [pipe.failure?.message ?? 'three workers used it', queue.rounds[0]?.observed ?? queue.state],
          figures: [],
          agrees: isRefused && queue.state === 'SUCCEEDED',
        };
      },
    },
    speed('speed, there and back', ['fast', 'slower'], roundTrips),
    speed('speed, one way', ['fast', 'slower'], oneWay),
  ],
};
