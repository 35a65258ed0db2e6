/**
 * Outcomes of many runs as one table: the class as one fleet. Pure.
 *
 * The interval is Wilson's (1927), which stays sensible at none and at all: none seen in n rounds is at most
 * about 3.84 / n, and is not "never".
 */
import type { Grade, Outcome } from '../domain/run.js';

export interface PooledOutcome {
  readonly result: string;
  readonly grade: Grade;
  readonly count: number;
  /** Of all rounds, with its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface OutcomeTable {
  readonly runs: number;
  readonly rounds: number;
  /** The most frequent first. */
  readonly outcomes: readonly PooledOutcome[];
}

const Z = 1.959_963_985;

export function poolOutcomes(runs: readonly (readonly Pick<Outcome, 'result' | 'grade' | 'count'>[])[]): OutcomeTable {
  const counts = new Map<string, { result: string; grade: Grade; count: number }>();
  let rounds = 0;
  for (const { result, grade, count } of runs.flat()) {
    const key = `${grade} ${result}`;
    const known = counts.get(key) ?? { result, grade, count: 0 };
    known.count += count;
    counts.set(key, known);
    rounds += count;
  }
  const outcomes = [...counts.values()]
    .toSorted((a, b) => b.count - a.count || (a.result < b.result ? -1 : 1))
    .map((row) => ({ ...row, ...wilson(row.count, rounds) }));
  return { runs: runs.length, rounds, outcomes };
}

function wilson(count: number, of: number): { share: number; low: number; high: number } {
  const share = count / of;
  const middle = (share + (Z * Z) / (2 * of)) / (1 + (Z * Z) / of);
  const reach = (Z / (1 + (Z * Z) / of)) * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
