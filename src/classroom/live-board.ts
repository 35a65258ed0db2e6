/**
 * One challenge's board as it lives: grown fact by fact, and handed to followers.
 *
 * A follower holds one number and no memory: it is given the newest snapshot, and the newest again after a
 * change, at most ten times a second, which is what a person can see. A snapshot is made once for each audience
 * and change, however many ask.
 */
import { isOver, type BoardFact } from '../domain/classroom.js';
import { coalesce } from '../events/coalesce.js';
import { endable } from '../events/endable.js';
import { Signal } from '../events/signal.js';
import type { ChallengeChange, ChallengeRow, ClassroomRecords } from '../store/classroom-records.js';
import { applyFact, emptyBoard, foldBoard, type Board } from './board.js';
import { compose, type Audience, type BoardState, type Leaderboard } from './leaderboard.js';
import { readScores } from './scores.js';

const LEAST_MS = 100;

export class LiveBoard {
  readonly #records: ClassroomRecords;
  #state: BoardState;
  /** Raised when what the audience sees has changed. */
  readonly #versions: Record<Audience, number> = { INSTRUCTOR: 1, CLASS: 1 };
  readonly #snapshots: Partial<Record<Audience, Leaderboard>> = {};
  readonly #changed = new Signal();
  readonly #gone = new AbortController();

  /** @returns null where there is no such challenge. */
  static async load(records: ClassroomRecords, challengeId: string): Promise<LiveBoard | null> {
    const challenge = await records.findChallenge(challengeId);
    const classroom = challenge && (await records.findClassroom({ id: challenge.classroomId }));
    if (!challenge || !classroom) return null;
    const { direction } = challenge.rules;
    const facts = await records.findFacts(challengeId);
    const frozenFacts = facts.filter(({ seq }) => seq <= (challenge.frozenAtSeq ?? 0));
    const frozen = challenge.frozenAtSeq === null ? null : foldBoard(direction, frozenFacts);
    const live = new LiveBoard(records, {
      classroom,
      challenge: { ...challenge, lastSeq: facts.length },
      board: facts.slice(frozenFacts.length).reduce(applyFact, frozen ?? emptyBoard(direction)),
      frozen,
      seats: new Map(),
      scores: new Map(),
    });
    await live.#refresh();
    return live;
  }

  private constructor(records: ClassroomRecords, state: BoardState) {
    this.#records = records;
    this.#state = state;
  }

  get challenge(): ChallengeRow {
    return this.#state.challenge;
  }

  get board(): Board {
    return this.#state.board;
  }

  /** Takes over what is in the store by now, and tells of it. */
  async apply(facts: readonly BoardFact[], change: ChallengeChange): Promise<void> {
    const challenge = { ...this.challenge, ...change };
    const board = facts.reduce(applyFact, this.board);
    const frozen = challenge.frozenAtSeq === null ? null : (this.#state.frozen ?? board);
    this.#state = { ...this.#state, challenge, board, frozen };
    await this.#refresh();
    // Frozen, the class must not learn from a push that something has changed.
    const { phase, frozenAtSeq, revealed } = change;
    const classSees = frozen === null || (phase ?? frozenAtSeq ?? revealed) !== undefined;
    this.#tell(classSees ? ['INSTRUCTOR', 'CLASS'] : ['INSTRUCTOR']);
  }

  /** An answer was measured: predictions may now have scores. */
  async rescore(): Promise<void> {
    await this.#refresh();
    this.#tell(['INSTRUCTOR', 'CLASS']);
  }

  /** It was deleted: whoever follows it is done. */
  end(): void {
    this.#gone.abort();
  }

  snapshot(audience: Audience): Leaderboard {
    return (this.#snapshots[audience] ??= compose(this.#state, audience));
  }

  /** The board now, and the newest after changes. Whoever reads slowly gets the newest, not all in between. */
  follow(audience: Audience, closing: AbortSignal): AsyncIterableIterator<Leaderboard> {
    const over = AbortSignal.any([closing, this.#gone.signal]);
    return coalesce(
      endable((ended) => this.#follow(audience, ended), over),
      LEAST_MS,
    );
  }

  async *#follow(audience: Audience, ended: AbortSignal): AsyncGenerator<Leaderboard, void, undefined> {
    let told = 0;
    while (!ended.aborted) {
      const changed = this.#changed.wait(ended);
      if (this.#versions[audience] !== told) {
        told = this.#versions[audience];
        yield this.snapshot(audience);
      }
      await changed;
    }
  }

  #tell(audiences: readonly Audience[]): void {
    for (const audience of audiences) {
      this.#versions[audience] += 1;
      delete this.#snapshots[audience];
    }
    this.#changed.notify();
  }

  /** What a snapshot needs beside the facts. */
  async #refresh(): Promise<void> {
    const { classroom, challenge, board, seats } = this.#state;
    if (board.entries.some(({ memberId }) => !seats.has(memberId))) {
      const all = await this.#records.findSeats(classroom.id);
      this.#state = { ...this.#state, seats: new Map(all.map((seat) => [seat.id, seat])) };
    }
    // Before it is closed, an answer would help those who have not predicted yet.
    if (challenge.rules.prediction && isOver(challenge.phase)) {
      this.#state = { ...this.#state, scores: await readScores(this.#records, challenge) };
    }
  }
}
