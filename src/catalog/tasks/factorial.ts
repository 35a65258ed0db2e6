/** n! by the plain loop over arbitrarily large integers: the process half of the unit's hybrid (row 40). */
import { integer } from '../../domain/task-spec.js';
import { defineTask } from '../task-kind.js';

/** Multiplications between two yields; the last ones of 50000! take some 10 µs each. */
const BLOCK = 64;

const MODULUS = 1_000_000_007;

interface Digest {
  readonly digits: number;
  readonly trailingZeros: number;
  /** The value modulo 1,000,000,007. */
  readonly modulo: number;
}

export const factorial = defineTask({
  kind: 'factorial',
  title: 'Factorial',
  doc:
    'Computes n! by multiplying 1 · 2 · … · n in a loop. Every worker computes the whole of it, so k workers do ' +
    'k times the work. The result is checked by its digits, its trailing zeros and its remainder.',
  parameters: {
    n: integer({ doc: 'The number whose factorial is taken.', unit: 'factors', min: 0, max: 200_000, default: 50_000 }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'multiplications',
  resources: () => [],
  units: ({ n }) => n,
  *body({ parameters: { n }, report, checkpoint }) {
    let product = 1n;
    let factor = 1;
    while (factor <= n) {
      const end = Math.min(n, factor + BLOCK - 1);
      for (; factor <= end; factor += 1) {
        product *= BigInt(factor);
        checkpoint();
      }
      report(end);
      yield;
    }
    return product;
  },
  report: digest,
  judge({ parameters, reports }) {
    const expected = describe(expectedDigest(parameters.n));
    const observed = [...new Set(reports.map(describe))].join(' | ');
    const exact = observed === expected;
    return { result: exact ? 'exact' : 'wrong', grade: exact ? 'ACCEPTABLE' : 'FORBIDDEN', expected, observed };
  },
});

function digest(value: bigint): Digest {
  const text = value.toString();
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  return { digits: text.length, trailingZeros: text.length - end, modulo: Number(value % BigInt(MODULUS)) };
}

function describe({ digits, trailingZeros, modulo }: Digest): string {
  return `${digits} digits, ${trailingZeros} trailing zeros, ${modulo} mod ${MODULUS}`;
}

let lastExpected: { readonly n: number; readonly digest: Digest } | undefined;

/**
 * The same three figures by other ways than multiplying it out: the sum of logarithms, Legendre's formula
 * for the power of 5, and a product of remainders.
 */
export function expectedDigest(n: number): Digest {
  if (lastExpected?.n === n) return lastExpected.digest;
  let logarithm = 0;
  let remainder = 1n;
  for (let factor = 2; factor <= n; factor += 1) {
    logarithm += Math.log10(factor);
    remainder = (remainder * BigInt(factor)) % BigInt(MODULUS);
  }
  let trailingZeros = 0;
  for (let power = 5; power <= n; power *= 5) trailingZeros += Math.floor(n / power);
  const result = { digits: Math.floor(logarithm) + 1, trailingZeros, modulo: Number(remainder) };
  lastExpected = { n, digest: result };
  return result;
}
