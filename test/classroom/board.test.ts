import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFact, emptyBoard, foldBoard } from '../../src/classroom/board.js';
import { bestOfEach, rank } from '../../src/classroom/ranking.js';
import type { BoardFact } from '../../src/domain/classroom.js';
import { aDirection, someFacts } from './arbitrary.js';

function ranked(seq: number, memberId: string, value: number, submissionId = `s${seq}`): BoardFact {
  return {
    seq,
    at: new Date(seq),
    kind: 'RANKED',
    memberId,
    submissionId,
    measure: { value, low: value, high: value },
  };
}

describe('a board', () => {
  it('is the ranking of what stands, at every fact', () => {
    fc.assert(
      fc.property(someFacts, aDirection, (facts, direction) => {
        for (let length = 0; length <= facts.length; length += 1) {
          const seen = facts.slice(0, length);
          const fallen = new Set(seen.filter(({ kind }) => kind === 'FELL').map((fact) => fact.submissionId));
          const standing = seen.flatMap((fact) =>
            fact.kind === 'RANKED' && !fallen.has(fact.submissionId)
              ? [{ memberId: fact.memberId, submissionId: fact.submissionId, measure: fact.measure, order: fact.seq }]
              : [],
          );
          expect(foldBoard(direction, seen).entries).toMatchObject(rank(bestOfEach(standing, direction), direction));
        }
      }),
    );
  });

  it('is the same grown fact by fact as folded at once', () => {
    fc.assert(
      fc.property(someFacts, aDirection, (facts, direction) => {
        let grown = emptyBoard(direction);
        for (const fact of facts) grown = applyFact(grown, fact);
        expect(grown).toEqual(foldBoard(direction, facts));
      }),
    );
  });

  it('keeps of each member every rank and figure there was, and none twice in a row', () => {
    fc.assert(
      fc.property(someFacts, aDirection, (facts, direction) => {
        const { entries, histories } = foldBoard(direction, facts);
        for (const { memberId, rank, measure, history } of entries) {
          expect(history.at(-1)).toMatchObject({ rank, value: measure.value });
          expect(history).toBe(histories.get(memberId));
        }
        for (const steps of histories.values()) {
          const pairs = steps.slice(1).map((step, index) => [steps[index], step] as const);
          expect(pairs.filter(([a, b]) => a?.rank === b.rank && a.value === b.value)).toEqual([]);
          expect(pairs.filter(([a, b]) => (a?.seq ?? 0) >= b.seq)).toEqual([]);
        }
      }),
    );
  });

  it('tells the rank that a member had before', () => {
    const board = foldBoard('LOWEST', [ranked(1, 'a', 10), ranked(2, 'b', 5), ranked(3, 'a', 8), ranked(4, 'a', 1)]);
    expect(board.entries.map(({ memberId, rank, previousRank }) => [memberId, rank, previousRank])).toEqual([
      ['a', 1, 2],
      ['b', 2, 1],
    ]);
    expect(board.histories.get('a')?.map(({ seq, rank, value }) => [seq, rank, value])).toEqual([
      [1, 1, 10],
      [2, 2, 10],
      [3, 2, 8],
      [4, 1, 1],
    ]);
  });

  it('lets the next best of a member take the place of one that fell, and the member leave with the last', () => {
    const at = new Date(0);
    const fell = (seq: number, submissionId: string): BoardFact => ({
      seq,
      at,
      kind: 'FELL',
      memberId: 'a',
      submissionId,
    });
    const facts = [ranked(1, 'a', 10), ranked(2, 'a', 5), ranked(3, 'b', 7), fell(4, 's2')];
    const board = foldBoard('LOWEST', facts);
    expect(board.entries.map(({ submissionId }) => submissionId)).toEqual(['s3', 's1']);
    const without = applyFact(board, fell(5, 's1'));
    expect(without.entries.map(({ memberId }) => memberId)).toEqual(['b']);
    expect(board.entries.map(({ results }) => results)).toEqual([1, 2]);
    expect(without.histories.get('a')?.at(-1)).toMatchObject({ seq: 5, rank: null, value: null });
  });

  it('does not take a fact out of turn', () => {
    expect(() => applyFact(emptyBoard('LOWEST'), ranked(2, 'a', 1))).toThrow(/does not follow/);
  });
});
