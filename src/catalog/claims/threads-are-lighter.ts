/** Claim 8 of the unit. */
import { plainFigure, sideBySide, type Claim } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

export const threadsAreLighter: Claim = {
  id: 'threads-are-lighter',
  number: 8,
  sentence: 'Threads are lighter than processes: they start faster and take less memory.',
  rule: 'CONFIRMED when a thread starts faster and takes less memory than a process, with the whole interval of the start times’ ratio above 1.',
  explanation:
    'A thread is born into a process that has its program, its memory and its open files already. A process has to be given all that first. So a thread starts faster and adds less memory, which is why pools of many workers are often threads.',
  untestable: () => null,
  programs: () =>
    sideBySide(
      ...(['THREAD', 'PROCESS'] as const).map((what) => ({
        label: what,
        request: {
          task: { kind: 'startUp', parameters: { what, count: 10 } },
          fabric: 'SERIAL',
          workers: 1,
          repetitions: 7,
          warmup: 1,
        },
      })),
    ),
  judge(resultOf) {
    const ratio = speedup(resultOf, 'PROCESS', 'THREAD');
    const memoryOf = (label: string): number => {
      const rounds = resultOf(label).rounds.map(
        (round) => (round.reports[0] as { rssBytes?: number }).rssBytes ?? Number.NaN,
      );
      return rounds.toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
    };
    const [thread, process] = [memoryOf('THREAD'), memoryOf('PROCESS')];
    const isLighter = (ratio.low ?? 0) > 1 && thread < process;
    const isHeavier = (ratio.high ?? Infinity) < 1 && thread > process;
    return {
      verdict: isLighter ? 'CONFIRMED' : isHeavier ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [
        { ...ratio, name: 'start of a process / of a thread' },
        plainFigure('memory of a thread', thread / 2 ** 20, 'MiB'),
        plainFigure('memory of a process', process / 2 ** 20, 'MiB'),
      ],
      reason: `A process took ${ratio.value.toFixed(1)}× as long to start, and ${(process / 2 ** 20).toFixed(0)} MiB beside ${(thread / 2 ** 20).toFixed(0)} MiB.`,
    };
  },
};
