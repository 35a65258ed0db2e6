/**
 * Least squares with coefficients that may not be negative, for a handful of columns: the best of the solutions
 * over every choice of columns that has no negative coefficient (what Lawson and Hanson, "Solving Least Squares
 * Problems", 1974, chapter 23, search for step by step). With three columns there are seven choices.
 */

/**
 * @param columns of equal length
 * @param target of that length
 * @returns one coefficient a column, none below zero
 */
export function nonNegativeLeastSquares(columns: readonly Float64Array[], target: Float64Array): readonly number[] {
  const everything = 2 ** columns.length - 1;
  const free = solveChosen(columns, target, everything);
  // A minimum without bounds that keeps the bounds is the minimum within them.
  if (free?.every((coefficient) => coefficient >= 0)) return free;
  let best: readonly number[] = columns.map(() => 0);
  let least = squaredMiss(columns, best, target);
  for (let chosen = 1; chosen < everything; chosen += 1) {
    const solution = solveChosen(columns, target, chosen);
    if (!solution?.every((coefficient) => coefficient >= 0)) continue;
    const miss = squaredMiss(columns, solution, target);
    if (miss < least) [best, least] = [solution, miss];
  }
  return best;
}

/** Of the columns whose bit is set; the others' coefficients are 0. @returns null where they depend on each other. */
function solveChosen(columns: readonly Float64Array[], target: Float64Array, chosen: number): number[] | null {
  const places = columns.flatMap((_, place) => ((chosen >> place) & 1 ? [place] : []));
  const solution = solve(
    places.map((place) => columns[place] as Float64Array),
    target,
  );
  if (!solution) return null;
  const coefficients = columns.map(() => 0);
  for (const [index, place] of places.entries()) coefficients[place] = solution[index] as number;
  return coefficients;
}

/** By modified Gram–Schmidt (Björck 1967): as steady as Householder's for least squares, and a few lines. */
function solve(columns: readonly Float64Array[], target: Float64Array): number[] | null {
  const rest = [...columns, target].map((column) => Float64Array.from(column));
  const size = columns.length;
  const triangle: number[][] = [];
  for (let i = 0; i < size; i += 1) {
    const pivot = rest[i] as Float64Array;
    const norm = Math.sqrt(dot(pivot, pivot));
    const original = columns[i] as Float64Array;
    if (!(norm > 1e-12 * Math.sqrt(dot(original, original)))) return null;
    for (let row = 0; row < pivot.length; row += 1) pivot[row] = (pivot[row] as number) / norm;
    const line = [norm];
    for (const other of rest.slice(i + 1)) {
      const share = dot(pivot, other);
      for (let row = 0; row < other.length; row += 1) {
        other[row] = (other[row] as number) - share * (pivot[row] as number);
      }
      line.push(share);
    }
    triangle.push(line);
  }
  // Line i holds column i to the last, and then the target.
  const coefficients = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i -= 1) {
    const line = triangle[i] as number[];
    let value = line.at(-1) as number;
    for (let j = i + 1; j < size; j += 1) value -= (line[j - i] as number) * (coefficients[j] as number);
    coefficients[i] = value / (line[0] as number);
  }
  return coefficients;
}

/** Columns times coefficients. */
export function combine(columns: readonly Float64Array[], coefficients: readonly number[]): Float64Array {
  const sum = new Float64Array(columns[0]?.length ?? 0);
  for (const [place, column] of columns.entries()) {
    for (let row = 0; row < sum.length; row += 1) {
      sum[row] = (sum[row] as number) + (column[row] as number) * (coefficients[place] as number);
    }
  }
  return sum;
}

function squaredMiss(columns: readonly Float64Array[], coefficients: readonly number[], target: Float64Array): number {
  const miss = combine(columns, coefficients).map((value, row) => value - (target[row] as number));
  return dot(miss, miss);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row += 1) sum += (a[row] as number) * (b[row] as number);
  return sum;
}
