/** All events of a feed, each once and in order, over as many connections as it takes. */
import { reconnect, type ReconnectOptions } from './reconnect.js';

/** What is numbered from 1, without gaps. */
export interface Numbered {
  readonly seq: number;
}

/** What can be followed: the events of a run, of a batch. */
export interface Feed<Event extends Numbered> {
  /** What comes over one connection: the events after the cursor. @throws UnreachableError when it is lost */
  stream(after: number, signal: AbortSignal): AsyncIterable<Event>;
  /** Nothing comes after it. */
  isLast(event: Event): boolean;
}

export interface FollowOptions extends ReconnectOptions {
  /** The last event that was seen before; 0 for none. */
  readonly after: number;
}

/**
 * Ends after the last event, or when aborted.
 * @throws UnreachableError when the lab stayed away for too long
 */
export async function* follow<Event extends Numbered>(
  feed: Feed<Event>,
  { after, ...options }: FollowOptions,
): AsyncGenerator<Event, void, undefined> {
  let cursor = after;
  for await (const event of reconnect(() => feed.stream(cursor, options.signal), options)) {
    // The library connects again by itself after a normal closure, with the cursor that it was given.
    if (event.seq <= cursor) continue;
    options.outage.over();
    cursor = event.seq;
    yield event;
    if (feed.isLast(event)) return;
  }
}
