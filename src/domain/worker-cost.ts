/**
 * What it takes to have a run's workers, apart from their work: how long one takes to come up, and what memory it
 * needs. A figure that nobody can tell is null, with a reason.
 */
import type { Fabric } from './experiment.js';

export const COST_FIGURES = ['IS_WARM', 'START', 'MEMORY', 'MEMORY_GROWTH'] as const;
export type CostFigure = (typeof COST_FIGURES)[number];

export const HOMES = ['THREAD', 'PROCESS'] as const;
export type Home = (typeof HOMES)[number];

export interface WorkerCost {
  readonly worker: number;
  /** What was made for it. Workers of a SERIAL or ASYNC group live in one thread together. */
  readonly livesIn: Home;
  /** It was made before the run asked for it: the lab keeps its workers. */
  readonly isWarm: boolean | null;
  /** From its creation to its first instruction, all that it imports loaded; of a warm one that was before the run. */
  readonly startMs: number | null;
  /** Its share of the host's memory after the last round: pages of its own, and its part of those it shares (PSS). */
  readonly memoryBytes: number | null;
  /** How much more that is than before the run; less is below 0. */
  readonly memoryGrowthBytes: number | null;
  readonly missing: readonly MissingCost[];
}

export interface MissingCost {
  readonly figure: CostFigure;
  readonly reason: string;
}

export function homeOf(fabric: Fabric): Home {
  return fabric === 'PROCESSES' || fabric === 'PROCESS_POOL' ? 'PROCESS' : 'THREAD';
}
