/** Results are unions: what was asked for, or why it cannot be had. */
import { InvalidInputError, QueueFullError, TooManyRequestsError, type InputProblem } from './errors.js';

/** A member of a result, with what was selected of it. */
interface Member {
  readonly __typename: string;
  readonly message?: string;
  readonly problems?: readonly InputProblem[];
  readonly limit?: number;
  readonly retryAfterMs?: number;
}

type Refusal = 'InvalidInput' | 'QueueFull' | 'TooManyRequests';

/**
 * The member that was asked for; select `__typename`, and of the others what the errors shall tell.
 * @throws InvalidInputError, QueueFullError, TooManyRequestsError
 */
export function accepted<Result extends { readonly __typename: string }>(
  result: Result,
): Exclude<Result, { readonly __typename: Refusal }> {
  const { __typename, message = '', problems = [], limit = 0, retryAfterMs = 0 }: Member = result;
  switch (__typename) {
    case 'InvalidInput':
      throw new InvalidInputError(problems);
    case 'QueueFull':
      throw new QueueFullError(message || 'Too many runs are waiting.', limit);
    case 'TooManyRequests':
      throw new TooManyRequestsError(message || 'Too many attempts.', retryAfterMs);
    default:
      return result as Exclude<Result, { readonly __typename: Refusal }>;
  }
}
