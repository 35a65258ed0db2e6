/**
 * Snapshots, each of which replaces the one before: a board, the queue. A lost connection costs those in between
 * and never the newest; what is the same as the last one is not told again.
 */
import { reconnect, type ReconnectOptions } from './reconnect.js';

/**
 * Ends when aborted.
 * @param open a connection, until it ends. @throws UnreachableError when it is lost
 * @throws UnreachableError when the lab stayed away for too long
 */
export async function* watch<Snapshot>(
  open: () => AsyncIterable<Snapshot>,
  options: ReconnectOptions,
): AsyncGenerator<Snapshot, void, undefined> {
  let told: string | undefined;
  for await (const snapshot of reconnect(open, options)) {
    const text = JSON.stringify(snapshot);
    if (text === told) continue;
    options.outage.over();
    told = text;
    yield snapshot;
  }
}
