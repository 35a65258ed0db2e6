/** Who can execute tasks on this host. Found, never assumed. */

export interface RuntimeInfo {
  /** What an experiment names. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Whether a global interpreter lock lets only one thread run at a time. */
  readonly gil: boolean;
  readonly path: string;
}

export function findRuntimes(): readonly RuntimeInfo[] {
  const node = { version: process.versions.node, path: process.execPath };
  return [
    { id: 'node', name: 'Node.js', gil: false, ...node },
    // The same engine: its threads take turns by CPython's algorithm (see `primitives/gil.ts`).
    { id: 'node-gil', name: 'Node.js under a global interpreter lock', gil: true, ...node },
  ];
}
