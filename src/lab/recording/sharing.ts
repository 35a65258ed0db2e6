/**
 * How evenly and how long workers had to wait for each other, round by round, so that both are figures with an
 * interval, as times are.
 *
 * Fairness is Jain's index over the rates at which the workers got it: acquisitions over their time at work. The
 * acquisitions alone would be even wherever each has the same number of them to do, as in most tasks; there, who
 * is let in less often ends later.
 */
import type { Operation, SharingFigures } from '../../domain/recording.js';
import type { Estimate, WorkerMeasurement } from '../../domain/run.js';
import { jainFairness } from '../../stats/fairness.js';
import { estimate } from '../summarize.js';

/** The use of one part of a primitive in one round. */
export interface RoundUse {
  readonly operation: Operation;
  /** Whether it can be fair or unfair: what all pass together cannot. */
  readonly canBeUnfair: boolean;
  /** Those that wanted it. */
  readonly workers: readonly { readonly worker: number; readonly acquisitions: number; readonly waitedNs: number }[];
}

type Span = Pick<WorkerMeasurement, 'worker' | 'startMs' | 'endMs'>;

const NS_PER_MS = 1e6;

export class Sharing {
  readonly #fairness: (number | null)[] = [];
  readonly #lockWaitMs: (number | null)[] = [];

  /** A measured round that came to its end. */
  add(uses: readonly RoundUse[], spans: readonly Span[]): void {
    this.#fairness.push(fairnessOf(uses, spans));
    this.#lockWaitMs.push(lockWaitOf(uses));
  }

  figures(): SharingFigures {
    return { fairness: estimateAll(this.#fairness, ''), lockWait: estimateAll(this.#lockWaitMs, 'ms') };
  }
}

/** Of the least fair of them; null where no two workers wanted the same. */
function fairnessOf(uses: readonly RoundUse[], spans: readonly Span[]): number | null {
  const indices = uses.flatMap(({ canBeUnfair, workers }) => {
    if (!canBeUnfair || workers.length < 2) return [];
    const rates = workers.map(({ worker, acquisitions }) => acquisitions / timeOf(worker, spans));
    return rates.every(Number.isFinite) ? (jainFairness(rates) ?? []) : [];
  });
  return indices.length === 0 ? null : Math.min(...indices);
}

function timeOf(worker: number, spans: readonly Span[]): number {
  const span = spans.find((each) => each.worker === worker);
  return span ? span.endMs - span.startMs : 0;
}

/** Milliseconds for each time that a lock or a permit was had, those without a wait among them. */
function lockWaitOf(uses: readonly RoundUse[]): number | null {
  const workers = uses.filter(({ operation }) => operation === 'ACQUIRE').flatMap((use) => use.workers);
  const acquisitions = workers.reduce((sum, worker) => sum + worker.acquisitions, 0);
  const waitedNs = workers.reduce((sum, worker) => sum + worker.waitedNs, 0);
  return acquisitions === 0 ? null : waitedNs / NS_PER_MS / acquisitions;
}

/** Null unless every round has it. */
function estimateAll(values: readonly (number | null)[], unit: string): Estimate | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : estimate(known, unit);
}
