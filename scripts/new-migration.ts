/**
 * Writes a new migration: the step from the last one to `prisma/schema.prisma` as it stands.
 *
 *   npm run migration -- add_classrooms
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftMigration } from '../src/store/migrate.js';
import { SqliteAdapter } from '../src/store/sqlite.js';

const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Usage: npm run migration -- <name>   (lower case, digits, underscores)');
  process.exit(2);
}

const prismaDirectory = join(import.meta.dirname, '..', 'prisma');
const scratch = await mkdtemp(join(tmpdir(), 'lockstep-migration-'));
try {
  const script = await draftMigration(new SqliteAdapter(join(scratch, 'scratch.db')), prismaDirectory);
  if (script === null) {
    console.log('The schema has not changed since the last migration.');
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const directory = join('prisma', 'migrations', `${stamp}_${name}`);
    await mkdir(join(prismaDirectory, '..', directory));
    await writeFile(join(prismaDirectory, '..', directory, 'migration.sql'), script);
    console.log(`Wrote ${join(directory, 'migration.sql')}. Read it before you commit it.`);
  }
} finally {
  await rm(scratch, { recursive: true });
}
