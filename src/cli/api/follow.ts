/** All events of a run or a batch, each once and in order, over as many connections as it takes. */
import { WebSocket } from 'ws';
import { Connection } from '../../client/connection.js';
import { follow as followFeed } from '../../client/follow.js';
import type { Outage } from '../../client/outage.js';
import type { Lab } from './lab.js';

/** What can be followed. */
export interface Feed<Event extends { readonly seq: number }> {
  /** Takes `$after` beside its other variables. */
  readonly document: string;
  readonly variables: object;
  /** @throws ForeignAnswerError */
  parse(data: unknown): Event;
  /** Nothing comes after it. */
  isLast(event: Event): boolean;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly outage: Outage;
}

/**
 * Ends after the last event, or when aborted.
 * @throws UnreachableError when the lab stayed away for too long
 * @throws RefusedError when the lab does not know it
 */
export async function* follow<Event extends { readonly seq: number }>(
  lab: Lab,
  feed: Feed<Event>,
  { signal, outage }: FollowOptions,
): AsyncGenerator<Event, void, undefined> {
  const connection = new Connection(lab, { webSocket: WebSocket, onConnected: () => outage.restored() });
  const stream = async function* (after: number): AsyncGenerator<Event, void, undefined> {
    const variables = { ...feed.variables, after };
    const answers = connection.subscribe({ query: feed.document, variables, keeps: 'all' }, signal);
    for await (const data of answers) yield feed.parse(data);
  };
  const isLast = (event: Event): boolean => feed.isLast(event);
  try {
    yield* followFeed({ stream, isLast }, { url: lab.url, after: 0, signal, outage });
  } finally {
    connection.close();
  }
}
