/** Who asks, as far as a request or a connection tells: the same for HTTP and WebSocket. */
import * as z from 'zod';
import type { Caller } from '../graphql/context.js';

const Told = z.object({
  req: z
    .object({
      headers: z.object({ authorization: z.string().optional() }),
      socket: z.object({ remoteAddress: z.string().optional() }),
    })
    .optional(),
  connectionParams: z.object({ authorization: z.string().optional() }).optional(),
});

/** What cannot be read counts as a token that is no good, never as none. */
const UNREADABLE = 'unreadable';

/** @param told what the server knows of the request: Node's, and what a WebSocket connection began with */
export function readCaller(told: unknown): Caller {
  const read = Told.safeParse(told);
  if (!read.success) return { authorization: UNREADABLE, address: '' };
  const { req, connectionParams } = read.data;
  return {
    authorization: connectionParams?.authorization ?? req?.headers.authorization,
    address: req?.socket.remoteAddress ?? '',
  };
}
