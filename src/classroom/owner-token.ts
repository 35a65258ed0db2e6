/**
 * The owner's token: written at every start, for this user alone. It opens everything.
 *
 * Revoking it ends all that were ever written, and writes a new one, to the same place and nowhere else: whoever
 * revokes with a token that was stolen gains nothing by it.
 */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassroomRecords } from '../store/classroom-records.js';
import type { Records } from '../store/records.js';
import type { Sessions } from './sessions.js';
import type { Tokens } from './tokens.js';

const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

export class OwnerToken {
  readonly path: string;
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #tokens: Tokens;
  readonly #sessions: Sessions;

  constructor(parts: {
    readonly dataDirectory: string;
    readonly records: Records;
    readonly classroomRecords: ClassroomRecords;
    readonly tokens: Tokens;
    readonly sessions: Sessions;
  }) {
    this.path = join(parts.dataDirectory, 'owner.token');
    this.#records = parts.records;
    this.#classroom = parts.classroomRecords;
    this.#tokens = parts.tokens;
    this.#sessions = parts.sessions;
  }

  async write(): Promise<void> {
    const version = await this.#classroom.findOwnerVersion();
    const token = await this.#tokens.sign({ kind: 'owner', version }, new Date(Date.now() + DAYS * DAY_MS));
    await writeFile(this.path, `${token}\n`, { mode: 0o600 });
    // The mode above only counts for a file that is new.
    await chmod(this.path, 0o600);
  }

  /** Ends all of them, and their subscriptions. */
  async revoke(): Promise<void> {
    await this.#records.commit([this.#classroom.raiseOwnerVersion()]);
    this.#sessions.end([null]);
    await this.write();
  }
}
