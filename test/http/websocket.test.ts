import { buildSchema, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { endable } from '../../src/events/endable.js';
import { Signal } from '../../src/events/signal.js';
import { endless } from '../../src/classroom/sessions.js';
import type { Parts } from '../../src/graphql/context.js';
import { SHARED } from '../../src/graphql/shared.js';
import type { Gate } from '../../src/http/fan-out/gate.js';
import { serveHttp, type HttpServer } from '../../src/http/server.js';
import { StalledReader } from '../support/stalled-reader.js';

/** A lab without a room for classes: whoever asks is its owner. */
const OPEN = { room: { sessions: { open: async () => endless({ kind: 'owner' }) } } } as unknown as Parts;

const PATIENTLY = { timeout: 120_000 };

/** A board that anybody can change. */
class Board {
  #text = 'first';
  readonly #changed = new Signal();
  readonly #closing = new AbortController();
  started = 0;
  open = 0;

  write(text: string): void {
    this.#text = text;
    this.#changed.notify();
  }

  finish(): void {
    this.#closing.abort();
  }

  follow(): AsyncIterableIterator<unknown> {
    return endable((ended) => this.#follow(ended), this.#closing.signal);
  }

  async *#follow(ended: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    this.started += 1;
    this.open += 1;
    try {
      while (!ended.aborted) {
        const changed = this.#changed.wait(ended);
        yield { board: { text: this.#text } };
        await changed;
      }
    } finally {
      this.open -= 1;
    }
  }
}

function createSchema(board: Board): GraphQLSchema {
  const schema = buildSchema(`
    type Query { text: String }
    type Subscription { board(id: ID = "a"): Board }
    type Board { text: String  again: Board }
  `);
  const field = schema.getSubscriptionType()?.getFields()['board'];
  Object.assign(field ?? {}, { extensions: SHARED, subscribe: () => board.follow() });
  Object.assign(schema.getType('Board') ?? {}, { extensions: SHARED });
  return schema;
}

let board: Board;
let server: HttpServer<string>;
let clients: Client[];
let readers: StalledReader<unknown>[];

/** Lets everybody in but those who ask for board `b`. */
const gate: Gate<never, string> = {
  admit: (_context, { args }) =>
    args['id'] === 'b'
      ? new GraphQLError('That board is not yours.', { extensions: { code: 'FORBIDDEN' } })
      : { scope: '', viewer: String(args['id']) },
  createContext: () => ({}) as never,
};

beforeEach(async () => {
  board = new Board();
  clients = [];
  readers = [];
  server = await serveHttp(createSchema(board), OPEN, gate, '127.0.0.1', 0);
});

afterEach(async () => {
  for (const client of clients) await client.dispose();
  for (const reader of readers) reader.close();
  await server.close();
});

interface Result {
  readonly data?: { readonly board: { readonly text: string } } | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

function connect(): Client {
  const client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
  clients.push(client);
  return client;
}

const QUERY = 'subscription { board { text } }';
const follow = (query = QUERY, client = connect()): AsyncIterableIterator<Result> => client.iterate({ query });

async function next(results: AsyncIterableIterator<Result>): Promise<string | undefined> {
  const { value } = (await results.next()) as IteratorResult<Result, undefined>;
  return value?.data?.board.text;
}

describe('a shared subscription, over a real socket,', () => {
  it('is one execution for all connections, and ends with the last of them', async () => {
    const [one, two] = [follow(), follow()];
    expect([await next(one), await next(two)]).toEqual(['first', 'first']);
    board.write('second');
    expect([await next(one), await next(two)]).toEqual(['second', 'second']);
    expect(board.started).toBe(1);
    await one.return?.();
    await clients[1]?.dispose();
    await vi.waitFor(() => expect(board.open).toBe(0), PATIENTLY);
  });

  it('may be followed several times over one connection, and left one by one', async () => {
    const client = connect();
    const [one, two] = [follow(QUERY, client), follow(QUERY, client)];
    expect([await next(one), await next(two)]).toEqual(['first', 'first']);
    await one.return?.();
    board.write('second');
    expect(await next(two)).toBe('second');
  });

  it('tells the newest to whoever comes late', async () => {
    const early = follow();
    await next(early);
    board.write('second');
    await next(early);
    expect(await next(follow())).toBe('second');
  });

  it.each([1, 80, 150, 60_000, 70_000])('carries messages of every length (%i), in any script', async (length) => {
    board.write('Ж'.repeat(length));
    expect(await next(follow())).toBe('Ж'.repeat(length));
  });

  it('is completed when its source ends', async () => {
    const results = follow();
    await next(results);
    board.finish();
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('says what the gate says, with its code', async () => {
    await expect(next(follow('subscription { board(id: "b") { text } }'))).rejects.toMatchObject([
      { message: 'That board is not yours.', extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(board.started).toBe(0);
  });

  it('ends for whoever is evicted', async () => {
    const [out, stays] = [follow('subscription { board(id: "c") { text } }'), follow()];
    await Promise.all([next(out), next(stays)]);
    server.evict((viewer) => viewer === 'c', new GraphQLError('Out.', { extensions: { code: 'UNAUTHENTICATED' } }));
    await expect(next(out)).rejects.toMatchObject([{ message: 'Out.', extensions: { code: 'UNAUTHENTICATED' } }]);
    board.write('second');
    expect(await next(stays)).toBe('second');
  });

  it('is weighed as every other operation is', async () => {
    const deep = `subscription { board { ${'again { '.repeat(20)} text ${'} '.repeat(20)} } }`;
    const { value } = (await follow(deep).next()) as IteratorYieldResult<Result>;
    expect(value.errors?.[0]?.extensions?.['code']).toBe('OPERATION_TOO_LARGE');
    expect(board.started).toBe(0);
  });

  it('counts towards the operations of a connection', async () => {
    const client = connect();
    const many = Array.from({ length: 100 }, () => follow(QUERY, client));
    await Promise.all(many.map(next));
    await expect(next(follow(QUERY, client))).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_OPERATIONS' } }]);
    await many[0]?.return?.();
    await vi.waitFor(async () => expect(await next(follow(QUERY, client))).toBe('first'), PATIENTLY);
  });
});

it('a server is closed though there are readers that do not answer', async () => {
  readers = [new StalledReader(`${server.url}/graphql`, QUERY, 1)];
  await vi.waitFor(() => expect(readers[0]?.seen).toHaveLength(1), PATIENTLY);
  await server.close();
  expect(board.open).toBe(0);
  server = await serveHttp(createSchema(board), OPEN, gate, '127.0.0.1', 0);
});
