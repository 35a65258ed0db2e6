/**
 * One subscription to numbered events, over one connection: it ends with the connection. Beginning again is
 * `follow.ts`'s, which knows the cursor; the library's own retrying would repeat the first one.
 */
import { createClient, type ClientOptions } from 'graphql-ws';
import { UnreachableError } from '../errors.js';
import { authorizationOf, toRefusedError, type Lab } from './lab.js';
import { Wire } from './wire.js';

/** A peer that vanished without a word is found out by its silence. */
const PING_MS = 10_000;
const PONG_MS = 20_000;
const ACKNOWLEDGE_MS = 10_000;

/** What can be followed: the events of a run, of a batch. */
export interface Feed<Event extends { readonly seq: number }> {
  /** Takes `$after` beside its other variables. */
  readonly document: string;
  readonly variables: object;
  /** @throws ForeignAnswerError */
  parse(data: unknown): Event;
  /** Nothing comes after it. */
  isLast(event: Event): boolean;
}

export interface StreamOptions {
  /** The last event that was seen. */
  readonly after: number;
  readonly signal: AbortSignal;
  readonly onConnected: () => void;
}

/**
 * Ends when the lab ends it, or when aborted.
 * @throws UnreachableError when the connection is lost or was never made
 * @throws RefusedError when the lab does not know it
 */
export async function* streamEvents<Event extends { readonly seq: number }>(
  lab: Lab,
  feed: Feed<Event>,
  options: StreamOptions,
): AsyncGenerator<Event, void, undefined> {
  const { after, signal, onConnected } = options;
  const wire = new Wire();
  const end = (): void => wire.cut();
  const watch = watchSilence(end);
  const client = createClient({
    url: lab.url.replace(/^http/, 'ws'),
    webSocketImpl: wire.Socket,
    connectionParams: authorizationOf(lab),
    retryAttempts: 0,
    connectionAckWaitTimeout: ACKNOWLEDGE_MS,
    keepAlive: PING_MS,
    on: { ...watch.on, connected: onConnected },
  });
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    const answers = client.iterate({ query: feed.document, variables: { ...feed.variables, after } });
    for await (const { data, errors } of answers) {
      if (errors) throw toRefusedError(errors);
      yield feed.parse(data);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw toStreamError(lab, error);
  } finally {
    signal.removeEventListener('abort', end);
    watch.close();
    end();
  }
}

function watchSilence(onSilence: () => void): { readonly on: NonNullable<ClientOptions['on']>; close(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    on: {
      ping: (received) => {
        if (received) return;
        clearTimeout(timer);
        timer = setTimeout(onSilence, PONG_MS);
      },
      pong: () => clearTimeout(timer),
    },
    close: () => clearTimeout(timer),
  };
}

/** graphql-ws throws what it got: a list of GraphQL errors, a close event, an error event. */
function toStreamError(lab: Lab, error: unknown): Error {
  if (error instanceof Error) return error;
  if (Array.isArray(error)) return toRefusedError(error);
  return new UnreachableError(lab.url, 'The connection was lost, and no lab answers', error);
}
