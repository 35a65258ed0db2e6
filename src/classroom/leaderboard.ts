/**
 * What of a board is shown to whom. There are two audiences: the instructor sees everything at once; the class
 * sees what is not frozen, and in an anonymous classroom nobody's name.
 */
import type { ChallengeRow, ClassroomRow, SeatRow } from '../store/classroom-records.js';
import type { Board, BoardEntry } from './board.js';
import { calibrate, type Calibration, type Score } from './predictions.js';

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

/** All that a snapshot is made of. */
export interface BoardState {
  readonly classroom: ClassroomRow;
  readonly challenge: ChallengeRow;
  readonly board: Board;
  /** As of the freeze; null where it is not frozen. */
  readonly frozen: Board | null;
  /** By the members' ids. */
  readonly seats: ReadonlyMap<string, SeatRow>;
  readonly scores: ReadonlyMap<string, Score>;
}

export function compose(
  { classroom, challenge, board, frozen, seats, scores }: BoardState,
  audience: Audience,
): Leaderboard {
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
