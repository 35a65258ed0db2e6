/**
 * The one WebSocket that all subscriptions of a client share: opened by the first, closed after the last. Here a
 * subscription ends with its connection. Beginning again is the followers' (`follow.ts`, `watch.ts`), who know
 * where they were; the library's own retrying would repeat each from its start.
 */
import { createClient, type Client, type ClientOptions } from 'graphql-ws/client';
import { toTold } from './ask.js';
import { toCurt } from './curt-web-socket.js';
import { RefusedError, UnreachableError, type LabError } from './errors.js';
import { Inbox } from './inbox.js';
import { authorize, type LabAddress } from './lab-address.js';

/** A peer that vanished without a word is found out by its silence. */
const PING_MS = 10_000;
const PONG_MS = 20_000;
const ACKNOWLEDGE_MS = 10_000;

export interface ConnectionOptions {
  /** The class, where the platform has none (Node.js 20): that of the package `ws`. */
  readonly webSocket?: unknown;
  readonly onConnected: () => void;
}

export interface Subscription {
  readonly query: string;
  readonly variables: object;
  /** What of the answers that the reader has not come to. */
  readonly keeps: 'all' | 'newest';
}

export class Connection {
  readonly #lab: LabAddress;
  readonly #client: Client;
  readonly #silence: SilenceWatch;

  constructor(lab: LabAddress, { webSocket, onConnected }: ConnectionOptions) {
    this.#lab = lab;
    this.#silence = new SilenceWatch(() => this.#client.terminate());
    this.#client = createClient({
      url: lab.url.replace(/^http/, 'ws'),
      webSocketImpl: toCurt(webSocket),
      connectionParams: () => authorize(lab),
      retryAttempts: 0,
      connectionAckWaitTimeout: ACKNOWLEDGE_MS,
      keepAlive: PING_MS,
      on: { ...this.#silence.on, connected: onConnected },
    });
  }

  /**
   * The `data` of each answer. Ends when the lab ends it, or when aborted.
   * @throws UnreachableError when the connection is lost or was never made
   * @throws RefusedError for GraphQL errors
   */
  async *subscribe({ query, variables, keeps }: Subscription, signal: AbortSignal): AsyncGenerator<unknown, void> {
    const inbox = new Inbox<unknown>(keeps);
    const leave = (): void => inbox.drop();
    const unsubscribe = this.#client.subscribe(
      { query, variables: variables as Record<string, unknown> },
      {
        next: ({ data, errors }) => (errors ? inbox.end(new RefusedError(toTold(errors))) : inbox.put(data)),
        error: (error) => inbox.end(toStreamError(this.#lab, error)),
        complete: () => inbox.end(),
      },
    );
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      yield* inbox;
    } finally {
      signal.removeEventListener('abort', leave);
      unsubscribe();
    }
  }

  /** At once: a polite goodbye would wait for a peer that may be gone. */
  close(): void {
    this.#silence.close();
    this.#client.terminate();
  }
}

class SilenceWatch {
  readonly on: NonNullable<ClientOptions['on']>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSilence: () => void) {
    this.on = {
      ping: (received) => {
        if (received) return;
        this.close();
        this.#timer = setTimeout(onSilence, PONG_MS);
      },
      pong: () => this.close(),
      closed: () => this.close(),
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

/** graphql-ws tells what it got: a list of GraphQL errors, a close event, an error event, an error of its own. */
function toStreamError(lab: LabAddress, error: unknown): LabError {
  if (Array.isArray(error)) return new RefusedError(toTold(error));
  return new UnreachableError(lab.url, 'The connection was lost, and no lab answers', error);
}
