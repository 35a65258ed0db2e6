/** Expected failures, on their way to the edge: each becomes a member of a result or an error with a code. */
import { GraphQLError } from 'graphql';
import type { Problem } from '../domain/problem.js';

/** Becomes the union member `InvalidInput`. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join(' '));
    this.problems = problems;
  }
}

/** Becomes the union member `QueueFull`. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  readonly limit: number;

  constructor(limit: number) {
    super(`The queue is full: ${limit} runs are waiting. Try again when some have ended.`);
    this.limit = limit;
  }
}

/** As the validation plugin tells it (Standard Schema). */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** For fields without a result union: pages, cursors, subscriptions. */
export function toInputError(issues: readonly Issue[]): GraphQLError {
  const problems = issues.map(({ message, path }) => ({
    path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message,
  }));
  const text = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' ');
  return new GraphQLError(text, { extensions: { code: 'BAD_USER_INPUT', problems } });
}

export function notFound(what: string, id: string): GraphQLError {
  return new GraphQLError(`There is no ${what} ${id.slice(0, 60)}.`, { extensions: { code: 'NOT_FOUND' } });
}

/** Becomes the union member `TooManyRequests`. */
export class TooManyRequestsError extends Error {
  override readonly name = 'TooManyRequestsError';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`Too many attempts. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`);
    this.retryAfterMs = retryAfterMs;
  }
}
