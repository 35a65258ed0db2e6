/**
 * Seats: joining with a code, taking a seat again, and the end of its tokens.
 *
 * A seat is taken again with its name and its seat key: a second secret, shown once on joining, to be written
 * down. The token would not do, since it is lost with the browser that the seat is to be had back from; the
 * name would not, since all know it. Taking a seat again ends its earlier tokens: the lost browser may be in
 * other hands.
 */
import { v7 as createId } from 'uuid';
import type { Role } from '../domain/classroom.js';
import type { Problem } from '../domain/problem.js';
import type { ClassroomRecords, ClassroomRow, SeatRow } from '../store/classroom-records.js';
import type { Records } from '../store/records.js';
import { createAlias } from './aliases.js';
import { createCode, hashCode, matchesHash, readCode } from './codes.js';
import { JoinLimits, type TooMany } from './join-limits.js';
import { checkName } from './names.js';
import type { Serial } from './serial.js';
import type { Sessions } from './sessions.js';
import type { Tokens } from './tokens.js';

/** A seat that was taken, with what its holder needs. */
export interface TakenSeat {
  readonly memberId: string;
  readonly role: Role;
  readonly token: string;
  readonly expiresAt: Date;
  /** Shown this once: only its hash is kept. Null for a seat that has none, or keeps the one it has. */
  readonly seatKey: string | null;
}

export type SeatResult =
  | { readonly kind: 'taken'; readonly seat: TakenSeat }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | ({ readonly kind: 'too many' } & TooMany);

const WRONG_CODE: Problem = { path: 'code', code: 'UNKNOWN', message: 'There is no classroom with this code.' };
const WRONG_SEAT: Problem = {
  path: 'seatKey',
  code: 'UNKNOWN',
  message: 'There is no seat with this code, name and seat key.',
};

export class Seats {
  readonly #limits = new JoinLimits();
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #tokens: Tokens;
  readonly #sessions: Sessions;
  readonly #serial: Serial;

  constructor(parts: {
    readonly records: Records;
    readonly classroomRecords: ClassroomRecords;
    readonly tokens: Tokens;
    readonly sessions: Sessions;
    readonly serial: Serial;
  }) {
    this.#records = parts.records;
    this.#classroom = parts.classroomRecords;
    this.#tokens = parts.tokens;
    this.#sessions = parts.sessions;
    this.#serial = parts.serial;
  }

  /** @param address that the request came from */
  async join(typedCode: string, displayName: string, address: string): Promise<SeatResult> {
    const attempt = await this.#limits.attempt(address);
    if ('retryAfterMs' in attempt) return { kind: 'too many', ...attempt };
    const classroom = await this.#findOpen(typedCode);
    const name = checkName(displayName, 'displayName');
    const problems = [...(classroom ? [] : [WRONG_CODE]), ...(name.ok ? [] : name.problems)];
    if (!classroom) return { kind: 'refused', problems };
    await attempt.takeBack();
    if (!name.ok) return { kind: 'refused', problems };
    const seatKey = createCode();
    const keyHash = await hashCode(seatKey);
    return this.#serial.run(async () => {
      const seats = await this.#classroom.findSeats(classroom.id);
      if (seats.some(({ nameKey }) => nameKey === name.value.key)) {
        const message =
          'Somebody has this name, or one that looks like it. If it is you, take your seat again with its key: `rejoin`.';
        return { kind: 'refused', problems: [{ path: 'displayName', code: 'CONFLICT', message }] };
      }
      if (seats.filter(({ role }) => role === 'MEMBER').length >= classroom.seats) {
        const message = `All ${classroom.seats} seats are taken.`;
        return { kind: 'refused', problems: [{ path: 'code', code: 'EXHAUSTED', message }] };
      }
      const seat = createSeat(classroom.id, 'MEMBER', name.value, seats, keyHash);
      await this.#records.commit([this.#classroom.insertSeat(seat)]);
      return { kind: 'taken', seat: await this.sign(classroom, { ...seat, tokenVersion: 1 }, seatKey) };
    });
  }

  async rejoin(typedCode: string, displayName: string, seatKey: string, address: string): Promise<SeatResult> {
    const attempt = await this.#limits.attempt(address);
    if ('retryAfterMs' in attempt) return { kind: 'too many', ...attempt };
    const classroom = await this.#findOpen(typedCode);
    const name = checkName(displayName, 'displayName');
    const seat = classroom && name.ok ? await this.#classroom.findSeatByName(classroom.id, name.value.key) : null;
    const isRight = await matchesHash(seatKey, seat?.keyHash ?? null);
    // One answer, whatever of the three was wrong.
    if (!classroom || !seat || !isRight) return { kind: 'refused', problems: [WRONG_SEAT] };
    await attempt.takeBack();
    return { kind: 'taken', seat: await this.#renew(classroom, seat, null) };
  }

  /** A read-only seat, for the projector. */
  async addViewer(classroomId: string): Promise<SeatResult> {
    const classroom = await this.#classroom.findClassroom({ id: classroomId });
    if (!classroom || classroom.archivedAt) return { kind: 'refused', problems: [unknownClassroom(classroomId)] };
    return this.#serial.run(async () => {
      const seats = await this.#classroom.findSeats(classroomId);
      const name = checkName(`Projector ${seats.filter(({ role }) => role === 'VIEWER').length + 1}`, '');
      if (!name.ok) throw new Error('A projector has a name.');
      // Members cannot take a name of this key: it is not one.
      const key = `viewer:${name.value.key}`;
      const seat = createSeat(classroomId, 'VIEWER', { name: name.value.name, key }, seats, null);
      await this.#records.commit([this.#classroom.insertSeat(seat)]);
      return { kind: 'taken', seat: await this.sign(classroom, { ...seat, tokenVersion: 1 }, null) };
    });
  }

  /** Ends the tokens of a seat, and their subscriptions. Its holder may take it again with the seat key. */
  async revoke(memberId: string): Promise<void> {
    await this.#records.commit([this.#classroom.raiseTokenVersion(memberId)]);
    this.#sessions.end([memberId]);
  }

  /** For who has lost token and seat key: a new one of each; the earlier ones end. */
  async renewSeatKey(memberId: string): Promise<TakenSeat | null> {
    const seat = await this.#classroom.findSeat(memberId);
    const classroom = seat && (await this.#classroom.findClassroom({ id: seat.classroomId }));
    return seat && classroom && this.#renew(classroom, seat, createCode());
  }

  async #findOpen(typedCode: string): Promise<ClassroomRow | null> {
    const code = readCode(typedCode);
    const classroom = code === null ? null : await this.#classroom.findClassroom({ code });
    return classroom?.archivedAt === null ? classroom : null;
  }

  async #renew(classroom: ClassroomRow, seat: SeatRow, seatKey: string | null): Promise<TakenSeat> {
    const keyHash = seatKey === null ? undefined : await hashCode(seatKey);
    return this.#serial.run(async () => {
      await this.#records.commit([this.#classroom.raiseTokenVersion(seat.id, keyHash)]);
      this.#sessions.end([seat.id]);
      const { tokenVersion } = (await this.#classroom.findSeat(seat.id)) ?? seat;
      return this.sign(classroom, { ...seat, tokenVersion }, seatKey);
    });
  }

  /** What the holder of a seat needs. */
  async sign({ tokenMinutes }: ClassroomRow, seat: SeatRow, seatKey: string | null): Promise<TakenSeat> {
    const expiresAt = new Date(Date.now() + tokenMinutes * 60_000);
    const subject = { kind: 'member', memberId: seat.id, version: seat.tokenVersion } as const;
    const token = await this.#tokens.sign(subject, expiresAt);
    return { memberId: seat.id, role: seat.role, token, expiresAt, seatKey };
  }
}

/** One that is not in the store yet. @param seats of the classroom */
export function createSeat(
  classroomId: string,
  role: Role,
  { name, key }: { readonly name: string; readonly key: string },
  seats: readonly SeatRow[],
  keyHash: string | null,
): Omit<SeatRow, 'tokenVersion'> {
  return {
    id: createId(),
    classroomId,
    role,
    seat: (seats.at(-1)?.seat ?? 0) + 1,
    displayName: name,
    nameKey: key,
    alias: createAlias(new Set(seats.map(({ alias }) => alias))),
    keyHash,
  };
}

export function unknownClassroom(id: string): Problem {
  return { path: 'classroomId', code: 'UNKNOWN', message: `There is no classroom ${id.slice(0, 60)}.` };
}
