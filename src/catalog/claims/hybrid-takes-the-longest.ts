/** Claim 14 of the unit. */
import { plainFigure, sideBySide, type Claim } from '../../domain/lesson.js';

const DOWNLOADS = { task: { kind: 'download', parameters: { latencyMs: 400 } }, fabric: 'THREADS', workers: 2 };
const FACTORIAL = { task: { kind: 'factorial', parameters: { n: 50_000 } }, fabric: 'PROCESSES', workers: 1 };

export const hybridTakesTheLongest: Claim = {
  id: 'hybrid-takes-the-longest',
  number: 14,
  sentence: 'Threads for I/O and a process for the processor finish in about the longest part, not the sum.',
  rule: 'CONFIRMED when what they take together exceeds the longest part by less than a quarter of what the sum would.',
  explanation:
    'Downloads wait and need no processor; the factorial computes and needs nothing else. Side by side they are in nobody’s way, so both are done when the longer one is.',
  untestable: ({ cores }) => (cores >= 2 ? null : `Two workers cannot run at once on ${cores} core.`),
  programs: () =>
    sideBySide(
      { label: 'together', request: { ...DOWNLOADS, alongside: [FACTORIAL], repetitions: 5 } },
      { label: 'downloads', request: { ...DOWNLOADS, repetitions: 5 } },
      { label: 'factorial', request: { ...FACTORIAL, repetitions: 5 } },
    ),
  judge(resultOf) {
    const wall = (label: string): number => resultOf(label).summary?.wall.median ?? Number.NaN;
    const [together, downloads, factorial] = [wall('together'), wall('downloads'), wall('factorial')];
    const [longest, sum] = [Math.max(downloads, factorial), downloads + factorial];
    const excess = (together - longest) / (sum - longest);
    return {
      verdict: excess < 0.25 ? 'CONFIRMED' : excess > 0.75 ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [
        plainFigure('together', together, 'ms'),
        plainFigure('the longest part', longest, 'ms'),
        plainFigure('the sum', sum, 'ms'),
      ],
      reason: `Together they took ${together.toFixed(0)} ms: the longest part alone takes ${longest.toFixed(0)} ms, the sum would be ${sum.toFixed(0)} ms.`,
    };
  },
};
