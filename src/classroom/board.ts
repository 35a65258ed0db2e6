/**
 * A board as of one fact: a fold of all facts up to it. Nothing but the facts goes in, so a board can be had
 * again for any moment: frozen, it is the board of an earlier fact.
 */
import type { BoardFact, Direction } from '../domain/classroom.js';
import { bestOfEach, rank, type Entry, type RankedEntry } from './ranking.js';

export interface BoardEntry extends RankedEntry {
  /** The rank before the last change of it; null for a member who has only ever had this one. */
  readonly previousRank: number | null;
  /** What running it again came to; null where it was not. */
  readonly check: 'HELD' | 'UNSURE' | null;
  /** Its member's that have ranked, those that fell among them. */
  readonly results: number;
  /** The last changes of rank or of figure, the oldest first. */
  readonly history: readonly Standing[];
}

/** Where a member stood from one fact on. */
export interface Standing {
  readonly seq: number;
  readonly at: Date;
  /** Null from the fall of the last entry on. */
  readonly rank: number | null;
  readonly value: number | null;
}

export interface Board {
  readonly direction: Direction;
  /** The fact that it is as of; 0 before the first. */
  readonly seq: number;
  /** The first place first. */
  readonly entries: readonly BoardEntry[];
  /** All that stands, not only the best of each: the next one takes the place of one that falls. */
  readonly standing: ReadonlyMap<string, Entry>;
  readonly checks: ReadonlyMap<string, 'HELD' | 'UNSURE'>;
  /** How many of each member have ranked. */
  readonly results: ReadonlyMap<string, number>;
  readonly histories: ReadonlyMap<string, readonly Standing[]>;
}

/** Of a member; earlier ones are forgotten. */
export const MOST_STANDINGS = 200;

export function emptyBoard(direction: Direction): Board {
  return {
    direction,
    seq: 0,
    entries: [],
    standing: new Map(),
    checks: new Map(),
    results: new Map(),
    histories: new Map(),
  };
}

export function foldBoard(direction: Direction, facts: readonly BoardFact[]): Board {
  return facts.reduce(applyFact, emptyBoard(direction));
}

/** @throws when the fact is not the next one. */
export function applyFact(board: Board, fact: BoardFact): Board {
  if (fact.seq !== board.seq + 1) throw new Error(`Fact ${fact.seq} does not follow fact ${board.seq}.`);
  const { direction } = board;
  const standing = new Map(board.standing);
  const checks = new Map(board.checks);
  const results = new Map(board.results);
  const { submissionId, memberId } = fact;
  switch (fact.kind) {
    case 'RANKED':
      standing.set(submissionId, { submissionId, memberId, measure: fact.measure, order: fact.seq });
      results.set(memberId, (results.get(memberId) ?? 0) + 1);
      break;
    case 'FELL':
      standing.delete(submissionId);
      break;
    case 'HELD':
    case 'UNSURE':
      checks.set(submissionId, fact.kind);
      break;
  }
  const ranked = rank(bestOfEach([...standing.values()], direction), direction);
  const histories = extendHistories(board.histories, ranked, fact);
  const entries = ranked.map((entry) => {
    const history = histories.get(entry.memberId) ?? [];
    return {
      ...entry,
      previousRank: history.findLast((step) => step.rank !== null && step.rank !== entry.rank)?.rank ?? null,
      check: checks.get(entry.submissionId) ?? null,
      results: results.get(entry.memberId) ?? 0,
      history,
    };
  });
  return { direction, seq: fact.seq, entries, standing, checks, results, histories };
}

function extendHistories(
  before: ReadonlyMap<string, readonly Standing[]>,
  ranked: readonly RankedEntry[],
  { seq, at, memberId }: BoardFact,
): ReadonlyMap<string, readonly Standing[]> {
  const histories = new Map(before);
  const add = (memberId: string, rank: number | null, value: number | null): void => {
    const steps = histories.get(memberId) ?? [];
    const last = steps.at(-1);
    if (last?.rank === rank && last.value === value) return;
    histories.set(memberId, [...steps.slice(1 - MOST_STANDINGS), { seq, at, rank, value }]);
  };
  for (const { memberId, rank, measure } of ranked) add(memberId, rank, measure.value);
  // Only the member whom the fact is of can have left the board.
  if (histories.has(memberId) && !ranked.some((entry) => entry.memberId === memberId)) add(memberId, null, null);
  return histories;
}
