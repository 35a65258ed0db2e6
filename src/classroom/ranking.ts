/**
 * The ranking: pure, and the same for the same entries in whatever order they come.
 *
 * Two entries whose intervals overlap are tied. Overlap is not transitive, and a tie has to be, so a tie is a
 * chain: entries joined by overlaps share a rank. What one gives up is telling the two ends of a long chain
 * apart; what one gains is that a different rank is always a difference that every interval supports.
 */
import type { Direction, Measure } from '../domain/classroom.js';

export interface Entry {
  readonly memberId: string;
  readonly submissionId: string;
  readonly measure: Measure;
  /** When it came to the board: the earlier goes first among equals. */
  readonly order: number;
}

export interface RankedEntry extends Entry {
  /** From 1; as many as went before the tie, and one. */
  readonly rank: number;
  readonly isTied: boolean;
}

/** The best entry of each member, by its median. */
export function bestOfEach(entries: readonly Entry[], direction: Direction): readonly Entry[] {
  const best = new Map<string, Entry>();
  for (const entry of entries) {
    const known = best.get(entry.memberId);
    if (!known || compare(entry, known, direction) < 0) best.set(entry.memberId, entry);
  }
  return [...best.values()];
}

/** @param entries one of each member. @returns them in the order of the board, the first place first. */
export function rank(entries: readonly Entry[], direction: Direction): readonly RankedEntry[] {
  const ties: Entry[][] = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const entry of entries.toSorted((a, b) => a.measure.low - b.measure.low)) {
    const tie = ties.at(-1);
    if (tie && entry.measure.low <= reach) tie.push(entry);
    else ties.push([entry]);
    reach = Math.max(reach, entry.measure.high);
  }
  if (direction === 'HIGHEST') ties.reverse();
  let before = 0;
  return ties.flatMap((tie) => {
    const rank = before + 1;
    before += tie.length;
    return tie
      .toSorted((a, b) => compare(a, b, direction))
      .map((entry) => ({ ...entry, rank, isTied: tie.length > 1 }));
  });
}

/** Whether the second is worse beyond doubt: wholly on the losing side of the first. */
export function isClearlyWorse(first: Measure, second: Measure, direction: Direction): boolean {
  return direction === 'LOWEST' ? second.low > first.high : second.high < first.low;
}

function compare(a: Entry, b: Entry, direction: Direction): number {
  const byValue = direction === 'LOWEST' ? a.measure.value - b.measure.value : b.measure.value - a.measure.value;
  return byValue || a.order - b.order || (a.memberId < b.memberId ? -1 : Number(a.memberId > b.memberId));
}
