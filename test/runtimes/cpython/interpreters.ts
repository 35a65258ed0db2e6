/** The CPython interpreters of this host, for tests that need a real one; where there is none they are skipped. */
import { readPlaces } from '../../../src/runtimes/cpython/candidates.js';
import { findRuntimes, type RuntimeInfo } from '../../../src/runtimes/runtimes.js';

export interface Python extends RuntimeInfo {
  readonly python: NonNullable<RuntimeInfo['python']>;
}

export const PYTHONS: readonly Python[] = (await findRuntimes(readPlaces(process.env))).found.filter(
  (runtime): runtime is Python => runtime.python !== undefined,
);

if (PYTHONS.length === 0) console.log('There is no CPython 3.8 or newer here: tests that need one are skipped.');

/** The newest and the oldest: what works on both of them works in between. */
export const EXTREMES: readonly Python[] = [...new Set([...PYTHONS.slice(0, 1), ...PYTHONS.slice(-1)])];
