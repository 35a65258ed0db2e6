/**
 * A numbered log: gives every fact about something (a run, a batch) its number, and hands events to whoever
 * follows it.
 *
 * Numbers are given here, by the one process that owns the store, and are unique in the store as well. An
 * event is published only after its transaction: nobody hears of what a crash could take back.
 *
 * A follower is a cursor. It pulls: from the tail of recent events kept for what is under way, else from
 * the store. A follower that stops reading holds one number and no memory; when it reads again it goes on
 * where it was.
 */
import type { Write } from '../store/records.js';
import { endable } from './endable.js';
import { Signal } from './signal.js';

/** Recent events kept in memory of each that is under way. */
const TAIL = 512;
/** Events read from the store at a time. */
const PAGE = 500;

/** What is told: a fact with its number and its moment. */
interface Numbered {
  readonly seq: number;
}

/** Where a log keeps its events, and what they look like. */
export interface LogStore<Fact, Event extends Numbered> {
  toEvent(id: string, seq: number, at: Date, fact: Fact): Event;
  /** Any number. */
  insert(events: readonly Event[]): readonly Write[];
  /** In order, after the cursor. */
  find(id: string, after: number, limit: number): Promise<readonly Event[]>;
  exists(id: string): Promise<boolean>;
  /** Nothing comes after it. */
  isLast(event: Event): boolean;
}

interface OpenLog<Event> {
  lastSeq: number;
  /** The newest events, without gaps; ends with `published`. */
  tail: Event[];
  published: number;
  finished: boolean;
  readonly changed: Signal;
}

export class NumberedLog<Fact, Event extends Numbered> {
  readonly #store: LogStore<Fact, Event>;
  readonly #open = new Map<string, OpenLog<Event>>();
  readonly #closing = new AbortController();

  constructor(store: LogStore<Fact, Event>) {
    this.#store = store;
  }

  /** It begins, or goes on after a restart, with this many events so far. */
  open(id: string, lastSeq: number): void {
    this.#open.set(id, { lastSeq, tail: [], published: lastSeq, finished: false, changed: new Signal() });
  }

  /**
   * Numbers the facts. The caller commits what `insert` gives for them together with the change that they tell of,
   * in their order for each id, and then publishes them.
   * @param at when it happened
   */
  number(
    id: string,
    facts: readonly Fact[],
    at = new Date(),
  ): { readonly events: readonly Event[]; readonly lastSeq: number } {
    const log = this.#log(id);
    const events = facts.map((fact) => {
      log.lastSeq += 1;
      return this.#store.toEvent(id, log.lastSeq, at, fact);
    });
    return { events, lastSeq: log.lastSeq };
  }

  /** The writes that store them. */
  insert(events: readonly Event[]): readonly Write[] {
    return this.#store.insert(events);
  }

  /** After the commit. */
  publish(id: string, events: readonly Event[]): void {
    if (events.length === 0) return;
    const log = this.#log(id);
    log.tail.push(...events);
    if (log.tail.length > TAIL) log.tail = log.tail.slice(-TAIL);
    log.published = events.at(-1)?.seq ?? log.published;
    log.finished ||= events.some((event) => this.#store.isLast(event));
    log.changed.notify();
    // Followers keep what they need of it; from now on the store answers.
    if (log.finished) this.#open.delete(id);
  }

  /** It never came to be. */
  discard(id: string): void {
    this.#open.delete(id);
  }

  /**
   * Every event after the cursor, in order, once; ends after the last event, or when the log closes.
   * @returns null when there is no such thing.
   */
  async follow(id: string, after: number): Promise<AsyncIterableIterator<Event> | null> {
    if (!this.#open.has(id) && !(await this.#store.exists(id))) return null;
    return endable((ended) => this.#follow(id, after, ended), this.#closing.signal);
  }

  async *#follow(id: string, after: number, ended: AbortSignal): AsyncGenerator<Event, void, undefined> {
    let cursor = after;
    const log = this.#open.get(id);
    while (!ended.aborted) {
      if (log && cursor >= log.published) {
        if (log.finished) return;
        await log.changed.wait(ended);
        continue;
      }
      const page = (log && readTail(log, cursor)) ?? (await this.#store.find(id, cursor, PAGE));
      for (const event of page) {
        // What is committed but not yet published is told once it is, by the next turn.
        if (log && event.seq > log.published) break;
        cursor = event.seq;
        yield event;
        if (this.#store.isLast(event)) return;
      }
      // What nobody has open is over: what the store has is all there is.
      if (!log && page.length < PAGE) return;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #log(id: string): OpenLog<Event> {
    const log = this.#open.get(id);
    if (!log) throw new Error(`The log of ${id} is not open.`);
    return log;
  }
}

/** The part of the tail after the cursor, or null when the tail does not reach back that far. */
function readTail<Event extends Numbered>(log: OpenLog<Event>, cursor: number): readonly Event[] | null {
  const first = log.tail[0];
  if (!first || cursor < first.seq - 1) return null;
  return log.tail.slice(cursor - first.seq + 1);
}
