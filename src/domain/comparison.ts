/**
 * The unit's comparison tables: what it says of one thing beside another, aspect by aspect, and what was measured
 * of both on this host.
 */
import type { Figure, Program, ResultOf } from './lesson.js';

/** One for each column. */
export type Both = readonly [string, string];

export interface ComparisonRow {
  readonly aspect: string;
  /** What the unit says of each. */
  readonly says: Both;
  readonly programs: readonly Program[];
  measure(resultOf: ResultOf): MeasuredAspect;
}

export interface Comparison {
  /** kebab-case. */
  readonly id: string;
  readonly title: string;
  /** What is compared. */
  readonly columns: Both;
  readonly rows: readonly ComparisonRow[];
}

export interface MeasuredAspect {
  /** What was measured of each, in a few words with its figures. */
  readonly measured: Both;
  readonly figures: readonly Figure[];
  /** Whether it is as the unit says; null where a program came to no result. */
  readonly agrees: boolean | null;
}

/** A row of a finished measurement. */
export interface MeasuredRow extends MeasuredAspect {
  readonly aspect: string;
}

export interface MeasuredTable {
  readonly id: string;
  readonly rows: readonly MeasuredRow[];
}
