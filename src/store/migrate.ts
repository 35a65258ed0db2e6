/**
 * Migrations, with Prisma's own schema engine in WebAssembly: it runs inside this process, over the same
 * driver as everything else, so that neither an engine binary nor the Prisma command line is needed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type * as EngineModule from '@prisma/schema-engine-wasm';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import type { SqliteAdapter } from './sqlite.js';

/** The engine's exit code where two schemas differ. */
const DIFFERENT = 2;

const NO_FILTER = { externalTables: [], externalEnums: [] };

/** @param prismaDirectory with `schema.prisma` and `migrations/`. @returns the names of those newly applied. */
export async function applyMigrations(adapter: SqliteAdapter, prismaDirectory: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations(prismaDirectory);
  return withEngine(adapter, prismaDirectory, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  });
}

/**
 * The step from the last migration to the schema as it is now: SQL, or null where nothing has changed. Writes
 * nothing but the scratch database.
 * @param scratch adapter of an empty database, which gets all migrations
 */
export async function draftMigration(scratch: SqliteAdapter, prismaDirectory: string): Promise<string | null> {
  // The engine's `createMigration` and its diff from a list of migrations want a shadow database: over this
  // driver the first is refused and the second runs only the first statement of each migration. So the
  // scratch database is migrated as a real one is, and compared with the schema.
  await applyMigrations(scratch, prismaDirectory);
  const schema = await readSchema(prismaDirectory);
  return withEngine(scratch, prismaDirectory, async (engine) => {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: prismaDirectory },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters: NO_FILTER,
    });
    return exitCode === DIFFERENT ? stdout : null;
  });
}

async function withEngine<T>(
  adapter: SqliteAdapter,
  prismaDirectory: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngine();
  const schema = await readSchema(prismaDirectory);
  const engine = await Engine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
    adapter.close();
  }
}

interface EngineExports {
  __wbindgen_start(): void;
}

/** The part of the global `WebAssembly` used here, which Node's types leave to the browser's. */
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: EngineExports } }>;
};

let engine: Promise<typeof EngineModule> | undefined;

/** Once per process: the glue keeps views of one instance's memory, and a second instance would corrupt both. */
function loadEngine(): Promise<typeof EngineModule> {
  engine ??= instantiateEngine();
  return engine;
}

/**
 * The package imports its `.wasm` file as a module, which Node 20 does not do by itself, so the three pieces
 * (its glue, its binary, and their introduction to each other) are put together here.
 */
async function instantiateEngine(): Promise<typeof EngineModule> {
  const require = createRequire(import.meta.url);
  const gluePath = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as typeof EngineModule & {
    __wbg_set_wasm(exports: EngineExports): void;
  };
  const binary = await readFile(gluePath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

async function readSchema(prismaDirectory: string): Promise<{ path: string; content: string }> {
  const path = join(prismaDirectory, 'schema.prisma');
  return { path, content: await readFile(path, 'utf8') };
}

async function readMigrations(prismaDirectory: string): Promise<MigrationList> {
  const baseDir = join(prismaDirectory, 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.toSorted().map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
      },
    })),
  );
  const lockfile = await readFile(join(baseDir, 'migration_lock.toml'), 'utf8');
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}
