/** Several whole numbers in one word: a list, a range, the powers of two. What a swept field is given. */
import type { Problem } from './problem.js';

export type Numbers =
  | { readonly values: readonly number[] }
  | { readonly range: { readonly from: number; readonly to: number; readonly step: number } }
  | { readonly powersOfTwo: { readonly from: number; readonly to: number } };

/** Values of one axis. */
const MOST_VALUES = 1_000;

/** Ascending for ranges, as given for a list; each once. Empty where there are problems, which are reported. */
export function expandNumbers(path: string, numbers: Numbers, report: (problem: Problem) => void): readonly number[] {
  const refuse = (code: Problem['code'], message: string): readonly number[] => {
    report({ path, code, message: `${path} ${message}` });
    return [];
  };
  const values = 'values' in numbers ? numbers.values : expandRange(numbers);
  if (values === null) return refuse('OUT_OF_RANGE', 'goes from a smaller number to a larger one, in steps above 0.');
  if (values.length === 0) return refuse('EMPTY', 'has no values.');
  if (values.length > MOST_VALUES) return refuse('TOO_LONG', `has at most ${MOST_VALUES} values.`);
  return [...new Set(values)];
}

/** At most one value too many; null where it is no range. */
function expandRange(numbers: Exclude<Numbers, { readonly values: unknown }>): readonly number[] | null {
  const isPowers = 'powersOfTwo' in numbers;
  const { from, to } = isPowers ? numbers.powersOfTwo : numbers.range;
  const step = isPowers ? 1 : numbers.range.step;
  if (!(from <= to && step > 0) || (isPowers && from < 1)) return null;
  const values: number[] = [];
  let value = isPowers ? 2 ** Math.ceil(Math.log2(from)) : from;
  while (value <= to && values.length <= MOST_VALUES) {
    values.push(value);
    value = isPowers ? value * 2 : value + step;
  }
  return values;
}
