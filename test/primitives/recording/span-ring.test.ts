/** The ring of spans: what is kept, what is lost, and that writers and reader agree over every kind of memory. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpans, SpanRing, spanRingWords, SPAN_KINDS } from '../../../src/primitives/recording/span-ring.js';
import { SETTINGS, Stage } from '../stage.js';

const CAPACITY = 8;
const SEED = 1_988;

function createRing(capacity = CAPACITY, index = 0): SpanRing {
  return new SpanRing(new Int32Array(index + spanRingWords(capacity)), index, capacity);
}

describe('a ring of spans', () => {
  it('gives back what was written, as it was', () => {
    const span = fc.record({
      kind: fc.nat(SPAN_KINDS.length - 1),
      flags: fc.nat(3),
      part: fc.nat(4095),
      number: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
      beganNs: fc.maxSafeNat(),
      endedNs: fc.maxSafeNat(),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: CAPACITY }), (spans) => {
        const ring = createRing();
        for (const { kind, flags, part, number, beganNs, endedNs } of spans) {
          ring.write(kind, flags, part, number, beganNs, endedNs);
        }
        const { records, dropped } = ring.drain();
        expect(dropped).toBe(0);
        expect(readSpans(records)).toEqual(spans.map((one) => ({ ...one, kind: SPAN_KINDS[one.kind] })));
      }),
      { seed: SEED },
    );
  });

  it('keeps the newest in their order, and counts the others, whatever was drained before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5 * CAPACITY), { minLength: 1, maxLength: 6 }), (rounds) => {
        const ring = createRing();
        for (const written of rounds) {
          for (let number = 0; number < written; number += 1) ring.write(0, 0, 0, number, number, number + 1);
          const { records, dropped } = ring.drain();
          const kept = Math.min(written, CAPACITY);
          expect(dropped).toBe(written - kept);
          expect(readSpans(records).map(({ number }) => number)).toEqual(
            Array.from({ length: kept }, (_, index) => written - kept + index),
          );
        }
      }),
      { seed: SEED },
    );
  });

  it('touches nothing beside it', () => {
    const words = new Int32Array(2 * spanRingWords(CAPACITY)).fill(7);
    words[0] = 0;
    const ring = new SpanRing(words, 0, CAPACITY);
    for (let number = 0; number < 3 * CAPACITY; number += 1) ring.write(0, 0, 0, number, 0, 1);
    expect(words.subarray(spanRingWords(CAPACITY)).every((word) => word === 7)).toBe(true);
  });
});

describe.each(SETTINGS)('rings of $name', (setting) => {
  it('are written at the same time, each by its worker, and nothing is lost but what is told', async () => {
    const [workers, capacity, times] = [3, 1024, 20_000];
    const ringBytes = spanRingWords(capacity) * 4;
    const script = new URL('../workers/spans.mjs', import.meta.url);
    const stage = new Stage(setting, { bytes: 4096 * 4 + workers * ringBytes, script });
    try {
      const actors = stage.actors(workers);
      await Promise.all(actors.map((actor, self) => actor.ask('write', indexOf(self), capacity, times)));
      for (const self of actors.keys()) {
        const { records, dropped } = new SpanRing(stage.words.plain, indexOf(self), capacity).drain();
        const spans = readSpans(records);
        expect(dropped).toBe(times - capacity);
        expect(spans.map(({ number }) => number)).toEqual(
          Array.from({ length: capacity }, (_, index) => times - capacity + index),
        );
        expect(spans.every(({ part }) => part === self)).toBe(true);
        // One clock: nobody ends before it began, nor before the one before it.
        expect(spans.every(({ beganNs, endedNs }) => endedNs >= beganNs)).toBe(true);
        expect(spans.slice(1).every(({ beganNs }, index) => beganNs >= (spans[index]?.endedNs ?? 0))).toBe(true);
      }
    } finally {
      await stage.clear();
    }

    function indexOf(self: number): number {
      return 4096 + self * spanRingWords(capacity);
    }
  });
});
