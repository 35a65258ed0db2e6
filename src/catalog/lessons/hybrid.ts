/** Row 40: the hybrid. */
import { scaled, sideBySide, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

const DOWNLOADS = (scale: number) => ({
  task: { kind: 'download', parameters: { latencyMs: scaled(400, scale, 100) } },
  fabric: 'THREADS',
  workers: 2,
});

const FACTORIAL = (scale: number) => ({
  task: { kind: 'factorial', parameters: { n: scaled(50_000, scale, 5_000) } },
  fabric: 'PROCESSES',
  workers: 1,
});

export const hybrid: Lesson = {
  id: 'hybrid',
  rows: ['40'],
  title: 'Threads for I/O, a process for the processor',
  doc: 'Two threads download a file each while a process computes 50000!. Together they take about as long as the longest of them, not as long as all.',
  programs: (scale) =>
    sideBySide(
      { label: 'together', request: { ...DOWNLOADS(scale), alongside: [FACTORIAL(scale)], repetitions: 2, warmup: 1 } },
      { label: 'downloads alone', request: { ...DOWNLOADS(scale), repetitions: 2, warmup: 1 } },
      { label: 'factorial alone', request: { ...FACTORIAL(scale), repetitions: 2, warmup: 1 } },
    ),
  expectations: [
    always(
      'together',
      'exact',
      'files of 13265 and 16384 bytes; 50000! with 213,237 digits, 12,499 zeros, 737935835 mod 1,000,000,007',
    ),
    {
      kind: 'TIMING',
      program: 'together',
      expected: 'the time of the longest part, not the sum',
      observe(resultOf) {
        const [together, downloads, factorial] = ['together', 'downloads alone', 'factorial alone'].map(
          (label) => resultOf(label).summary?.wall.median ?? Number.NaN,
        ) as [number, number, number];
        const [longest, sum] = [Math.max(downloads, factorial), downloads + factorial];
        return {
          observed: `${together.toFixed(0)} ms; the longest ${longest.toFixed(0)} ms, the sum ${sum.toFixed(0)} ms`,
          isMet: together - longest < (sum - longest) / 2,
        };
      },
    },
  ],
};
