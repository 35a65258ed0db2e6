/** Counting primes by trial division: processor work whose parts are not alike. */
import { integer } from '../../domain/task-spec.js';
import { defineTask } from '../task-kind.js';

/** Numbers dealt to a worker at once. Large numbers take longer, so each worker gets some of every size. */
const SLICE = 1_000;

export const primes = defineTask({
  kind: 'primes',
  title: 'Counting primes',
  doc:
    'Counts the primes below a limit by trial division. The numbers are dealt to the workers in slices of 1,000 in ' +
    'turn: large numbers take longer than small ones, and so the shares cost about the same. The count is checked ' +
    'against a sieve.',
  parameters: {
    limit: integer({
      doc: 'Primes below this are counted.',
      unit: 'numbers',
      min: 0,
      max: 50_000_000,
      default: 1_000_000,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'numbers',
  resources: () => [],
  units({ limit }, worker, workers) {
    let numbers = 0;
    for (let start = worker * SLICE; start < limit; start += workers * SLICE) numbers += sliceEnd(start, limit) - start;
    return numbers;
  },
  *body({ parameters: { limit }, worker, workers, report, checkpoint }) {
    let count = 0;
    let numbers = 0;
    for (let start = worker * SLICE; start < limit; start += workers * SLICE) {
      const end = sliceEnd(start, limit);
      for (let number = start; number < end; number += 1) {
        if (isPrime(number)) count += 1;
        // Some 10 µs.
        if ((number & 63) === 0) checkpoint();
      }
      numbers += end - start;
      report(numbers);
      yield;
    }
    return count;
  },
  report: (count) => count,
  judge({ parameters: { limit }, workers, reports }) {
    const expected = countBySieve(limit);
    const observed = reports.reduce((sum, count) => sum + count, 0);
    const isExact = observed === expected && reports.length === workers;
    return {
      result: isExact ? 'exact' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${expected} primes`,
      observed: `${observed} primes`,
    };
  },
});

function sliceEnd(start: number, limit: number): number {
  return Math.min(start + SLICE, limit);
}

function isPrime(number: number): boolean {
  if (number < 4) return number > 1;
  if (number % 2 === 0) return false;
  for (let divisor = 3; divisor * divisor <= number; divisor += 2) {
    if (number % divisor === 0) return false;
  }
  return true;
}

let lastExpected: { readonly limit: number; readonly count: number } | undefined;

/** The primes below the limit, by the sieve of Eratosthenes. */
export function countBySieve(limit: number): number {
  if (lastExpected?.limit === limit) return lastExpected.count;
  const isComposite = new Uint8Array(limit);
  let count = 0;
  for (let number = 2; number < limit; number += 1) {
    if (isComposite[number] === 1) continue;
    count += 1;
    for (let multiple = number * number; multiple < limit; multiple += number) isComposite[multiple] = 1;
  }
  lastExpected = { limit, count };
  return count;
}
