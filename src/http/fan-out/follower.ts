/**
 * One subscriber of a feed. To graphql-ws it is an iterator that never yields and only ends, upon which
 * graphql-ws tells the client that it is complete, or why not. The events go to the socket without it.
 *
 *   current ──told, little unsent──▶ current     the message goes out
 *      │
 *      │ told, much unsent: the message goes out with a call back for when it has left
 *      ▼
 *   behind ──told──▶ behind                      nothing is sent, nothing is kept
 *      │
 *      │ the message has left
 *      ▼
 *   current, and told the newest, if that is another one
 *
 * So a reader that stalls costs the limit and two messages, and what it reads last is the newest.
 */
import type { GraphQLError } from 'graphql';
import type { Outlet } from './outlet.js';

/** Unsent bytes of a client above which a follower is sent only the newest. */
const MUCH = 64 * 1024;

export interface Message {
  /** Counts the events of a feed, from 1. */
  readonly version: number;
  /** What is the same for all: everything after the id. */
  readonly rest: Buffer;
}

/** What a follower needs of its feed. */
export interface Followed<F> {
  readonly newest: Message | null;
  leave(follower: F): void;
}

type Done = IteratorReturnResult<undefined>;
const DONE: Done = { done: true, value: undefined };

export class Follower<Viewer> implements AsyncIterableIterator<never, undefined> {
  readonly viewer: Viewer;
  readonly #outlet: Outlet;
  readonly #start: string;
  readonly #feed: Followed<Follower<Viewer>>;
  #told = 0;
  #isBehind = false;
  #end: { readonly error: GraphQLError | null } | null = null;
  #settle: (() => void) | null = null;

  /** @param id the client's name for the subscription */
  constructor(viewer: Viewer, outlet: Outlet, id: string, feed: Followed<Follower<Viewer>>) {
    this.viewer = viewer;
    this.#outlet = outlet;
    this.#start = `{"id":${JSON.stringify(id)},`;
    this.#feed = feed;
  }

  /** Sends the message, unless it has been sent or the reader is behind. */
  tell(message: Message): void {
    if (this.#isBehind || this.#end) return;
    this.#send(message);
  }

  /** Ends the subscription after the newest message. @param error why it cannot go on; null when it is complete */
  end(error: GraphQLError | null): void {
    if (this.#end) return;
    if (this.#feed.newest) this.#send(this.#feed.newest);
    this.#finish(error);
  }

  /** Ends the subscription without another message. */
  dismiss(reason: GraphQLError): void {
    this.#finish(reason);
  }

  next(): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#settle = () => (this.#end?.error ? reject(this.#end.error) : resolve(DONE));
      if (this.#end) this.#settle();
    });
  }

  /** The client has unsubscribed or is gone. */
  return(): Promise<Done> {
    this.#finish(null);
    this.#feed.leave(this);
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #send(message: Message): void {
    if (this.#told === message.version || !this.#outlet.isOpen) return;
    this.#told = message.version;
    if (this.#outlet.unsentBytes <= MUCH) {
      this.#outlet.send(this.#start, message.rest);
      return;
    }
    this.#isBehind = true;
    this.#outlet.send(this.#start, message.rest, () => {
      this.#isBehind = false;
      if (this.#feed.newest) this.tell(this.#feed.newest);
    });
  }

  #finish(error: GraphQLError | null): void {
    this.#end ??= { error };
    this.#settle?.();
  }
}
