/**
 * The live boards: one for each challenge that somebody looked at, grown fact by fact, and handed to followers.
 *
 * A follower holds one number and no memory: it is given the newest snapshot, and the newest again after a
 * change. A snapshot is made once for each audience and change, however many ask. There are two audiences: the
 * instructor sees everything at once; the class sees what is not frozen, and in an anonymous classroom nobody's
 * name.
 */
import type { BoardFact } from '../domain/classroom.js';
import { endable } from '../events/endable.js';
import { Signal } from '../events/signal.js';
import type {
  ChallengeChange,
  ChallengeRow,
  ClassroomRecords,
  ClassroomRow,
  SeatRow,
} from '../store/classroom-records.js';
import type { Records, Write } from '../store/records.js';
import { applyFact, emptyBoard, foldBoard, type Board, type BoardEntry } from './board.js';
import { calibrate, type Calibration, type Score } from './predictions.js';
import { readScores } from './scores.js';

export const AUDIENCES = ['INSTRUCTOR', 'CLASS'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What is on a board, as of one change, for one audience. */
export interface Leaderboard {
  readonly challenge: ChallengeRow;
  /** The fact that it is as of. */
  readonly seq: number;
  /** The class does not see what came after `seq`, if anything did. */
  readonly isFrozen: boolean;
  /** Places that a reveal has not come to. */
  readonly hidden: number;
  /** The first place first. */
  readonly entries: readonly LeaderboardEntry[];
  /** Of the class's predictions; null while they are secret, and where there are none. */
  readonly calibration: Calibration | null;
}

export interface LeaderboardEntry extends BoardEntry {
  readonly name: string;
  /** Of its member's prediction; null while that is secret, and where there is none. */
  readonly score: Score | null;
}

/** A fact that has no number yet. */
export type NewFact = BoardFact extends infer Fact
  ? Fact extends BoardFact
    ? Omit<Fact, 'seq' | 'at'>
    : never
  : never;

interface LiveBoard {
  readonly classroom: ClassroomRow;
  challenge: ChallengeRow;
  board: Board;
  /** As of the freeze; null where it is not frozen. */
  frozen: Board | null;
  seats: ReadonlyMap<string, SeatRow>;
  scores: ReadonlyMap<string, Score>;
  /** Raised when what the audience sees has changed. */
  readonly versions: Record<Audience, number>;
  readonly snapshots: Partial<Record<Audience, Leaderboard>>;
  readonly changed: Signal;
  readonly gone: AbortController;
}

export class Boards {
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #live = new Map<string, Promise<LiveBoard | null>>();
  readonly #closing = new AbortController();

  constructor(records: Records, classroom: ClassroomRecords) {
    this.#records = records;
    this.#classroom = classroom;
  }

  /** The challenge as it stands. */
  async find(challengeId: string): Promise<{ readonly challenge: ChallengeRow; readonly board: Board } | null> {
    return this.#open(challengeId);
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
    const at = new Date();
    const numbered = facts.map((fact, index): BoardFact => ({ ...fact, seq: live.board.seq + index + 1, at }));
    const lastSeq = live.board.seq + facts.length;
    await this.#records.commit([
      this.#classroom.changeChallenge(challengeId, { ...change, lastSeq }),
      ...numbered.map((fact) => this.#classroom.insertFact(challengeId, fact)),
      ...more,
    ]);
    const before = live.challenge;
    live.challenge = { ...before, ...change, lastSeq };
    live.board = numbered.reduce(applyFact, live.board);
    live.frozen = live.challenge.frozenAtSeq === null ? null : (live.frozen ?? live.board);
    await this.#refresh(live);
    // Frozen, the class must not learn from a push that something has changed.
    const { phase, frozenAtSeq, revealed } = change;
    const classSees = live.frozen === null || (phase ?? frozenAtSeq ?? revealed) !== undefined;
    this.#tell(live, classSees ? ['INSTRUCTOR', 'CLASS'] : ['INSTRUCTOR']);
  }

  /** An answer was measured: predictions may now have scores. */
  async rescore(challengeId: string): Promise<void> {
    const live = await this.#open(challengeId);
    if (!live) return;
    await this.#refresh(live);
    this.#tell(live, ['INSTRUCTOR', 'CLASS']);
  }

  /** It was deleted: whoever follows it is done. */
  forget(challengeId: string): void {
    const live = this.#live.get(challengeId);
    this.#live.delete(challengeId);
    void live?.then((board) => board?.gone.abort());
  }

  async snapshot(challengeId: string, audience: Audience): Promise<Leaderboard | null> {
    const live = await this.#open(challengeId);
    return live && this.#snapshot(live, audience);
  }

  /** The board now, and again after every change. Whoever reads slowly gets the newest, not all in between. */
  async follow(challengeId: string, audience: Audience): Promise<AsyncIterableIterator<Leaderboard> | null> {
    const live = await this.#open(challengeId);
    if (!live) return null;
    const over = AbortSignal.any([this.#closing.signal, live.gone.signal]);
    return endable((ended) => this.#follow(live, audience, ended), over);
  }

  async *#follow(
    live: LiveBoard,
    audience: Audience,
    ended: AbortSignal,
  ): AsyncGenerator<Leaderboard, void, undefined> {
    let told = 0;
    while (!ended.aborted) {
      const changed = live.changed.wait(ended);
      if (live.versions[audience] !== told) {
        told = live.versions[audience];
        yield this.#snapshot(live, audience);
      }
      await changed;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #tell(live: LiveBoard, audiences: readonly Audience[]): void {
    for (const audience of audiences) {
      live.versions[audience] += 1;
      delete live.snapshots[audience];
    }
    live.changed.notify();
  }

  #snapshot(live: LiveBoard, audience: Audience): Leaderboard {
    return (live.snapshots[audience] ??= compose(live, audience));
  }

  #open(challengeId: string): Promise<LiveBoard | null> {
    const known = this.#live.get(challengeId);
    if (known) return known;
    const loading = this.#load(challengeId);
    this.#live.set(challengeId, loading);
    const drop = (): boolean => this.#live.delete(challengeId);
    loading.then((live) => live ?? drop(), drop);
    return loading;
  }

  async #load(challengeId: string): Promise<LiveBoard | null> {
    const challenge = await this.#classroom.findChallenge(challengeId);
    const classroom = challenge && (await this.#classroom.findClassroom({ id: challenge.classroomId }));
    if (!challenge || !classroom) return null;
    const { direction } = challenge.rules;
    const facts = await this.#classroom.findFacts(challengeId);
    const frozenFacts = facts.filter(({ seq }) => seq <= (challenge.frozenAtSeq ?? 0));
    const frozen = challenge.frozenAtSeq === null ? null : foldBoard(direction, frozenFacts);
    const live: LiveBoard = {
      classroom,
      challenge: { ...challenge, lastSeq: facts.length },
      board: facts.slice(frozenFacts.length).reduce(applyFact, frozen ?? emptyBoard(direction)),
      frozen,
      seats: new Map(),
      scores: new Map(),
      versions: { INSTRUCTOR: 1, CLASS: 1 },
      snapshots: {},
      changed: new Signal(),
      gone: new AbortController(),
    };
    await this.#refresh(live);
    return live;
  }

  /** What a snapshot needs beside the facts. */
  async #refresh(live: LiveBoard): Promise<void> {
    const { classroom, challenge, board } = live;
    if (board.entries.some(({ memberId }) => !live.seats.has(memberId))) {
      live.seats = new Map((await this.#classroom.findSeats(classroom.id)).map((seat) => [seat.id, seat]));
    }
    // Before it is closed, an answer would help those who have not predicted yet.
    if (challenge.rules.prediction && challenge.phase !== 'OPEN') {
      live.scores = await readScores(this.#classroom, challenge);
    }
  }
}

function compose({ classroom, challenge, board, frozen, seats, scores }: LiveBoard, audience: Audience): Leaderboard {
  const isClass = audience === 'CLASS';
  const isRevealing = challenge.phase === 'REVEALING';
  const shown = isClass && frozen && !isRevealing && challenge.phase !== 'REVEALED' ? frozen : board;
  const hidden = isClass && isRevealing ? Math.max(0, shown.entries.length - challenge.revealed) : 0;
  const nameOf = (memberId: string): string => {
    const seat = seats.get(memberId);
    return (isClass && classroom.anonymous ? seat?.alias : seat?.displayName) ?? '';
  };
  return {
    challenge,
    seq: shown.seq,
    isFrozen: frozen !== null && challenge.phase !== 'REVEALED',
    hidden,
    entries: shown.entries.slice(hidden).map((entry) => ({
      ...entry,
      name: nameOf(entry.memberId),
      score: scores.get(entry.memberId) ?? null,
    })),
    calibration: calibrate([...scores.values()]),
  };
}
