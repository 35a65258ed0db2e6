/** What a number that was swept does to the wall time: points, and the power law through them. */
import type { Coordinate } from './matrix.js';
import type { Estimate } from './run.js';
import type { Bounded } from './scaling.js';
import type { ValidityVerdict } from './validity.js';

/**
 * What an exponent's interval says. CONSTANT: it holds 0, and all of it is near 0. LINEAR, QUADRATIC and CUBIC: the
 * whole interval is near 1, 2 or 3, or it is narrow and holds that one alone. FALLING, SUBLINEAR, SUPERLINEAR: it is
 * below 0, from 0 to 1, above 1. NOT_TOLD: it is too wide for any of them.
 */
export const GROWTHS = [
  'FALLING',
  'CONSTANT',
  'SUBLINEAR',
  'LINEAR',
  'SUPERLINEAR',
  'QUADRATIC',
  'CUBIC',
  'NOT_TOLD',
] as const;
export type Growth = (typeof GROWTHS)[number];

/** wall = coefficient · x^exponent. */
export interface PowerLaw {
  /** The wall time at x = 1, in milliseconds. */
  readonly coefficient: number;
  readonly exponent: Bounded;
  /** By how many times the wall is longer where x is doubled: 2^exponent. */
  readonly doubling: Bounded;
  /** R²: the part of what the logarithms differ by that the law explains; null where they do not differ. */
  readonly determination: number | null;
  /** What it misses the points by at most, as a share: 0.1 is a tenth more or less. */
  readonly farthest: number;
  readonly growth: Growth;
}

/** A value on the axis, as measured. */
export interface TrendPoint {
  readonly value: number;
  /** Runs that succeeded. */
  readonly runs: number;
  /** Measured rounds of those. */
  readonly rounds: number;
  /** null where none has succeeded. */
  readonly wall: Estimate | null;
  readonly validity: ValidityVerdict | null;
  /** Why the law was not fitted to it; null where it was. */
  readonly leftOut: string | null;
}

/** Configurations that differ in nothing but a number. */
export interface Trend {
  /** The field of the matrix that the number is of. */
  readonly axis: string;
  /** What they have in common, in words; empty where it is the only axis. */
  readonly label: string;
  readonly coordinates: readonly Coordinate[];
  /** Smallest value first. */
  readonly points: readonly TrendPoint[];
  /** null where it is refused. */
  readonly law: PowerLaw | null;
  /** Why no law was fitted; null where one was. */
  readonly refusedBecause: string | null;
  /** That of the least trustworthy of the points that count. */
  readonly validity: ValidityVerdict | null;
}
