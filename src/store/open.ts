/**
 * Opens the lab's store: takes the data directory for this process alone, brings the database up to the
 * newest migration, and connects.
 *
 * A migration that is cut off (a kill, a full disk) must not leave the lab unable to start: a copy is kept
 * until the last one has come to its end, and a start that finds the copy goes back to it and tries again.
 * The database is never replaced while this process has it open: a connection that libsql closes late, with
 * its garbage, would take the new file's log for its own.
 */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { PrismaClient } from './generated/prisma/client.js';
import { applyMigrations } from './migrate.js';
import { lockDirectory, SqliteAdapter } from './sqlite.js';
import './wasm-tiering.js';

export type { PrismaClient };

export interface OpenStore {
  readonly prisma: PrismaClient;
  /** Names of the migrations that this start applied. */
  readonly applied: readonly string[];
  close(): Promise<void>;
}

/** @throws DirectoryInUseError when another process has the directory. */
export async function openStore(dataDirectory: string, prismaDirectory: string): Promise<OpenStore> {
  await mkdir(dataDirectory, { recursive: true });
  const unlock = lockDirectory(dataDirectory);
  try {
    const path = join(dataDirectory, 'lab.db');
    const applied = await bringUpToDate(path, prismaDirectory);
    const prisma = new PrismaClient({ adapter: new SqliteAdapter(path) });
    await prisma.$connect();
    return {
      prisma,
      applied,
      async close() {
        await prisma.$disconnect();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function bringUpToDate(path: string, prismaDirectory: string): Promise<readonly string[]> {
  await restoreAfterCut(path);
  const known = (await readdir(join(prismaDirectory, 'migrations'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const done = existsSync(path) ? await readApplied(path) : new Set();
  if (known.every((name) => done.has(name))) return [];

  await keepCopy(path);
  const applied = await applyMigrations(new SqliteAdapter(path), prismaDirectory);
  await rm(copyOf(path));
  return applied;
}

/** The database as it was before the migrations under way; empty where there was none. */
function copyOf(path: string): string {
  return `${path}.before-migration`;
}

async function keepCopy(path: string): Promise<void> {
  const unfinished = `${copyOf(path)}.unfinished`;
  await rm(unfinished, { force: true });
  if (existsSync(path)) {
    await withDatabase(path, (client) => client.execute({ sql: 'VACUUM INTO ?', args: [unfinished] }));
  } else {
    await writeFile(unfinished, '');
  }
  await rename(unfinished, copyOf(path));
}

/** A copy that is still there says that its migration never came to its end. */
async function restoreAfterCut(path: string): Promise<void> {
  if (!existsSync(copyOf(path))) return;
  const { size } = await stat(copyOf(path));
  await Promise.all(['', '-wal', '-shm', '-journal'].map((suffix) => rm(path + suffix, { force: true })));
  if (size > 0) await rename(copyOf(path), path);
  else await rm(copyOf(path));
}

async function readApplied(path: string): Promise<ReadonlySet<unknown>> {
  return withDatabase(path, async (client) => {
    const { rows } = await client.execute(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return new Set(rows.map((row) => row['migration_name']));
  });
}

async function withDatabase<T>(path: string, use: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
  const client = createClient({ url: `file:${path}` });
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
