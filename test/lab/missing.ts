/** Figures that may be null, by their names: each that is has to be among what is told to be missing. */
import type { PrimitiveUse, UseFigure } from '../../src/domain/recording.js';
import type { CostFigure, WorkerCost } from '../../src/domain/worker-cost.js';

export function absentInUse(use: PrimitiveUse): readonly string[] {
  const figures: Readonly<Record<UseFigure, unknown>> = {
    ACQUISITIONS: use.acquisitions,
    CONTENDED: use.contended,
    WAIT: use.wait,
    HOLD: use.hold,
    LONGEST_STREAK: use.longestStreak,
    SWITCHES: use.switches,
    FAIRNESS: use.fairness,
    PARKS: use.parks,
    WAKES: use.wakes,
    DEPTH: use.depth,
  };
  return absent(figures);
}

export function absentInCost(cost: WorkerCost): readonly string[] {
  const figures: Readonly<Record<CostFigure, unknown>> = {
    IS_WARM: cost.isWarm,
    START: cost.startMs,
    MEMORY: cost.memoryBytes,
    MEMORY_GROWTH: cost.memoryGrowthBytes,
  };
  return absent(figures);
}

function absent(figures: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(figures).flatMap(([figure, value]) => (value === null ? [figure] : []));
}
