/**
 * The event log: gives every fact of a run its number, and hands events to whoever follows the run.
 *
 * Numbers are given here, by the one process that owns the store, and are unique in the store as well. An
 * event is published only after its transaction: nobody hears of what a crash could take back.
 *
 * A follower is a cursor. It pulls: from the tail of recent events kept for a run that is under way, else from
 * the store. A follower that stops reading holds one number and no memory; when it reads again it goes on
 * where it was.
 */
import type { RunEvent, RunFact } from '../domain/events.js';
import type { Records, Write } from '../store/records.js';
import { endable } from './endable.js';
import { Signal } from './signal.js';

/** Recent events kept in memory for each run under way. */
const TAIL = 512;
/** Events read from the store at a time. */
const PAGE = 500;

interface OpenLog {
  lastSeq: number;
  /** The newest events, without gaps; ends with `published`. */
  tail: RunEvent[];
  published: number;
  finished: boolean;
  readonly changed: Signal;
}

export class EventLog {
  readonly #records: Records;
  readonly #open = new Map<string, OpenLog>();
  readonly #closing = new AbortController();

  constructor(records: Records) {
    this.#records = records;
  }

  /** A run begins, or goes on after a restart, with this many events so far. */
  open(runId: string, lastSeq: number): void {
    this.#open.set(runId, { lastSeq, tail: [], published: lastSeq, finished: false, changed: new Signal() });
  }

  /**
   * Numbers the facts. The caller commits `writes` together with the change that they tell of, one commit
   * after another for a run, and then publishes the events.
   */
  number(
    runId: string,
    facts: readonly RunFact[],
  ): { events: readonly RunEvent[]; lastSeq: number; writes: readonly Write[] } {
    const log = this.#log(runId);
    const at = new Date();
    const events = facts.map((fact) => {
      log.lastSeq += 1;
      return { ...fact, runId, seq: log.lastSeq, at };
    });
    return { events, lastSeq: log.lastSeq, writes: events.length > 0 ? [this.#records.insertEvents(events)] : [] };
  }

  /** After the commit. */
  publish(runId: string, events: readonly RunEvent[]): void {
    const log = this.#log(runId);
    log.tail.push(...events);
    if (log.tail.length > TAIL) log.tail = log.tail.slice(-TAIL);
    log.published = events.at(-1)?.seq ?? log.published;
    log.finished ||= events.some((event) => event.kind === 'RunFinished');
    log.changed.notify();
    // Followers keep what they need of it; from now on the store answers.
    if (log.finished) this.#open.delete(runId);
  }

  /** A run that never came to be. */
  discard(runId: string): void {
    this.#open.delete(runId);
  }

  /**
   * Follows a run: every event after the cursor, in order, once; ends after the last event of a finished run,
   * or when the log closes.
   * @returns null when there is no such run.
   */
  async follow(runId: string, after: number): Promise<AsyncIterableIterator<RunEvent> | null> {
    if (!this.#open.has(runId) && (await this.#records.findRunState(runId)) === null) return null;
    return endable((ended) => this.#follow(runId, after, ended), this.#closing.signal);
  }

  async *#follow(runId: string, after: number, ended: AbortSignal): AsyncGenerator<RunEvent, void, undefined> {
    let cursor = after;
    const log = this.#open.get(runId);
    while (!ended.aborted) {
      if (log && cursor >= log.published) {
        if (log.finished) return;
        await log.changed.wait(ended);
        continue;
      }
      const page = (log && readTail(log, cursor)) ?? (await this.#records.findEvents(runId, cursor, PAGE));
      for (const event of page) {
        // What is committed but not yet published is told once it is, by the next turn.
        if (log && event.seq > log.published) break;
        cursor = event.seq;
        yield event;
        if (event.kind === 'RunFinished') return;
      }
      // A run that nobody has open is over: what the store has is all there is.
      if (!log && page.length < PAGE) return;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #log(runId: string): OpenLog {
    const log = this.#open.get(runId);
    if (!log) throw new Error(`The event log of run ${runId} is not open.`);
    return log;
  }
}

/** The part of the tail after the cursor, or null when the tail does not reach back that far. */
function readTail(log: OpenLog, cursor: number): readonly RunEvent[] | null {
  const first = log.tail[0];
  if (!first || cursor < first.seq - 1) return null;
  return log.tail.slice(cursor - first.seq + 1);
}
