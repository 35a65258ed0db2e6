/**
 * Sessions: from the `Authorization` of a request to who is asking, and the end of it.
 *
 * Role and revocation are looked up in the store for each operation, through a memory that every change of a
 * seat empties: this process alone writes there. A subscription outlives the look-up, so it asks to be told
 * when its session ends: at its token's expiry, or at once when the token is revoked.
 */
import type { ClassroomRecords, SeatRow } from '../store/classroom-records.js';
import type { Principal, Refusal } from './access.js';
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

const REMEMBERED = 5_000;
/** Timers hold at most 2^31 - 1 ms, some 24 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

export class Sessions {
  readonly #tokens: Tokens;
  readonly #records: ClassroomRecords;
  readonly #isOpen: () => boolean;
  readonly #known = new Map<string, Known>();
  /** Raised by every change: what was read before one is not remembered after it. */
  #changes = 0;
  /** Told of every seat whose tokens end. */
  onRevoked: (memberIds: readonly string[]) => void = () => {};
  readonly #ends = new Map<string, Set<(reason: Refusal) => void>>();

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
    if (subject.kind === 'owner') return this.#session({ kind: 'owner' }, expiresAt, null);

    const known = await this.#find(subject.memberId);
    if (!known || known.seat.tokenVersion !== subject.version) return endless({ kind: 'nobody', reason: 'REVOKED' });
    const { id: memberId, classroomId, role } = known.seat;
    // The class is over; its instructor may still read.
    if (known.isArchived && role !== 'INSTRUCTOR') return endless({ kind: 'nobody', reason: 'REVOKED' });
    return this.#session({ kind: 'member', memberId, classroomId, role }, expiresAt, memberId);
  }

  /** After a change of these seats is in the store. */
  end(memberIds: readonly string[]): void {
    this.forget(memberIds);
    this.onRevoked(memberIds);
    for (const memberId of memberIds) {
      const tells = this.#ends.get(memberId);
      this.#ends.delete(memberId);
      for (const tell of tells ?? []) tell('REVOKED');
    }
  }

  forget(memberIds: readonly string[]): void {
    this.#changes += 1;
    for (const memberId of memberIds) this.#known.delete(memberId);
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

  #session(principal: Principal, expiresAt: Date, memberId: string | null): Session {
    return {
      principal,
      expiresAt,
      onEnd: (tell) => {
        let timer: NodeJS.Timeout;
        const stop = (): void => {
          clearTimeout(timer);
          if (memberId !== null) this.#stopTelling(memberId, end);
        };
        const end = (reason: Refusal): void => {
          stop();
          tell(reason);
        };
        const wait = (): void => {
          const leftMs = expiresAt.getTime() - Date.now();
          if (leftMs <= 0) end('EXPIRED');
          else timer = setTimeout(wait, Math.min(leftMs, LONGEST_TIMER_MS)).unref();
        };
        wait();
        if (memberId !== null) {
          const tells = this.#ends.get(memberId) ?? new Set();
          this.#ends.set(memberId, tells.add(end));
        }
        return stop;
      },
    };
  }

  #stopTelling(memberId: string, tell: (reason: Refusal) => void): void {
    const tells = this.#ends.get(memberId);
    tells?.delete(tell);
    if (tells?.size === 0) this.#ends.delete(memberId);
  }
}

/** One that no token ends. */
export function endless(principal: Principal): Session {
  return { principal, expiresAt: null, onEnd: () => () => {} };
}
