/** A matrix product, its rows split between the workers: processor work that uses memory. */
import { integer } from '../../domain/task-spec.js';
import { defineTask, shareOf } from '../task-kind.js';

/** Entries of the factors are from 0 to 15, those of the check's vectors from 0 to 1023, and 0 to 15. */
const [LEFT, RIGHT, VECTOR, WEIGHTS] = [1, 2, 3, 4];
const [ENTRY_BITS, VECTOR_BITS] = [4, 10];

export const matmul = defineTask({
  kind: 'matmul',
  title: 'Matrix product',
  doc:
    'Multiplies two square matrices of 64-bit floating point numbers, the rows of the result split between the ' +
    'workers. Each worker makes its own copy of the right factor first, which is no work shared. The result is ' +
    'checked by Freivalds’ method: the product times a vector must be the left factor times (the right one times the ' +
    'vector), which costs little.',
  parameters: {
    size: integer({ doc: 'Rows and columns of each matrix.', unit: 'rows', min: 1, max: 1_024, default: 512 }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'rows',
  resources: () => [],
  units: ({ size }, worker, workers) => shareOf(size, worker, workers),
  *body({ parameters: { size }, worker, workers, report, checkpoint }) {
    const first = firstRow(size, worker, workers);
    const rows = shareOf(size, worker, workers);
    const right = new Float64Array(size * size);
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        right[row * size + column] = entryOf(RIGHT, row, column, ENTRY_BITS);
      }
      yield;
    }
    const product = new Float64Array(rows * size);
    for (let row = 0; row < rows; row += 1) {
      multiplyRow(first + row, right, product.subarray(row * size, (row + 1) * size), checkpoint);
      report(row + 1);
      yield;
    }
    return { size, first, product };
  },
  /** Of this worker's rows of the product, times the vector: the sum, each row with its weight. */
  report({ size, first, product }) {
    let checksum = 0;
    for (let row = 0; row * size < product.length; row += 1) {
      let sum = 0;
      for (let column = 0; column < size; column += 1) {
        sum += (product[row * size + column] as number) * entryOf(VECTOR, 0, column, VECTOR_BITS);
      }
      checksum += sum * entryOf(WEIGHTS, 0, first + row, ENTRY_BITS);
    }
    return { rows: product.length / size, checksum };
  },
  judge({ parameters: { size }, workers, reports }) {
    const expected = expectedChecksums(size, workers);
    const rows = reports.reduce((sum, report) => sum + report.rows, 0);
    const wrong = reports.filter(({ checksum }, worker) => checksum !== expected[worker]).length;
    const isExact = rows === size && reports.length === workers && wrong === 0;
    return {
      result: isExact ? 'exact' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${size} rows, checksum ${sumOf(expected)}`,
      observed: `${rows} rows, checksum ${sumOf(reports.map(({ checksum }) => checksum))}`,
    };
  },
});

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function firstRow(size: number, worker: number, workers: number): number {
  return worker * Math.floor(size / workers) + Math.min(worker, size % workers);
}

/** One row of the product. The inner loop runs along rows, which is how the memory lies. */
function multiplyRow(row: number, right: Float64Array, into: Float64Array, checkpoint: () => void): void {
  const size = into.length;
  for (let k = 0; k < size; k += 1) {
    const left = entryOf(LEFT, row, k, ENTRY_BITS);
    const offset = k * size;
    for (let column = 0; column < size; column += 1) {
      into[column] = (into[column] as number) + left * (right[offset + column] as number);
    }
    checkpoint();
  }
}

/**
 * R. Freivalds, "Probabilistic machines can use less running time" (1977). All numbers are whole and below
 * 2⁵³, so they are exact, in any order of adding up. A row that is wrong slips through for at most 1 in 1024
 * of the vectors.
 */
export function expectedChecksums(size: number, workers: number): readonly number[] {
  const rightTimesVector = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) {
      sum += entryOf(RIGHT, row, column, ENTRY_BITS) * entryOf(VECTOR, 0, column, VECTOR_BITS);
    }
    rightTimesVector[row] = sum;
  }
  return Array.from({ length: workers }, (_, worker) => {
    const first = firstRow(size, worker, workers);
    let checksum = 0;
    for (let row = first; row < first + shareOf(size, worker, workers); row += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += entryOf(LEFT, row, k, ENTRY_BITS) * (rightTimesVector[k] as number);
      checksum += sum * entryOf(WEIGHTS, 0, row, ENTRY_BITS);
    }
    return checksum;
  });
}

/** A number that looks random and is the same everywhere (the mixing of MurmurHash3). */
function entryOf(matrix: number, row: number, column: number, bits: number): number {
  let hash = Math.imul(matrix, 0x9e37_79b1) ^ Math.imul(row, 0x85eb_ca6b) ^ Math.imul(column, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> (32 - bits);
}
