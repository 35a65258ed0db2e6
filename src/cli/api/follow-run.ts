/** A run's events from the first to the last, each once and in order, over as many connections as it takes. */
import { UnreachableError } from '../errors.js';
import type { RunEvent } from './event.js';
import { streamEvents, type StreamOptions } from './event-stream.js';
import type { Lab } from './lab.js';
import type { Outage } from './outage.js';

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly outage: Outage;
  /** One connection; another one in tests. */
  readonly stream?: (lab: Lab, options: StreamOptions) => AsyncGenerator<RunEvent, void, undefined>;
}

/**
 * Ends after `RunFinished`, or when aborted.
 * @throws UnreachableError when the lab stayed away for too long
 */
export async function* followRun(
  lab: Lab,
  runId: string,
  { signal, outage, stream = streamEvents }: FollowOptions,
): AsyncGenerator<RunEvent, void, undefined> {
  let cursor = 0;
  while (!signal.aborted) {
    let lost: UnreachableError;
    try {
      for await (const event of stream(lab, { runId, after: cursor, signal, onConnected: () => outage.restored() })) {
        // The library connects again by itself after a normal closure, with the cursor that it was given.
        if (event.seq <= cursor) continue;
        outage.over();
        cursor = event.seq;
        yield event;
        if (event.__typename === 'RunFinished') return;
      }
      // A server that is stopping ends its streams; the run goes on when it is back.
      lost = new UnreachableError(lab.url, 'The lab ended the events before the run, and does so again', null);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      lost = error;
    }
    if (!signal.aborted) await outage.wait(lost, signal);
  }
}
