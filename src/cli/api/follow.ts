/** All events of a feed, each once and in order, over as many connections as it takes. */
import { UnreachableError } from '../errors.js';
import { streamEvents, type Feed, type StreamOptions } from './event-stream.js';
import type { Lab } from './lab.js';
import type { Outage } from './outage.js';

export interface FollowOptions<Event extends { readonly seq: number }> {
  readonly signal: AbortSignal;
  readonly outage: Outage;
  /** One connection; another one in tests. */
  readonly stream?: (lab: Lab, feed: Feed<Event>, options: StreamOptions) => AsyncGenerator<Event, void, undefined>;
}

/**
 * Ends after the last event, or when aborted.
 * @throws UnreachableError when the lab stayed away for too long
 */
export async function* follow<Event extends { readonly seq: number }>(
  lab: Lab,
  feed: Feed<Event>,
  { signal, outage, stream = streamEvents }: FollowOptions<Event>,
): AsyncGenerator<Event, void, undefined> {
  let cursor = 0;
  while (!signal.aborted) {
    let lost: UnreachableError;
    try {
      for await (const event of stream(lab, feed, { after: cursor, signal, onConnected: () => outage.restored() })) {
        // The library connects again by itself after a normal closure, with the cursor that it was given.
        if (event.seq <= cursor) continue;
        outage.over();
        cursor = event.seq;
        yield event;
        if (feed.isLast(event)) return;
      }
      // A server that is stopping ends its streams; what is followed goes on when it is back.
      lost = new UnreachableError(lab.url, 'The lab ended the events too early, and does so again', null);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      lost = error;
    }
    if (!signal.aborted) await outage.wait(lost, signal);
  }
}
