/** Boards by chance: entries with intervals, and facts in an order that can be. */
import * as fc from 'fast-check';
import { DIRECTIONS, type BoardFact, type Measure } from '../../src/domain/classroom.js';
import type { Entry } from '../../src/classroom/ranking.js';

export const aDirection = fc.constantFrom(...DIRECTIONS);

/** Whole numbers in a small range, so that equal and touching figures come up. */
export const aMeasure: fc.Arbitrary<Measure> = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(4), fc.nat(4))
  .map(([value, below, above]) => ({ value, low: value - below, high: value + above }));

/** One of each member. */
export const someEntries: fc.Arbitrary<readonly Entry[]> = fc
  .array(aMeasure, { maxLength: 15 })
  .map((measures) =>
    measures.map((measure, index) => ({ memberId: `m${index}`, submissionId: `s${index}`, measure, order: index })),
  );

/** As a lab would tell them: only what stands is checked, and only once. */
export const someFacts: fc.Arbitrary<readonly BoardFact[]> = fc
  .array(
    fc.record({
      member: fc.nat(5),
      measure: aMeasure,
      fate: fc.constantFrom(undefined, undefined, 'HELD' as const, 'FELL' as const, 'UNSURE' as const),
    }),
    { maxLength: 25 },
  )
  .map((steps) => {
    const facts: BoardFact[] = [];
    for (const [index, { member, measure, fate }] of steps.entries()) {
      const submissionId = `s${index}`;
      const memberId = `m${member}`;
      const next = (): { seq: number; at: Date } => ({ seq: facts.length + 1, at: new Date(facts.length) });
      facts.push({ ...next(), submissionId, memberId, kind: 'RANKED', measure });
      if (fate) facts.push({ ...next(), submissionId, memberId, kind: fate });
    }
    return facts;
  });
