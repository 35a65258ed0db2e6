/**
 * Whole numbers as people type them: `1000000`, `1_000_000`, `1,000,000`, `1e6`. Only their form is checked
 * here, and that the API can carry them; whether one is in range is the planner's to say, with all the rest.
 */
import type { Checked } from '../../domain/problem.js';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const FORM = /^[+-]?(\d+|\d{1,3}([_,]\d{3})+)(e\+?\d{1,2})?$/i;

/** What a scalar of the schema can carry, in range or not. */
const CARRIED = {
  Int: { min: -(2 ** 31), max: 2 ** 31 - 1 },
  SafeInt: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
} as const;

/** @param bounds for the message */
export function parseInteger(
  path: string,
  text: string,
  bounds: Bounds,
  scalar: keyof typeof CARRIED,
): Checked<number> {
  const trimmed = text.trim();
  if (!FORM.test(trimmed)) {
    const message = `${path} is a whole number, such as 1000000, 1_000_000 or 1e6; this is "${text}".`;
    return { ok: false, problems: [{ path, code: 'NOT_AN_INTEGER', message }] };
  }
  const value = Number(trimmed.replaceAll(/[_,]/g, ''));
  if (value < CARRIED[scalar].min || value > CARRIED[scalar].max) {
    const message = `${path} is from ${bounds.min} to ${bounds.max}; this is ${text}.`;
    return { ok: false, problems: [{ path, code: 'OUT_OF_RANGE', message }] };
  }
  // -0 is nobody's intention.
  return { ok: true, value: value + 0 };
}
