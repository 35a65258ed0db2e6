/** What comes over one connection after another, for as long as it takes. */
import { UnreachableError } from './errors.js';
import type { Outage } from './outage.js';

export interface ReconnectOptions {
  /** Of the lab that is connected to. */
  readonly url: string;
  readonly signal: AbortSignal;
  /** To be told by the caller when the lab is back: that is when it tells something new. */
  readonly outage: Outage;
}

/**
 * Ends when aborted.
 * @param open a connection, until it ends. @throws UnreachableError when it is lost
 * @throws UnreachableError when the lab stayed away for too long
 */
export async function* reconnect<T>(
  open: () => AsyncIterable<T>,
  { url, signal, outage }: ReconnectOptions,
): AsyncGenerator<T, void, undefined> {
  while (!signal.aborted) {
    let lost: UnreachableError;
    try {
      yield* open();
      // A server that is stopping ends its streams; what is followed goes on when it is back.
      lost = new UnreachableError(url, 'The lab ended the subscription too early, and does so again', null);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      lost = error;
    }
    if (!signal.aborted) await outage.wait(lost, signal);
  }
}
