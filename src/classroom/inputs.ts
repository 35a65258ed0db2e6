/** Checks that the classroom's inputs share: problems, empty where all is well. */
import { CLASSROOM_LIMITS } from '../domain/classroom.js';
import type { Problem } from '../domain/problem.js';

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export function checkInteger(path: string, value: number, { min = 0, max }: Bounds): readonly Problem[] {
  if (!Number.isSafeInteger(value)) {
    return [{ path, code: 'NOT_AN_INTEGER', message: `${path} is a whole number; this is ${value}.` }];
  }
  if (value >= min && (max === undefined || value <= max)) return [];
  const bounds = max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
  return [{ path, code: 'OUT_OF_RANGE', message: `${path} is ${bounds}; this is ${value}.` }];
}

/** One line of text for people. */
export function checkTitle(
  given: string,
  path: string,
  max: number = CLASSROOM_LIMITS.titleLength.max,
): { readonly title: string; readonly problems: readonly Problem[] } {
  const title = given
    .slice(0, max * 4)
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const problems: Problem[] = [];
  if (title === '') problems.push({ path, code: 'EMPTY', message: `${path} is empty.` });
  if (given.length > max * 4 || title.length > max) {
    problems.push({ path, code: 'TOO_LONG', message: `${path} has at most ${max} characters.` });
  }
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(title)) {
    problems.push({ path, code: 'NOT_SUPPORTED', message: `${path} has characters that cannot be seen.` });
  }
  return { title, problems };
}
