/**
 * The embedded database: one SQLite file, one connection.
 *
 * The stock client of libsql opens a new connection after every transaction, and settings of a connection
 * (foreign keys, sync) are lost with the old one. Prisma's adapter lets only one caller at a time through
 * anyway, so this client keeps the one connection, set up once.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Client, Config, Transaction, TransactionMode } from '@libsql/client';
import { Sqlite3Client, Sqlite3Transaction } from '@libsql/client/sqlite3';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import type Database from 'libsql';

const Libsql = createRequire(import.meta.url)('libsql') as typeof Database;

const SETTINGS = [
  // Readers and the writer do not wait for each other, and a crash leaves the file whole.
  'PRAGMA journal_mode = WAL',
  // What a client was told is stored has reached the disk.
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
];

const BEGIN: Readonly<Record<TransactionMode, string>> = {
  write: 'BEGIN IMMEDIATE',
  read: 'BEGIN TRANSACTION READONLY',
  deferred: 'BEGIN DEFERRED',
};

class SingleConnectionClient extends Sqlite3Client {
  readonly #database: Database.Database;

  constructor(path: string) {
    const database = new Libsql(path);
    super(path, {}, database, 'number');
    this.#database = database;
    for (const setting of SETTINGS) database.exec(setting);
  }

  override async transaction(mode: TransactionMode = 'write'): Promise<Transaction> {
    await this.execute(BEGIN[mode]);
    return new Sqlite3Transaction(this.#database, 'number');
  }
}

/** A driver adapter for Prisma over the file. */
export class SqliteAdapter extends PrismaLibSql {
  readonly #path: string;
  readonly #clients: Client[] = [];

  constructor(path: string) {
    super({ url: `file:${path}` });
    this.#path = path;
  }

  override createClient(config: Config): Client {
    // Prisma's migrations ask for a scratch database by this name.
    const client = new SingleConnectionClient(config.url === ':memory:' ? ':memory:' : this.#path);
    this.#clients.push(client);
    return client;
  }

  /** For those who do not dispose of what they connected, as the schema engine. */
  close(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }
}

export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Makes this process the only owner of the data directory: an exclusive lock on a file beside the database,
 * which the operating system drops with the process, however it dies.
 * @returns gives the lock back.
 * @throws DirectoryInUseError when another process has it.
 */
export function lockDirectory(directory: string): () => void {
  const database = new Libsql(join(directory, 'lock.db'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new DirectoryInUseError(
      `Another Lockstep is using ${directory}. Stop it, or set DATA_DIR to another place.`,
      {
        cause,
      },
    );
  }
  return () => database.close();
}
