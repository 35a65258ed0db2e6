/** The small things that tasks keep in shared words. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { producersOf } from '../../src/catalog/halves.js';
import { raiseTo } from '../../src/catalog/high-water.js';
import { Ledger, ledgerWords } from '../../src/catalog/ledger.js';
import { sinceStamp, stampNow, STAMP_WORDS } from '../../src/catalog/stamp.js';
import { PlainWords } from '../primitives/plain-words.js';

it('a ledger knows each item once, whatever the order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.nat(199)), (items, noted) => {
      const ledger = new Ledger({ words: new PlainWords(3 + ledgerWords(items)), base: 3 });
      const seen = new Set(noted.filter((item) => item < items));
      for (const item of seen) expect(ledger.note(item)).toBe(true);
      expect(ledger.count(items)).toBe(seen.size);
      for (let item = 0; item < items; item += 1) expect(ledger.has(item)).toBe(seen.has(item));
    }),
    { seed: 7, numRuns: 300 },
  );
});

it('a ledger refuses an item that it has, in every place of a word', () => {
  for (let item = 0; item < 64; item += 1) {
    const ledger = new Ledger({ words: new PlainWords(ledgerWords(96)), base: 0 });
    expect(ledger.note(item)).toBe(true);
    expect(ledger.note(item)).toBe(false);
  }
});

it('a high-water mark only rises', () => {
  const words = new PlainWords(1);
  for (const [value, mark] of [
    [3, 3],
    [1, 3],
    [3, 3],
    [8, 8],
    [0, 8],
  ] as const) {
    raiseTo(words, 0, value);
    expect(words.load(0)).toBe(mark);
  }
});

it('a stamp comes back as it was, to the nanosecond', () => {
  const words = new PlainWords(1 + STAMP_WORDS);
  const before = process.hrtime.bigint();
  stampNow(words, 1);
  const after = process.hrtime.bigint();
  expect(sinceStamp(words, 1, before)).toBeLessThanOrEqual(0);
  expect(sinceStamp(words, 1, after)).toBeGreaterThanOrEqual(0);
  expect(sinceStamp(words, 1, after + 2_000_000n) - sinceStamp(words, 1, after)).toBeCloseTo(2, 6);
  // Whatever the bits of its two words are.
  for (const ns of [0n, 1n, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n, 0x7fff_ffff_ffff_ffffn]) {
    words.store(1, Number(BigInt.asIntN(32, ns)));
    words.store(2, Number(BigInt.asIntN(32, ns >> 32n)));
    expect(sinceStamp(words, 1, ns)).toBe(0);
    expect(sinceStamp(words, 1, ns + 1_000_000n)).toBe(1);
  }
});

it('half of the workers produce, and at least one each produces and consumes', () => {
  expect([2, 3, 4, 5, 64].map(producersOf)).toEqual([1, 1, 2, 2, 32]);
});
