/** Claim 1 of the unit. */
import { plainFigure, sideBySide, type Claim, type Figure, type ResultOf } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

const RUNTIME = 'node-gil';

const COMPUTING = { task: { kind: 'headcount', parameters: { steps: 20_000 } }, workers: 2, fabric: 'THREADS' };
const WAITS = {
  task: { kind: 'ioWait', parameters: { milliseconds: 50 } },
  workers: 5,
  runtime: RUNTIME,
  repetitions: 9,
};

const [WITH_LOCK, WITHOUT_LOCK] = ['two that compute, under the lock', 'two that compute, without it'];
const [ONE_BY_ONE, AT_ONCE] = ['five waits one by one, under the lock', 'five that wait, under the lock'];

/** Five waits at once take as long as one; half of that gain would be too much for chance. */
const LEAST_OVERLAP = 2.5;

export const oneAtATime: Claim = {
  id: 'one-at-a-time',
  number: 1,
  sentence: 'Under the interpreter lock only one thread runs interpreter code at a time, and I/O releases it.',
  rule: `CONFIRMED when under the lock never more than one thread was seen computing, where without it two were, and five threads wait at least ${LEAST_OVERLAP}× faster than one by one with the whole interval; REFUTED when two were seen computing at once under the lock, or the waits’ whole interval is below 1.5.`,
  explanation:
    'The interpreter guards its own state with one lock. A thread holds it while it runs code, and gives it back when it waits for a disk or a network; so threads take turns at computing and wait side by side.',
  needs: 'GIL',
  untestable({ cores, runtimes }) {
    if (!runtimes.includes(RUNTIME)) return `The lab has no runtime ${RUNTIME}.`;
    return cores >= 2 ? null : `Two workers cannot run at once on ${cores} core, with or without a lock.`;
  },
  programs: () => [
    { label: WITH_LOCK, request: { ...COMPUTING, runtime: RUNTIME } },
    { label: WITHOUT_LOCK, request: { ...COMPUTING, runtime: 'node' }, isControl: true },
    ...sideBySide(
      { label: ONE_BY_ONE, request: { ...WAITS, fabric: 'SERIAL' } },
      { label: AT_ONCE, request: { ...WAITS, fabric: 'THREADS' } },
    ),
  ],
  judge(resultOf) {
    const [withLock, withoutLock] = [mostAtOnce(resultOf, WITH_LOCK), mostAtOnce(resultOf, WITHOUT_LOCK)];
    const overlap = speedup(resultOf, ONE_BY_ONE, AT_ONCE);
    const isConfirmed = withLock === 1 && withoutLock > 1 && (overlap.low ?? 0) >= LEAST_OVERLAP;
    const isRefuted = withLock > 1 || (overlap.high ?? Infinity) < 1.5;
    return {
      verdict: isConfirmed ? 'CONFIRMED' : isRefuted ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [
        plainFigure('most that computed at once under the lock', withLock, 'threads'),
        plainFigure('most that computed at once without it', withoutLock, 'threads'),
        processorShare(resultOf, WITH_LOCK),
        processorShare(resultOf, WITHOUT_LOCK),
        overlap,
      ].filter(({ value }) => !Number.isNaN(value)),
      reason: `Of two threads at most ${withLock} computed at once under the lock, and ${withoutLock} without it; five waits took ${overlap.value.toFixed(2)}× as long one by one as at once.`,
    };
  },
};

/** NaN where a round of it did not come to its end. */
function mostAtOnce(resultOf: ResultOf, label: string): number {
  const { state, rounds } = resultOf(label);
  if (state !== 'SUCCEEDED') return Number.NaN;
  return Math.max(...rounds.map(({ result }) => Number.parseInt(result, 10)));
}

/** Processors that were in use on average: the sum of the threads’ processor time over the wall time. */
function processorShare(resultOf: ResultOf, label: string): Figure {
  const { summary } = resultOf(label);
  const value = summary?.cpu ? summary.cpu.median / summary.wall.median : Number.NaN;
  return plainFigure(`processors in use: ${label}`, value, 'processors');
}
