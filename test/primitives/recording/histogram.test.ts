import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, HISTOGRAM_WORDS, quantileOf, valueOf } from '../../../src/primitives/recording/histogram.js';

const SEED = 1_987;

/** All orders of magnitude alike, from a nanosecond to some 19 hours. */
const duration = fc.double({ min: 0, max: 45.9, noNaN: true }).map((exponent) => Math.floor(2 ** exponent));

describe('the histogram', () => {
  it('keeps each value to 1/32 of itself', () => {
    fc.assert(
      fc.property(duration, (ns) => {
        expect(Math.abs(valueOf(bucketOf(ns)) - ns)).toBeLessThanOrEqual(ns / 32);
      }),
      { seed: SEED },
    );
  });

  it('is exact below 32 ns', () => {
    for (let ns = 0; ns < 32; ns += 1) expect(valueOf(bucketOf(ns))).toBe(ns);
  });

  it('has a place for every value, the longer the higher', () => {
    fc.assert(
      fc.property(duration, duration, (a, b) => {
        const [short, long] = a < b ? [a, b] : [b, a];
        expect(bucketOf(short)).toBeLessThanOrEqual(bucketOf(long));
        expect(bucketOf(long)).toBeLessThan(HISTOGRAM_WORDS);
      }),
      { seed: SEED },
    );
  });

  it('leaves no bucket out: each value that it answers is of that bucket', () => {
    for (let bucket = 0; bucket < HISTOGRAM_WORDS; bucket += 1) expect(bucketOf(valueOf(bucket))).toBe(bucket);
  });

  it.each([-5, 2 ** 46, 2 ** 60, Infinity])('counts %d at its nearest end', (ns) => {
    expect(bucketOf(ns)).toBe(ns < 0 ? 0 : HISTOGRAM_WORDS - 1);
  });

  it('answers quantiles as close to those of the values', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const counts = new Int32Array(HISTOGRAM_WORDS);
          for (const ns of values) counts[bucketOf(ns)] = (counts[bucketOf(ns)] ?? 0) + 1;
          const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(p * values.length)) - 1] ?? Number.NaN;
          expect(Math.abs((quantileOf(counts, p) ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact / 32);
        },
      ),
      { seed: SEED },
    );
  });

  it('has no quantile of nothing', () => {
    expect(quantileOf(new Int32Array(HISTOGRAM_WORDS), 0.5)).toBeNull();
  });
});
