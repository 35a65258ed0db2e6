/** What the curves of several runtimes say, in sentences for a student, each with the figures that it stands on. */
import type { Sentence } from '../domain/explanation.js';
import type { Fabric } from '../domain/experiment.js';
import { plainFigure, type Figure } from '../domain/lesson.js';
import { LEAST_GAIN, type Curve, type CurvePoint, type ModelComparison } from '../domain/runtime-comparison.js';
import type { Bounded } from '../domain/scaling.js';

/** As the subject of a sentence. */
const WHO: Readonly<Record<Fabric, string>> = {
  SERIAL: 'one thread',
  ASYNC: 'coroutines',
  THREADS: 'threads',
  PROCESSES: 'processes',
  THREAD_POOL: 'a pool of threads',
  PROCESS_POOL: 'a pool of processes',
};

/** A point with its speed-up. */
interface Measured extends CurvePoint {
  readonly speedup: Bounded;
}

export function explainCurves(curves: readonly Curve[], models: readonly ModelComparison[]): readonly Sentence[] {
  return [...curves.flatMap(explainCurve), ...models.map(explainModel)];
}

function explainCurve(curve: Curve): readonly Sentence[] {
  const best = curve.points
    .filter((point): point is Measured => point.workers > 1 && point.speedup !== null)
    .reduce<Measured | null>((top, one) => (top && top.speedup.value >= one.speedup.value ? top : one), null);
  if (!best) return [];
  const { runtime, fabric, verdict } = curve;
  const { speedup, workers, coresAtWork } = best;
  const name = `${runtime}, ${fabric}, ${workers} workers`;
  const figures: Figure[] = [{ name: `speed-up: ${name}`, ...speedup, unit: '×' }];
  if (coresAtWork !== null) figures.push(plainFigure(`cores at work: ${name}`, coresAtWork, 'cores'));
  const atBest = `On ${runtime}, ${WHO[fabric]} did it at best ${speedup.value.toFixed(2)}× as fast as one thread, with ${workers} workers`;
  if (verdict === 'NOT_TOLD') {
    return [{ text: `${atBest}; the rounds do not agree enough to call that a gain, or none.`, figures }];
  }
  const cores = coresAtWork === null ? '' : `: ${coresAtWork.toFixed(2)} cores were at work`;
  return [{ text: `${atBest}${cores}.${reason(curve, coresAtWork)}`, figures }];
}

/** The mechanism, as far as the cores at work give it away; nothing where they do not. */
function reason({ fabric, gil, verdict }: Curve, coresAtWork: number | null): string {
  if (coresAtWork === null) return '';
  const computeTogether = coresAtWork > LEAST_GAIN;
  if (verdict === 'SCALES') {
    if (!computeTogether) {
      const released = gil && fabric === 'THREADS' ? ', since whoever waits gives the global lock back' : '';
      return ` They mostly waited, and waits overlap${released}.`;
    }
    const locks = gil && fabric === 'PROCESSES' ? ' Each process has an interpreter, and a lock, of its own.' : '';
    return ` They computed at the same time.${locks}`;
  }
  if (fabric === 'ASYNC') return ' All of them share one thread.';
  if (computeTogether) {
    return ' More cores were at work for no gain: the time went into what the workers share, or these cores are not the program’s own.';
  }
  const hasThreads = fabric === 'THREADS' || fabric === 'THREAD_POOL';
  return gil && hasThreads ? ' Under the global interpreter lock only one of them computes at a time.' : '';
}

function explainModel({ model, real, points, farthest }: ModelComparison): Sentence {
  const differing = points.filter(({ verdict }) => verdict === 'DIFFERENT').length;
  const told = points.filter(({ verdict }) => verdict !== 'TOO_FEW_PAIRS').length;
  const seen =
    told === 0
      ? 'there are too few rounds to tell them apart'
      : differing === 0
        ? 'no difference was seen'
        : `${differing} of ${told} differ by more than chance`;
  return {
    text: `The speed-ups of ${model} are within ${(100 * farthest).toFixed(0)} % of those of ${real}: ${seen}.`,
    figures: points.map(({ fabric, workers, ratio }) => ({
      name: `${model} / ${real}: ${fabric}, ${workers} workers`,
      ...ratio,
      unit: '×',
    })),
  };
}
