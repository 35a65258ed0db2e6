/**
 * Sessions: from the `Authorization` of a request to who is asking, and the end of it.
 *
 * Role and revocation are looked up in the store for each operation, through a memory that every change of a
 * seat empties: this process alone writes there. A subscription outlives the look-up, so it asks to be told
 * when its session ends: at its token's expiry, or at once when the token is revoked.
 */
import type { ClassroomRecords, SeatRow } from '../store/classroom-records.js';
import type { Principal, Refusal } from './access.js';
import { callAt } from './call-at.js';
import type { Tokens } from './tokens.js';

export interface Session {
  readonly principal: Principal;
  /** Null where no token ends it. */
  readonly expiresAt: Date | null;
  /** Calls back once, when the session is over. @returns stops waiting for it. */
  onEnd(tell: (reason: Refusal) => void): () => void;
}

interface Known {
  readonly seat: SeatRow;
  readonly isArchived: boolean;
}

/** Whose tokens they are: a member's id, or null for the lab's owner. */
export type Holder = string | null;

const REMEMBERED = 5_000;

export class Sessions {
  readonly #tokens: Tokens;
  readonly #records: ClassroomRecords;
  readonly #isOpen: () => boolean;
  readonly #known = new Map<string, Known>();
  /** Raised by every change: what was read before one is not remembered after it. */
  #changes = 0;
  #ownerVersion: number | null = null;
  /** Told of every holder whose tokens end. */
  onRevoked: (holders: readonly Holder[]) => void = () => {};
  readonly #ends = new Map<Holder, Set<(reason: Refusal) => void>>();

  /** @param isOpen whether somebody without a token is the lab's owner */
  constructor(tokens: Tokens, records: ClassroomRecords, isOpen: () => boolean) {
    this.#tokens = tokens;
    this.#records = records;
    this.#isOpen = isOpen;
  }

  /** @param authorization `Bearer …`; undefined where there was none. One that is no good never counts as none. */
  async open(authorization: string | undefined): Promise<Session> {
    if (authorization === undefined) {
      return endless(this.#isOpen() ? { kind: 'owner' } : { kind: 'nobody', reason: 'MISSING' });
    }
    const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
    const read = token === undefined ? ({ ok: false, reason: 'INVALID' } as const) : await this.#tokens.read(token);
    if (!read.ok) return endless({ kind: 'nobody', reason: read.reason });
    const { subject, expiresAt } = read;
    if (subject.kind === 'owner') {
      return subject.version === (await this.#findOwnerVersion())
        ? this.#session({ kind: 'owner' }, expiresAt, null)
        : endless({ kind: 'nobody', reason: 'REVOKED' });
    }
    const known = await this.#find(subject.memberId);
    if (!known || known.seat.tokenVersion !== subject.version) return endless({ kind: 'nobody', reason: 'REVOKED' });
    const { id: memberId, classroomId, role } = known.seat;
    // The class is over; its instructor may still read.
    if (known.isArchived && role !== 'INSTRUCTOR') return endless({ kind: 'nobody', reason: 'REVOKED' });
    return this.#session({ kind: 'member', memberId, classroomId, role }, expiresAt, memberId);
  }

  /** After a change of these holders is in the store. */
  end(holders: readonly Holder[]): void {
    this.forget(holders);
    this.onRevoked(holders);
    for (const holder of holders) {
      const tells = this.#ends.get(holder);
      this.#ends.delete(holder);
      for (const tell of tells ?? []) tell('REVOKED');
    }
  }

  forget(holders: readonly Holder[]): void {
    this.#changes += 1;
    for (const holder of holders) {
      if (holder === null) this.#ownerVersion = null;
      else this.#known.delete(holder);
    }
  }

  async #findOwnerVersion(): Promise<number> {
    if (this.#ownerVersion !== null) return this.#ownerVersion;
    const before = this.#changes;
    const version = await this.#records.findOwnerVersion();
    if (this.#changes === before) this.#ownerVersion = version;
    return version;
  }

  async #find(memberId: string): Promise<Known | null> {
    const known = this.#known.get(memberId);
    if (known) return known;
    const before = this.#changes;
    const seat = await this.#records.findSeat(memberId);
    const classroom = seat && (await this.#records.findClassroom({ id: seat.classroomId }));
    if (!seat || !classroom) return null;
    const found = { seat, isArchived: classroom.archivedAt !== null };
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    if (this.#changes === before) this.#known.set(memberId, found);
    return found;
  }

  #session(principal: Principal, expiresAt: Date, holder: Holder): Session {
    return {
      principal,
      expiresAt,
      onEnd: (tell) => {
        const stop = (): void => {
          stopWaiting();
          this.#stopTelling(holder, end);
        };
        const end = (reason: Refusal): void => {
          stop();
          tell(reason);
        };
        const stopWaiting = callAt(expiresAt.getTime(), () => end('EXPIRED'));
        const tells = this.#ends.get(holder) ?? new Set();
        this.#ends.set(holder, tells.add(end));
        return stop;
      },
    };
  }

  #stopTelling(holder: Holder, tell: (reason: Refusal) => void): void {
    const tells = this.#ends.get(holder);
    tells?.delete(tell);
    if (tells?.size === 0) this.#ends.delete(holder);
  }
}

/** One that no token ends. */
export function endless(principal: Principal): Session {
  return { principal, expiresAt: null, onEnd: () => () => {} };
}
