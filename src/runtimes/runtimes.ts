/** Who can execute tasks on this host. Found, never assumed. */
import type { RuntimeOffer } from '../domain/plan.js';
import { discoverCPython } from './cpython/discover.js';
import { offerOfCPython } from './cpython/offer.js';
import type { PythonPlaces } from './cpython/candidates.js';
import type { PythonFacts } from './cpython/probe.js';

export interface RuntimeInfo {
  /** What an experiment names. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Whether a global interpreter lock lets only one thread run at a time. */
  readonly gil: boolean;
  readonly path: string;
  /** Of a Python interpreter, what it tells of itself. */
  readonly python?: PythonFacts;
}

/** One that was looked for, or found, and cannot be used. */
export interface AbsentRuntime {
  readonly name: string;
  /** Where it was found. */
  readonly path: string | null;
  readonly reason: string;
}

export interface Runtimes {
  readonly found: readonly RuntimeInfo[];
  readonly absent: readonly AbsentRuntime[];
}

export const NODE: RuntimeInfo = {
  id: 'node',
  name: 'Node.js',
  version: process.versions.node,
  gil: false,
  path: process.execPath,
};

export async function findRuntimes(pythons: PythonPlaces): Promise<Runtimes> {
  const { found, absent } = await discoverCPython(pythons);
  return { found: [NODE, ...found], absent };
}

/** What each of them has of the catalogue. One that is not named here has all of it. */
export function offersOf(runtimes: readonly RuntimeInfo[]): ReadonlyMap<string, RuntimeOffer> {
  return new Map(runtimes.flatMap(({ id, python }) => (python ? [[id, offerOfCPython(python)] as const] : [])));
}
