/** The verdicts: what is right, what is worth a look, and what must never be. */
import { describe, expect, it } from 'vitest';
import { taskNamed } from '../../src/catalog/catalog.js';
import { expectedDigest } from '../../src/catalog/tasks/factorial.js';
import { countDown } from '../../src/catalog/tasks/countdown.js';
import type { Parameters, Primitive } from '../../src/domain/experiment.js';
import type { Judgement } from '../../src/domain/run.js';
import { PlainWords } from '../primitives/plain-words.js';

interface Given {
  readonly parameters: Parameters;
  readonly primitive?: Primitive;
  readonly reports: readonly unknown[];
  /** The task's first shared word. */
  readonly shared?: number;
}

function judge(kind: string, { parameters, primitive = 'NONE', reports, shared = 0 }: Given): Judgement {
  const words = new PlainWords(8);
  words.store(5, shared);
  return taskNamed(kind).judge({ parameters, primitive, workers: reports.length, reports, words, base: 5 });
}

describe('countdown', () => {
  it('is exact when the shares sum up to n, and wrong when they do not', () => {
    expect(judge('countdown', { parameters: { n: 10 }, reports: [4, 3, 3] })).toEqual({
      result: 'exact',
      grade: 'ACCEPTABLE',
      expected: '10',
      observed: '10',
    });
    for (const reports of [[4, 3, 2], [5, 3, 3], [0]]) {
      expect(judge('countdown', { parameters: { n: 10 }, reports })).toMatchObject({
        result: 'wrong',
        grade: 'FORBIDDEN',
      });
    }
  });

  it('counts down to 0', () => {
    expect(countDown(1_000)).toBe(0);
    expect(countDown(0)).toBe(0);
  });
});

describe('counter', () => {
  it.each(['NONE', 'LOCK', 'ATOMIC'] as const)('is exact with %s when nothing is lost', (primitive) => {
    expect(count(primitive, 200)).toEqual({
      result: 'exact',
      grade: 'ACCEPTABLE',
      expected: '200',
      observed: '200',
      lostUpdates: 0,
    });
  });

  it('finds lost updates interesting without a primitive, and forbids them with one', () => {
    expect(count('NONE', 150)).toMatchObject({ result: 'lost updates', grade: 'INTERESTING', lostUpdates: 50 });
    expect(count('LOCK', 199)).toMatchObject({ result: 'lost updates', grade: 'FORBIDDEN', lostUpdates: 1 });
    expect(count('ATOMIC', 199)).toMatchObject({ result: 'lost updates', grade: 'FORBIDDEN', lostUpdates: 1 });
  });

  it.each(['NONE', 'LOCK', 'ATOMIC'] as const)('forbids more than was added, with %s as well', (primitive) => {
    expect(count(primitive, 201)).toMatchObject({ result: 'too many', grade: 'FORBIDDEN', lostUpdates: -1 });
  });
});

describe('factorial', () => {
  it('knows the figures of 50000! without multiplying it out', () => {
    expect(expectedDigest(50_000)).toEqual({ digits: 213_237, trailingZeros: 12_499, modulo: 737_935_835 });
  });

  it('knows the figures of the small ones', () => {
    expect(expectedDigest(0)).toEqual({ digits: 1, trailingZeros: 0, modulo: 1 });
    expect(expectedDigest(1)).toEqual({ digits: 1, trailingZeros: 0, modulo: 1 });
    expect(expectedDigest(10)).toEqual({ digits: 7, trailingZeros: 2, modulo: 3_628_800 });
    expect(expectedDigest(25)).toEqual({
      digits: 26,
      trailingZeros: 6,
      modulo: Number(factorial(25) % 1_000_000_007n),
    });
  });

  it('finds the same figures as the product itself, for every n up to 400', () => {
    const task = taskNamed('factorial');
    for (let n = 0; n <= 400; n += 1) expect(task.report(factorial(n)), `n = ${n}`).toEqual(expectedDigest(n));
  });

  it('is exact when all workers found it, and wrong when one did not', () => {
    const right = { digits: 7, trailingZeros: 2, modulo: 3_628_800 };
    expect(judge('factorial', { parameters: { n: 10 }, reports: [right, right] })).toMatchObject({
      result: 'exact',
      grade: 'ACCEPTABLE',
    });
    for (const wrong of [
      { ...right, digits: 8 },
      { ...right, trailingZeros: 1 },
      { ...right, modulo: 0 },
    ]) {
      const judgement = judge('factorial', { parameters: { n: 10 }, reports: [right, wrong] });
      expect(judgement).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
      expect(judgement.observed).toContain(' | ');
    }
  });
});

describe('ioWait', () => {
  it('is exact when everybody waited as often and as long as asked', () => {
    expect(wait({ waits: 3, shortestMs: 20 }, { waits: 3, shortestMs: 31.4 })).toMatchObject({
      result: 'exact',
      grade: 'ACCEPTABLE',
    });
  });

  it('forbids a wait that was too short', () => {
    expect(wait({ waits: 3, shortestMs: 25 }, { waits: 3, shortestMs: 19.99 })).toMatchObject({
      result: 'woke early',
      grade: 'FORBIDDEN',
    });
  });

  it('forbids a wait too few', () => {
    expect(wait({ waits: 3, shortestMs: 20 }, { waits: 2, shortestMs: 20 })).toMatchObject({
      result: 'wrong',
      grade: 'FORBIDDEN',
    });
  });
});

function factorial(n: number): bigint {
  let product = 1n;
  for (let factor = 2; factor <= n; factor += 1) product *= BigInt(factor);
  return product;
}

function count(primitive: Primitive, shared: number): Judgement {
  return judge('counter', { parameters: { increments: 100 }, primitive, reports: [100, 100], shared });
}

function wait(...reports: { waits: number; shortestMs: number }[]): Judgement {
  return judge('ioWait', { parameters: { milliseconds: 20, times: 3 }, reports });
}
