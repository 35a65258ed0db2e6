/**
 * The reveal: the top entries are run again, until those on top have all held, and then the class is shown one
 * place after the other, from the last one up.
 *
 * Where it stands is in the store (the challenge's phase, what was checked, how many places were shown), so a
 * restart goes on where it was.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ChallengeRow, ClassroomRecords } from '../store/classroom-records.js';
import { CLASSROOM_LIMITS } from '../domain/classroom.js';
import type { Boards } from './boards.js';
import { refuse, unknownChallenge, type Done } from './challenges.js';
import { checkInteger } from './inputs.js';
import type { Serial } from './serial.js';
import type { Settlement } from './settlement.js';

export class Reveal {
  readonly #classroom: ClassroomRecords;
  readonly #boards: Boards;
  readonly #settlement: Settlement;
  readonly #serial: Serial;
  readonly #onBroken: (error: unknown) => void;
  readonly #closing = new AbortController();
  /** Challenges that a place is due of. */
  readonly #showing = new Map<string, Promise<void>>();

  constructor(parts: {
    readonly classroomRecords: ClassroomRecords;
    readonly boards: Boards;
    readonly settlement: Settlement;
    readonly serial: Serial;
    readonly onBroken: (error: unknown) => void;
  }) {
    this.#classroom = parts.classroomRecords;
    this.#boards = parts.boards;
    this.#settlement = parts.settlement;
    this.#serial = parts.serial;
    this.#onBroken = parts.onBroken;
  }

  /** Closes and freezes the challenge, if it is not, and begins. */
  begin(challengeId: string, everyMs: number): Promise<Done> {
    return this.#serial.run(async () => {
      const found = await this.#boards.find(challengeId);
      if (!found) return unknownChallenge(challengeId);
      const problems = checkInteger('everyMs', everyMs, CLASSROOM_LIMITS.revealEveryMs);
      if (problems.length > 0) return { kind: 'refused', problems };
      const { phase, lastSeq, frozenAtSeq } = found.challenge;
      if (phase === 'SCHEDULED') return refuse('challengeId', 'NOT_SUPPORTED', 'It has not opened yet.');
      if (phase !== 'OPEN' && phase !== 'CLOSED') return refuse('challengeId', 'CLOSED', `It is ${phase} already.`);
      const change = { phase: 'VERIFYING', frozenAtSeq: frozenAtSeq ?? lastSeq, revealEveryMs: everyMs } as const;
      await this.#boards.change(challengeId, [], change, []);
      await this.goOn(challengeId);
      return { kind: 'done', id: challengeId };
    });
  }

  /** Within a turn, after anything that a reveal may have waited for. */
  async goOn(challengeId: string): Promise<void> {
    const found = await this.#boards.find(challengeId);
    if (found?.challenge.phase === 'VERIFYING') await this.#verify(challengeId);
    const now = await this.#boards.find(challengeId);
    if (now?.challenge.phase === 'REVEALING') this.#show(now.challenge);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#showing.values());
  }

  async #verify(challengeId: string): Promise<void> {
    const found = await this.#boards.find(challengeId);
    if (!found) return;
    const { board, challenge } = found;
    // What still runs may come out on top.
    if ((await this.#classroom.findPending(challengeId)).length > 0) return;
    const unchecked = board.entries.slice(0, challenge.rules.verifyTop).filter(({ check }) => check === null);
    for (const { submissionId } of unchecked) {
      const submission = await this.#classroom.findSubmission({ id: submissionId });
      if (submission) await this.#settlement.check(challenge, submission);
    }
    if (unchecked.length > 0) return;
    const phase = board.entries.length === 0 ? 'REVEALED' : 'REVEALING';
    await this.#boards.change(challengeId, [], { phase, revealed: 0 }, []);
  }

  #show(challenge: ChallengeRow): void {
    if (this.#showing.has(challenge.id) || this.#closing.signal.aborted) return;
    const shown = this.#showAll(challenge)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#onBroken(error);
      })
      .finally(() => this.#showing.delete(challenge.id));
    this.#showing.set(challenge.id, shown);
  }

  async #showAll({ id, revealEveryMs }: ChallengeRow): Promise<void> {
    for (let isOver = false; !isOver;) {
      await pause(revealEveryMs, undefined, { signal: this.#closing.signal });
      isOver = await this.#serial.run(async () => {
        const found = await this.#boards.find(id);
        if (found?.challenge.phase !== 'REVEALING') return true;
        const revealed = found.challenge.revealed + 1;
        const isLast = revealed >= found.board.entries.length;
        await this.#boards.change(id, [], { revealed, ...(isLast && { phase: 'REVEALED' }) }, []);
        return isLast;
      });
    }
  }
}
