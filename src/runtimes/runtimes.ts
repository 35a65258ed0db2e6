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
  return [{ id: 'node', name: 'Node.js', version: process.versions.node, gil: false, path: process.execPath }];
}
