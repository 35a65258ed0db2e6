/** The members that result unions share: how the lab says that an input cannot be used or that it is full. */
import * as z from 'zod';

export { accepted } from '../../client/accepted.js';

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
