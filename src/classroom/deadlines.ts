/**
 * Challenges open and close by themselves, on time.
 *
 * What is due follows from the store (phase, opensAt, closesAt), so what passed while the lab was down is done at
 * its start. While it runs, one timer waits for the nearest deadline of all. Whether a submission is in time is
 * asked of the clock and not of the phase (`challenges.ts`), so it does not matter that a timer may be late.
 */
import type { ChallengePhase } from '../domain/classroom.js';
import type { ChallengeRow, ClassroomRecords } from '../store/classroom-records.js';
import type { Boards } from './boards.js';
import { callAt } from './call-at.js';
import type { Serial } from './serial.js';

type Window = Pick<ChallengeRow, 'phase' | 'opensAt' | 'closesAt'>;

/** The phase that a challenge should be in by now; null where it is in the right one, or is led by hand. */
export function findDuePhase({ phase, opensAt, closesAt }: Window, now: Date): ChallengePhase | null {
  if (phase !== 'SCHEDULED' && phase !== 'OPEN') return null;
  if (closesAt && closesAt <= now) return 'CLOSED';
  return phase === 'SCHEDULED' && opensAt <= now ? 'OPEN' : null;
}

/** When its phase changes by itself; null for never. */
export function findDeadline({ phase, opensAt, closesAt }: Window): Date | null {
  if (phase === 'SCHEDULED') return closesAt && closesAt < opensAt ? closesAt : opensAt;
  return phase === 'OPEN' ? closesAt : null;
}

export class Deadlines {
  readonly #classroom: ClassroomRecords;
  readonly #boards: Boards;
  readonly #serial: Serial;
  readonly #onBroken: (error: unknown) => void;
  /** By the challenges' ids, in milliseconds since 1970. */
  readonly #deadlines = new Map<string, number>();
  #stopWaiting: () => void = () => {};
  #isClosed = false;

  constructor(parts: {
    readonly classroomRecords: ClassroomRecords;
    readonly boards: Boards;
    readonly serial: Serial;
    readonly onBroken: (error: unknown) => void;
  }) {
    this.#classroom = parts.classroomRecords;
    this.#boards = parts.boards;
    this.#serial = parts.serial;
    this.#onBroken = parts.onBroken;
  }

  /** Does what has been due since an earlier server, and waits for the rest. */
  async recover(): Promise<void> {
    for (const challenge of await this.#classroom.findChallenges({ phases: ['SCHEDULED', 'OPEN'] })) {
      this.#note(challenge);
    }
    await this.#meet();
  }

  /** A challenge has begun. */
  add(challenge: Window & Pick<ChallengeRow, 'id'>): void {
    this.#note(challenge);
    this.#waitForNearest();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopWaiting();
  }

  #note(challenge: Window & Pick<ChallengeRow, 'id'>): void {
    const deadline = findDeadline(challenge);
    if (deadline) this.#deadlines.set(challenge.id, deadline.getTime());
    else this.#deadlines.delete(challenge.id);
  }

  #waitForNearest(): void {
    this.#stopWaiting();
    if (this.#isClosed || this.#deadlines.size === 0) return;
    const nearest = Math.min(...this.#deadlines.values());
    this.#stopWaiting = callAt(nearest, () => {
      this.#meet().catch(this.#onBroken);
    });
  }

  async #meet(): Promise<void> {
    const now = Date.now();
    for (const [challengeId, at] of this.#deadlines) {
      // After `close` the store may be gone.
      if (at <= now && !this.#isClosed) await this.#serial.run(() => this.#meetOne(challengeId));
    }
    this.#waitForNearest();
  }

  /** Looks anew: it may have been closed, revealed or deleted since its deadline was noted. */
  async #meetOne(challengeId: string): Promise<void> {
    this.#deadlines.delete(challengeId);
    const found = await this.#boards.find(challengeId);
    if (!found) return;
    const phase = findDuePhase(found.challenge, new Date());
    if (phase !== null) await this.#boards.change(challengeId, [], { phase }, []);
    this.#note({ ...found.challenge, ...(phase !== null && { phase }) });
  }
}
