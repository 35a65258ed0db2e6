/**
 * Values of a YAML file as people write them: numbers may be `1..8`, `0..100 step 10` or `2^0..2^6`, words in any
 * case, and one value stands for a list of one.
 */
import * as z from 'zod';

export const asList = <T extends z.ZodType>(item: T) =>
  z.preprocess((given) => (given === undefined || Array.isArray(given) ? given : [given]), z.array(item));

export const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? given.trim().toUpperCase().replaceAll('-', '_') : given),
    z.enum(words, { error: `is one of ${words.join(', ')}` }),
  );

const WHOLE = /^[+-]?\d[\d_]*(e\+?\d{1,2})?$/i;
const toNumber = (text: string): number => Number(text.replaceAll('_', ''));

export const wholeNumber = z.preprocess(
  (given) => (typeof given === 'string' && WHOLE.test(given.trim()) ? toNumber(given) : given),
  z.int({ error: 'is a whole number, such as 1000000, 1_000_000 or 1e6' }),
);

/** Whole, and not below zero: `1000000`, `1_000_000`, `1e6`. */
const COUNT = String.raw`(\d[\d_]*(?:e\+?\d{1,2})?)`;
const RANGE = new RegExp(String.raw`^${COUNT}\s*\.\.\s*${COUNT}(?:\s+step\s+${COUNT})?$`, 'i');
const POWERS = /^2\^(\d{1,2})\s*\.\.\s*2\^(\d{1,2})$/;

function readSpan(text: string): unknown {
  const range = RANGE.exec(text);
  if (range) {
    const [, from = '', to = '', step = '1'] = range;
    return { range: { from: toNumber(from), to: toNumber(to), step: toNumber(step) } };
  }
  const powers = POWERS.exec(text);
  if (powers) return { powersOfTwo: { from: 2 ** Number(powers[1]), to: 2 ** Number(powers[2]) } };
  return { values: [text] };
}

/** `NumbersInput` of the schema. */
export const numbers = z.preprocess(
  (given) => {
    if (typeof given === 'string') return readSpan(given.trim());
    if (typeof given === 'number') return { values: [given] };
    return Array.isArray(given) ? { values: given } : given;
  },
  z.union(
    [
      z.strictObject({ values: z.array(wholeNumber) }),
      z.strictObject({ range: z.strictObject({ from: z.int(), to: z.int(), step: z.int().default(1) }) }),
      z.strictObject({ powersOfTwo: z.strictObject({ from: z.int(), to: z.int() }) }),
    ],
    { error: 'is a number, a list of numbers, or such as 1..8, 0..100 step 10, 2^0..2^6' },
  ),
);

/** Parts of one, such as 0.02. */
export const fractions = asList(z.number({ error: 'is a fraction, such as 0.02' }));
