/** The members that result unions share: how the lab says that an input cannot be used or that it is full. */
import { z } from 'zod';
import { InvalidInputError, QueueFullError } from '../errors.js';

export const REFUSAL_FIELDS = `
  __typename
  ... on InvalidInput { problems { path code message } }
`;

export const QUEUE_FULL_FIELDS = '... on QueueFull { message limit }';

export const InvalidInput = z.object({
  __typename: z.literal('InvalidInput'),
  problems: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
});

export const QueueFull = z.object({ __typename: z.literal('QueueFull'), message: z.string(), limit: z.number() });

type Refusal = z.infer<typeof InvalidInput> | z.infer<typeof QueueFull>;

/**
 * The member that was asked for.
 * @throws InvalidInputError, QueueFullError
 */
export function accepted<T extends { readonly __typename: string }>(result: T): Exclude<T, Refusal> {
  if (isRefusal(result)) {
    throw result.__typename === 'InvalidInput'
      ? new InvalidInputError(result.problems)
      : new QueueFullError(result.message);
  }
  return result as Exclude<T, Refusal>;
}

function isRefusal(result: { readonly __typename: string }): result is Refusal {
  return result.__typename === 'InvalidInput' || result.__typename === 'QueueFull';
}
