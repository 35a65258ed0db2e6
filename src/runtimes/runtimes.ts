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

const ENGINE = { version: process.versions.node, path: process.execPath };

export const NODE: RuntimeInfo = { id: 'node', name: 'Node.js', gil: false, ...ENGINE };

/** The same engine: its threads take turns by CPython's algorithm (see `primitives/gil.ts`). */
const NODE_GIL: RuntimeInfo = {
  id: 'node-gil',
  name: 'Node.js under a global interpreter lock',
  gil: true,
  ...ENGINE,
};

/** They need nothing but what runs the lab. */
export const OWN_RUNTIMES: readonly RuntimeInfo[] = [NODE, NODE_GIL];

export async function findRuntimes(pythons: PythonPlaces): Promise<Runtimes> {
  const { found, absent } = await discoverCPython(pythons);
  return { found: [...OWN_RUNTIMES, ...found], absent };
}

/** What each of them has of the catalogue. One that is not named here has all of it. */
export function offersOf(runtimes: readonly RuntimeInfo[]): ReadonlyMap<string, RuntimeOffer> {
  return new Map(runtimes.flatMap(({ id, python }) => (python ? [[id, offerOfCPython(python)] as const] : [])));
}
