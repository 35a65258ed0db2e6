/** A lab, as a program sees it: what can be asked over HTTP, and what can be followed over one WebSocket. */
import { ask, type AskOptions } from './ask.js';
import { Connection } from './connection.js';
import { toText, type Operation } from './document.js';
import { ForeignAnswerError } from './errors.js';
import { BATCH_EVENTS, isLast, RUN_EVENTS, type BatchEvent, type RunEvent } from './feeds.js';
import { follow, type Feed, type Numbered } from './follow.js';
import type { LabAddress } from './lab-address.js';
import { Outage, PATIENCE, persist, type OutageListener, type Patience } from './outage.js';
import type { ReconnectOptions } from './reconnect.js';
import { watch } from './watch.js';

export interface LabClientOptions extends LabAddress {
  /** The class, where the platform has none (Node.js 20): that of the package `ws`. */
  readonly webSocket?: unknown;
  /** How long a lab that is away is waited for: for ever, unless told otherwise. */
  readonly patience?: Partial<Patience> | undefined;
  /** For a page that says so: the connection was lost, and is there again. Each once in an outage. */
  readonly onOutage?: Partial<OutageListener> | undefined;
}

export interface SubscribeOptions {
  /** Ends it; so does leaving the loop. */
  readonly signal?: AbortSignal | undefined;
}

export interface EventOptions extends SubscribeOptions {
  /** The last event that was seen, perhaps on an earlier visit; 0, as without it, for none. */
  readonly after?: number | undefined;
}

/** Its variables, which need not be given where it takes none, and options. */
type Rest<Variables, Options> = object extends Variables
  ? [variables?: Variables, options?: Options]
  : [variables: Variables, options?: Options];

/** An event of a document of one's own. */
interface NamedEvent extends Numbered {
  readonly __typename: string;
}

export class LabClient {
  readonly #lab: LabAddress;
  readonly #outage: Outage;
  readonly #webSocket: unknown;
  #connection: Connection | null = null;
  /** Ends each of those that are followed now. */
  readonly #endings = new Set<() => void>();

  constructor({ url, token, webSocket, patience, onOutage }: LabClientOptions) {
    this.#lab = { url, token };
    this.#webSocket = webSocket;
    this.#outage = new Outage(
      { lost: () => onOutage?.lost?.(), restored: () => onOutage?.restored?.() },
      { ...PATIENCE, totalMs: Infinity, ...patience },
    );
  }

  /**
   * A query or a mutation, over HTTP. The answer is taken to be what the document says.
   * @throws UnreachableError when nobody, or something else than a lab, answers. A mutation may have been done
   * @throws RefusedError for GraphQL errors
   */
  async ask<Data = unknown, Variables extends object = object>(
    operation: Operation<Data, Variables>,
    ...[variables, options]: Rest<Variables, AskOptions>
  ): Promise<Data> {
    const query = toText(operation as Operation<never, never>);
    return (await ask(this.#lab, { query, variables: variables ?? {} }, options)) as Data;
  }

  /**
   * Asks again until the lab answers: only for what may be asked twice, a query, or a mutation with an idempotency
   * key. `lab.persist(() => lab.ask(…))`
   * @throws InterruptedError when aborted while the lab is away
   * @throws UnreachableError once patience has run out
   */
  persist<T>(work: () => Promise<T>, { signal }: SubscribeOptions = {}): Promise<T> {
    return persist(work, this.#outage, signal ?? new AbortController().signal);
  }

  /** What happens to a run, each event once and in order, until it has finished. Errors: see `events`. */
  runEvents(runId: string, options?: EventOptions): AsyncGenerator<RunEvent, void, undefined> {
    return this.events(RUN_EVENTS, { runId }, options);
  }

  /** What happens to a batch, each event once and in order, until it has finished. Errors: see `events`. */
  batchEvents(batchId: string, options?: EventOptions): AsyncGenerator<BatchEvent, void, undefined> {
    return this.events(BATCH_EVENTS, { batchId }, options);
  }

  /**
   * The same of a document of one's own. It has the one field, `runEvents` or `batchEvents`, takes its cursor from
   * the variable `$after`, and selects `__typename` and `seq`. A connection that is lost is made again, and goes on
   * after the last event that was seen: none is lost, none comes twice.
   * @throws RefusedError for GraphQL errors: there is no such run, or not for this token
   * @throws UnreachableError once patience has run out
   */
  events<Event extends NamedEvent, Variables extends { readonly after?: unknown }>(
    operation: Operation<Readonly<Record<string, Event>>, Variables>,
    variables: Omit<Variables, 'after'>,
    { after = 0, signal }: EventOptions = {},
  ): AsyncGenerator<Event, void, undefined> {
    const query = toText(operation as Operation<never, never>);
    const connection = this.#connect();
    const feed: Feed<Event> = {
      async *stream(cursor, ended) {
        const subscription = { query, variables: { ...variables, after: cursor }, keeps: 'all' } as const;
        for await (const data of connection.subscribe(subscription, ended)) yield toEvent<Event>(data);
      },
      isLast,
    };
    return this.#untilEnded(signal, (options) => follow(feed, { ...options, after }));
  }

  /**
   * Snapshots, each of which replaces the one before: `leaderboard`, `queue`, `pooledOutcomes`. A reader that is
   * slower than they come gets the newest. After a lost connection it goes on with the newest, unless that is the
   * one that was told last. Ends when aborted; errors: see `events`.
   */
  watch<Data = unknown, Variables extends object = object>(
    operation: Operation<Data, Variables>,
    ...[variables, { signal } = {}]: Rest<Variables, SubscribeOptions>
  ): AsyncGenerator<Data, void, undefined> {
    const subscription = {
      query: toText(operation as Operation<never, never>),
      variables: variables ?? {},
      keeps: 'newest',
    } as const;
    return this.#untilEnded(signal, (options) => {
      const open = (): AsyncGenerator<Data, void> =>
        this.#connect().subscribe(subscription, options.signal) as AsyncGenerator<Data, void>;
      return watch(open, options);
    });
  }

  /** Ends all that is followed, and the connection, at once. */
  close(): void {
    for (const end of this.#endings) end();
    this.#connection?.close();
  }

  /** Not before something is followed: whoever only asks needs no WebSocket. */
  #connect(): Connection {
    const onConnected = (): void => this.#outage.restored();
    return (this.#connection ??= new Connection(this.#lab, { webSocket: this.#webSocket, onConnected }));
  }

  async *#untilEnded<T>(
    signal: AbortSignal | undefined,
    open: (options: ReconnectOptions) => AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T, void, undefined> {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    this.#endings.add(end);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
    try {
      yield* open({ url: this.#lab.url, signal: ended.signal, outage: this.#outage });
    } finally {
      this.#endings.delete(end);
      signal?.removeEventListener('abort', end);
    }
  }
}

/** The one field that was asked for. @throws ForeignAnswerError */
function toEvent<Event extends NamedEvent>(data: unknown): Event {
  const [event] = Object.values((data ?? {}) as Readonly<Record<string, Partial<Event> | undefined>>);
  if (typeof event?.seq === 'number') return event as Event;
  throw new ForeignAnswerError(`An event without its number: ${JSON.stringify(data)}. Select __typename and seq.`);
}
