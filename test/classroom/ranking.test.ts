import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../src/domain/classroom.js';
import { bestOfEach, isClearlyWorse, rank, type Entry } from '../../src/classroom/ranking.js';
import { aDirection, aMeasure, someEntries } from './arbitrary.js';

function entry(memberId: string, value: number, low = value, high = value, order = 0): Entry {
  return { memberId, submissionId: `${memberId}-${order}`, measure: { value, low, high }, order };
}

function places(entries: readonly Entry[], direction: 'LOWEST' | 'HIGHEST'): readonly string[] {
  return rank(entries, direction).map(({ memberId, rank, isTied }) => `${rank}${isTied ? '=' : ''} ${memberId}`);
}

describe('a ranking', () => {
  it('puts the lowest first, or the highest', () => {
    const entries = [entry('a', 3), entry('b', 1), entry('c', 2)];
    expect(places(entries, 'LOWEST')).toEqual(['1 b', '2 c', '3 a']);
    expect(places(entries, 'HIGHEST')).toEqual(['1 a', '2 c', '3 b']);
  });

  it('ties what overlaps, touching included, and goes on after as many', () => {
    const entries = [entry('a', 10, 9, 11), entry('b', 12, 11, 13), entry('c', 20, 19, 21)];
    expect(places(entries, 'LOWEST')).toEqual(['1= a', '1= b', '3 c']);
    expect(places(entries, 'HIGHEST')).toEqual(['1 c', '2= b', '2= a']);
  });

  it('joins overlaps to one tie, so that a tie is one for all who are in it', () => {
    const entries = [entry('a', 10, 9, 12), entry('b', 12, 11, 15), entry('c', 15, 14, 16)];
    expect(places(entries, 'LOWEST')).toEqual(['1= a', '1= b', '1= c']);
  });

  it('puts the earlier one first among equals', () => {
    expect(places([entry('a', 5, 5, 5, 2), entry('b', 5, 5, 5, 1)], 'LOWEST')).toEqual(['1= b', '1= a']);
  });

  it('is the same in whatever order the entries come', () => {
    fc.assert(
      fc.property(
        someEntries.chain((entries) =>
          fc.tuple(fc.constant(entries), fc.shuffledSubarray([...entries], { minLength: entries.length })),
        ),
        aDirection,
        ([entries, shuffled], direction) => {
          expect(rank(shuffled, direction)).toEqual(rank(entries, direction));
        },
      ),
    );
  });

  it('gives overlapping entries one rank, and different ranks only to entries that no interval doubts', () => {
    fc.assert(
      fc.property(someEntries, aDirection, (entries, direction) => {
        const ranked = rank(entries, direction);
        const pairs = ranked.flatMap((a) => ranked.map((b) => [a, b] as const));
        expect(pairs.filter(([a, b]) => overlap(a.measure, b.measure) && a.rank !== b.rank)).toEqual([]);
        const ahead = pairs.filter(([a, b]) => a.rank < b.rank);
        expect(ahead.filter(([a, b]) => !isClearlyWorse(a.measure, b.measure, direction))).toEqual([]);
      }),
    );
  });

  it('counts: a rank is the number of entries before the tie, and one', () => {
    fc.assert(
      fc.property(someEntries, aDirection, (entries, direction) => {
        const ranked = rank(entries, direction);
        expect(ranked).toHaveLength(entries.length);
        for (const { rank, isTied } of ranked) {
          expect(rank).toBe(1 + ranked.filter((other) => other.rank < rank).length);
          expect(isTied).toBe(ranked.filter((other) => other.rank === rank).length > 1);
        }
      }),
    );
  });

  it('is mirrored by turning every figure and the direction round', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const mirrored = entries.map((one) => ({
          ...one,
          measure: { value: -one.measure.value, low: -one.measure.high, high: -one.measure.low },
        }));
        expect(places(mirrored, 'HIGHEST')).toEqual(places(entries, 'LOWEST'));
      }),
    );
  });

  it('takes the best of each member, whatever else the member submitted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), aMeasure), { maxLength: 20 }), aDirection, (tries, direction) => {
        const all = tries.map(([member, measure], order) => ({
          memberId: `m${member}`,
          submissionId: `s${order}`,
          measure,
          order,
        }));
        const best = bestOfEach(all, direction);
        expect(new Set(best.map(({ memberId }) => memberId)).size).toBe(best.length);
        for (const one of all) {
          const kept = best.find(({ memberId }) => memberId === one.memberId)?.measure.value ?? Number.NaN;
          expect(direction === 'LOWEST' ? kept <= one.measure.value : kept >= one.measure.value).toBe(true);
        }
      }),
    );
  });
});

function overlap(a: Measure, b: Measure): boolean {
  return a.low <= b.high && b.low <= a.high;
}
