/** Claim 9 of the unit. */
import type { Claim } from '../../domain/lesson.js';
import type { FailureCode } from '../../domain/run.js';

/** Everybody's process died: Node's workers live in the lab's, Python's in their interpreter's. */
const takesAll = (code: FailureCode | undefined): boolean => code === 'LAB_DIED' || code === 'INTERPRETER_DIED';

export const crashIsolation: Claim = {
  id: 'crash-isolation',
  number: 9,
  sentence: 'A crash in a thread affects the whole program; a crash in a process does not.',
  rule: 'CONFIRMED when a thread that dies takes its whole process with it, and a process that dies leaves the lab alive to say so.',
  explanation:
    'Threads share one process: what kills it kills them all. A worker process that dies is only missed: its parent is told how it ended and goes on. That is the isolation that processes are paid for with.',
  untestable: () => null,
  programs: () => [
    {
      label: 'thread',
      request: {
        task: { kind: 'crash', parameters: { how: 'KILL', afterMs: 20 } },
        fabric: 'THREADS',
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    },
    {
      label: 'process',
      request: {
        task: { kind: 'crash', parameters: { how: 'KILL', afterMs: 20 } },
        fabric: 'PROCESSES',
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    },
  ],
  judge(resultOf) {
    const [thread, process] = [resultOf('thread').failure?.code, resultOf('process').failure?.code];
    const isConfirmed = takesAll(thread) && process === 'WORKER_DIED';
    return {
      verdict: isConfirmed ? 'CONFIRMED' : takesAll(process) ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [],
      reason: `The thread: ${resultOf('thread').failure?.message ?? 'it lived.'} The process: ${resultOf('process').failure?.message ?? 'it lived.'}`,
    };
  },
};
