/** The live boards: one for each challenge that somebody looked at. What changes one is written here first. */
import type { BoardFact } from '../domain/classroom.js';
import type { ChallengeChange, ClassroomRecords } from '../store/classroom-records.js';
import type { Records, Write } from '../store/records.js';
import type { Agendas } from './agendas.js';
import type { Audience, Leaderboard } from './leaderboard.js';
import { LiveBoard } from './live-board.js';

/** A fact that has no number yet. */
export type NewFact = BoardFact extends infer Fact
  ? Fact extends BoardFact
    ? Omit<Fact, 'seq' | 'at'>
    : never
  : never;

export class Boards {
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #agendas: Agendas;
  readonly #live = new Map<string, Promise<LiveBoard | null>>();
  readonly #closing = new AbortController();

  constructor(records: Records, classroom: ClassroomRecords, agendas: Agendas) {
    this.#records = records;
    this.#classroom = classroom;
    this.#agendas = agendas;
  }

  /** The challenge as it stands. */
  async find(challengeId: string): Promise<Pick<LiveBoard, 'challenge' | 'board'> | null> {
    const live = await this.#open(challengeId);
    // As of now, whatever comes after.
    return live && { challenge: live.challenge, board: live.board };
  }

  /**
   * Writes facts and changes of a challenge, and then tells of them. Within a turn of the serial.
   * @param more writes of the same transaction
   */
  async change(
    challengeId: string,
    facts: readonly NewFact[],
    change: Omit<ChallengeChange, 'lastSeq'>,
    more: readonly Write[],
  ): Promise<void> {
    const live = await this.#open(challengeId);
    if (!live) throw new Error(`There is no challenge ${challengeId}.`);
    const { seq } = live.board;
    const at = new Date();
    const numbered = facts.map((fact, index): BoardFact => ({ ...fact, seq: seq + index + 1, at }));
    const all = { ...change, lastSeq: seq + facts.length };
    await this.#records.commit([
      this.#classroom.changeChallenge(challengeId, all),
      ...numbered.map((fact) => this.#classroom.insertFact(challengeId, fact)),
      ...more,
    ]);
    await live.apply(numbered, all);
    if (change.phase) this.#agendas.changed(live.challenge.classroomId);
  }

  /** An answer was measured: predictions may now have scores. */
  async rescore(challengeId: string): Promise<void> {
    await (await this.#open(challengeId))?.rescore();
  }

  /** It was deleted: whoever follows it is done. */
  forget(challengeId: string): void {
    const live = this.#live.get(challengeId);
    this.#live.delete(challengeId);
    void live?.then((board) => board?.end());
  }

  async snapshot(challengeId: string, audience: Audience): Promise<Leaderboard | null> {
    return (await this.#open(challengeId))?.snapshot(audience) ?? null;
  }

  /** See `LiveBoard.follow`. */
  async follow(challengeId: string, audience: Audience): Promise<AsyncIterableIterator<Leaderboard> | null> {
    return (await this.#open(challengeId))?.follow(audience, this.#closing.signal) ?? null;
  }

  close(): void {
    this.#closing.abort();
  }

  #open(challengeId: string): Promise<LiveBoard | null> {
    const known = this.#live.get(challengeId);
    if (known) return known;
    const loading = LiveBoard.load(this.#classroom, challengeId);
    this.#live.set(challengeId, loading);
    const drop = (): boolean => this.#live.delete(challengeId);
    loading.then((live) => live ?? drop(), drop);
    return loading;
  }
}
