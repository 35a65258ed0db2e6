/**
 * The traces of runs: a file each, under the data directory. Too large for a row, and of no use without its run:
 * what has none any more goes at the next start, and so do the oldest beyond a bound.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Trace } from '../trace/trace.js';
import type { PrismaClient } from './open.js';

const SUFFIX = '.trace';
/** Some 6 MiB each at most. */
const KEPT = 200;
/** What an id looks like; nothing else becomes a part of a path. */
const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class TraceFiles {
  readonly #directory: string;

  constructor(dataDirectory: string) {
    this.#directory = join(dataDirectory, 'traces');
  }

  /** @throws RangeError for what is no run's id */
  pathOf(runId: string): string {
    if (!RUN_ID.test(runId)) throw new RangeError('This is no id of a run.');
    return join(this.#directory, runId + SUFFIX);
  }

  /** @returns null where there is none. @throws BrokenTraceError */
  async read(runId: string): Promise<Trace | null> {
    if (!RUN_ID.test(runId)) return null;
    try {
      return Trace.parse(await readFile(this.pathOf(runId)));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Before any run: removes what is left over. */
  async sweep(prisma: PrismaClient): Promise<void> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    // Ids begin with the time, so the newest come last.
    const ids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    const newest = ids.toSorted().slice(-KEPT);
    const known = await prisma.run.findMany({ where: { id: { in: newest } }, select: { id: true } });
    const keep = new Set(known.map(({ id }) => id + SUFFIX));
    const left = names.filter((name) => !keep.has(name));
    await Promise.all(left.map((name) => rm(join(this.#directory, name), { force: true })));
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
