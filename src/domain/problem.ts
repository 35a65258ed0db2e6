/** One thing that is wrong with an input, and where. An expected failure: a value, never thrown. */
export interface Problem {
  /** From the input's root, dots between names: `task.countdown.n`. */
  readonly path: string;
  readonly code: ProblemCode;
  /** For a person: what was given and what would be right. */
  readonly message: string;
}

export const PROBLEM_CODES = [
  'REQUIRED',
  'OUT_OF_RANGE',
  'NOT_AN_INTEGER',
  'TOO_LONG',
  'EMPTY',
  'UNKNOWN',
  'NOT_SUPPORTED',
  'UNAVAILABLE',
  'CONFLICT',
  'CLOSED',
  'EXHAUSTED',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };
