/**
 * Display names: what may be one, and when two are the same to a reader.
 *
 * A name is shown to a class on a projector, so what cannot be seen or changes how the rest is read (control
 * and format characters, direction marks) is refused, and so is a mix of scripts, which is how one name is
 * dressed up as another (UTS 39, "single script"). Two names that differ only in letter case, in width, or in
 * letters that look alike (UTS 39, "skeleton") are the same name.
 */
import unhomoglyph from 'unhomoglyph';
import { CLASSROOM_LIMITS } from '../domain/classroom.js';
import type { Checked, Problem } from '../domain/problem.js';

export interface CheckedName {
  /** As it is shown. */
  readonly name: string;
  /** Equal where a reader would take two names for one. */
  readonly key: string;
}

/** Marks belong to the letter before; digits, spaces and a little punctuation to any script. */
const ALLOWED = /^[\p{L}\p{M}\p{N} .,'’·_()#&+-]+$/u;
const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Devanagari', 'Thai', 'Georgian'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
);
/** Written together every day: Japanese, Korean and Chinese are one script here. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
/** Stacks of marks reach over the lines above and below. */
const STACKED_MARKS = /\p{M}{3,}/u;

/** @param path of the input that it is told of */
export function checkName(given: string, path: string): Checked<CheckedName> {
  const problem = (code: Problem['code'], message: string): Checked<CheckedName> => ({
    ok: false,
    problems: [{ path, code, message }],
  });
  const { max } = CLASSROOM_LIMITS.nameLength;
  // Before anything is done with it: normalising a megabyte is work.
  if (given.length > max * 4) return problem('TOO_LONG', `A name has at most ${max} characters.`);
  const name = given.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
  if (name === '' || !/[\p{L}\p{N}]/u.test(name)) return problem('EMPTY', 'A name has at least one letter or digit.');
  const { length } = Array.from(name);
  if (length > max) return problem('TOO_LONG', `A name has at most ${max} characters; this has ${length}.`);
  if (!ALLOWED.test(name) || STACKED_MARKS.test(name)) {
    return problem('NOT_SUPPORTED', "A name is made of letters, digits, spaces and .,'’·_()#&+- only.");
  }
  if ([...SCRIPTS, EAST_ASIAN].filter((script) => script.test(name)).length > 1) {
    return problem('NOT_SUPPORTED', 'A name is written in one script: letters of several look like other names.');
  }
  return { ok: true, value: { name, key: nameKey(name) } };
}

function nameKey(name: string): string {
  // Case first, since the skeleton of a capital is not that of its small letter. A capital I within a word is
  // the one that only case gives away: it reads as a small l.
  const folded = name.replaceAll(/(?<=\p{Ll})I/gu, 'l').toLowerCase();
  // Twice: a skeleton may hold capitals.
  return unhomoglyph(unhomoglyph(folded).toLowerCase())
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
}
