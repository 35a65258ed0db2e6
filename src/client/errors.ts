/** What can go wrong with a lab: a class each, and a `code` each for who would rather compare that. */

/** A problem of an input; the code is not closed, since a newer lab may know more. */
export interface InputProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** One line. Most messages begin with the path already. */
export function describeProblem({ path, message }: InputProblem): string {
  return message.startsWith(path) ? message : `${path}: ${message}`;
}

export abstract class LabError extends Error {
  abstract readonly code: string;
  /** What is wrong with the input, where that is what went wrong. */
  readonly problems: readonly InputProblem[] = [];
}

/** Nobody answers, or not for long enough, or something else than a lab does. What was asked may have been done. */
export class UnreachableError extends LabError {
  override readonly name = 'UnreachableError';
  override readonly code = 'UNREACHABLE';

  constructor(url: string, what: string, cause: unknown) {
    super(`${what} at ${url}.`, { cause });
  }
}

/** What an error of GraphQL says; beyond its message, what a lab adds. */
export interface ToldError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly reason?: string };
}

/** The lab answered with GraphQL errors: `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND`, `BAD_USER_INPUT` and the like. */
export class RefusedError extends LabError {
  override readonly name = 'RefusedError';
  override readonly code: string;
  /** Of `UNAUTHENTICATED`: `MISSING`, `INVALID`, `EXPIRED` or `REVOKED`. */
  readonly reason: string | null;
  readonly errors: readonly ToldError[];

  constructor(errors: readonly ToldError[]) {
    super(errors.map(({ message }) => message).join(' ') || 'The lab refused, without a reason.');
    this.code = errors[0]?.extensions?.code ?? 'UNKNOWN';
    this.reason = errors[0]?.extensions?.reason ?? null;
    this.errors = errors;
  }
}

/** The answer is not of the form that is known here: the lab may be of another version. */
export class ForeignAnswerError extends LabError {
  override readonly name = 'ForeignAnswerError';
  override readonly code = 'FOREIGN_ANSWER';
}

/** `InvalidInput`: nothing was stored. All problems are told at once. */
export class InvalidInputError extends LabError {
  override readonly name = 'InvalidInputError';
  override readonly code = 'INVALID_INPUT';
  override readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super(`This cannot be used. ${problems.map(describeProblem).join(' ')}`);
    this.problems = problems;
  }
}

/** `QueueFull`: too many runs are waiting, of the lab or of this member. Nothing was stored. */
export class QueueFullError extends LabError {
  override readonly name = 'QueueFullError';
  override readonly code = 'QUEUE_FULL';
  /** Runs that may wait. */
  readonly limit: number;

  constructor(message: string, limit: number) {
    super(message);
    this.limit = limit;
  }
}

/** `TooManyRequests`: nothing was looked up. */
export class TooManyRequestsError extends LabError {
  override readonly name = 'TooManyRequestsError';
  override readonly code = 'TOO_MANY_REQUESTS';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Given up by its signal while the lab was away. */
export class InterruptedError extends LabError {
  override readonly name = 'InterruptedError';
  override readonly code = 'INTERRUPTED';
}
