/** What a board can rank by: one reader each, from a run's figures to a measure with its interval. */
import type { Direction, Measure, Metric } from '../domain/classroom.js';
import type { Recording, SharingFigures } from '../domain/recording.js';
import type { Estimate, Summary } from '../domain/run.js';

interface MetricReader {
  /** Which end wins unless the challenge says otherwise. */
  readonly direction: Direction;
  readonly unit: string;
  readonly needsBaseline: boolean;
  /** What runs have to record for it: the lab sees to that, whatever the submission asks for. */
  readonly recording: Recording;
  /** Null where the run did not measure it. */
  read(figures: MeasuredRun): Measure | null;
}

export interface MeasuredRun {
  readonly summary: Summary;
  /** Of all groups. */
  readonly workers: number;
  /** The wall time of the baseline; null where there is none. */
  readonly baseline: Estimate | null;
  /** Null where nothing was recorded. */
  readonly sharing: SharingFigures | null;
}

const ALONE = { needsBaseline: false, recording: 'NONE' } as const;
const BESIDE_BASELINE = { needsBaseline: true, recording: 'NONE' } as const;
const RECORDED = { needsBaseline: false, recording: 'CONTENTION' } as const;

export const METRIC_READERS: Readonly<Record<Metric, MetricReader>> = {
  WALL: { ...ALONE, direction: 'LOWEST', unit: 'ms', read: ({ summary }) => toMeasure(summary.wall) },
  CPU: { ...ALONE, direction: 'LOWEST', unit: 'ms', read: ({ summary }) => toMeasure(summary.cpu) },
  THROUGHPUT: {
    ...ALONE,
    direction: 'HIGHEST',
    unit: 'units/s',
    read: ({ summary }) => toMeasure(summary.throughput),
  },
  SPEEDUP: { ...BESIDE_BASELINE, direction: 'HIGHEST', unit: '×', read: (run) => speedup(run, 1) },
  EFFICIENCY: { ...BESIDE_BASELINE, direction: 'HIGHEST', unit: '', read: (run) => speedup(run, run.workers) },
  FAIRNESS: {
    ...RECORDED,
    direction: 'HIGHEST',
    unit: '',
    read: ({ sharing }) => toMeasure(sharing?.fairness ?? null),
  },
  LOCK_WAIT: {
    ...RECORDED,
    direction: 'LOWEST',
    unit: 'ms',
    read: ({ sharing }) => toMeasure(sharing?.lockWait ?? null),
  },
};

/**
 * The baseline's own uncertainty is left out: it is the same for every entry, so it cannot change who is before
 * whom, and would only tie what the runs themselves tell apart.
 */
function speedup({ summary: { wall }, baseline }: MeasuredRun, divisor: number): Measure | null {
  if (!baseline) return null;
  const over = (wallMs: number): number => baseline.median / wallMs / divisor;
  return toMeasure({ median: over(wall.median), low: over(wall.high), high: over(wall.low) });
}

function toMeasure(estimate: Omit<Estimate, 'unit'> | null): Measure | null {
  if (!estimate) return null;
  const { median: value, low, high } = estimate;
  // Work too short for the clock gives zeros, and a speed-up without bounds.
  return [value, low, high].every(Number.isFinite) ? { value, low, high } : null;
}
