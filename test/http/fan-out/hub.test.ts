import { once } from 'node:events';
import * as fc from 'fast-check';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import type { Execution } from '../../../src/http/fan-out/feed.js';
import type { Follower } from '../../../src/http/fan-out/follower.js';
import type { Admission } from '../../../src/http/fan-out/gate.js';
import { Hub } from '../../../src/http/fan-out/hub.js';
import type { SharedOperation } from '../../../src/http/fan-out/shared-operation.js';
import { endable } from '../../../src/events/endable.js';
import { Signal } from '../../../src/events/signal.js';
import { FakeClient } from './client.js';

/** Snapshots of a number, the newest only, as a board gives them. */
class Board {
  #version = 0;
  #over: Error | 'ended' | null = null;
  readonly #changed = new Signal();
  executions = 0;
  open = 0;
  readonly padding: string;

  constructor(padding = '') {
    this.padding = padding;
  }

  change(): number {
    this.#version += 1;
    this.#changed.notify();
    return this.#version;
  }

  finish(how: Error | 'ended'): void {
    this.#over = how;
    this.#changed.notify();
  }

  execute = async (): Promise<Execution> => {
    this.executions += 1;
    return endable((ended) => this.#follow(ended));
  };

  async *#follow(ended: AbortSignal): AsyncGenerator<ExecutionResult, void, undefined> {
    this.open += 1;
    let told = -1;
    try {
      while (!ended.aborted) {
        if (told !== this.#version) {
          told = this.#version;
          yield { data: { version: told, padding: this.padding } };
        } else if (this.#over === 'ended') return;
        else if (this.#over) throw this.#over;
        else await this.#changed.wait(ended);
      }
    } finally {
      this.open -= 1;
    }
  }
}

/** The context is who asks; whoever is not called `nobody` may follow, and names with `!` see another scope. */
type Admit = (name: string) => Admission<string> | GraphQLError | Promise<Admission<string> | GraphQLError>;
const ADMIT: Admit = (viewer) =>
  viewer === 'nobody' ? new GraphQLError('Not you.') : { scope: viewer.endsWith('!') ? 'loud' : 'quiet', viewer };

function createHub(execute: (context: string) => Promise<Execution>, admit: Admit = ADMIT): Hub<string, string> {
  return new Hub<string, string>({
    gate: { admit, createContext: (scope) => `scope ${scope}` },
    execute: (_operation, context) => execute(context),
    toError: (error) => new GraphQLError(`told: ${(error as Error).message}`),
  });
}

const operation = (key = 'board'): SharedOperation => ({
  key,
  field: 'board',
  args: {},
  operationArgs: {} as SharedOperation['operationArgs'],
});

async function follow(hub: Hub<string, string>, client: FakeClient, name = 'ann', key?: string) {
  const follower = await hub.follow(operation(key), name, client, `id of ${name}`);
  if (follower instanceof GraphQLError) throw follower;
  return follower;
}

const versions = (client: FakeClient): number[] =>
  client.received.map(({ payload }) => (payload.data as { version: number }).version);
const newest = (client: FakeClient): number | undefined => versions(client).at(-1);

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Follows the end as graphql-ws does. */
const endOf = (follower: Follower<string>): Promise<string> =>
  follower.next().then(
    ({ done }) => (done ? 'complete' : 'value'),
    (error: Error) => error.message,
  );

describe('subscribers who ask the same', () => {
  it('share one execution, under a context that holds the scope alone, each under its own id', async () => {
    const board = new Board();
    const execute = vi.fn<(context: string) => Promise<Execution>>(board.execute);
    const hub = createHub(execute);
    const clients = [new FakeClient(), new FakeClient()] as const;
    await follow(hub, clients[0], 'ann');
    await follow(hub, clients[1], 'bob');
    await settle();
    board.change();
    await settle();
    expect(execute.mock.calls).toEqual([['scope quiet']]);
    for (const client of clients) expect(versions(client)).toEqual([0, 1]);
    expect(clients.map(({ received }) => received[0]?.id)).toEqual(['id of ann', 'id of bob']);
    expect(clients[0].received[0]).toEqual({
      id: 'id of ann',
      type: 'next',
      payload: { data: { version: 0, padding: '' } },
    });
  });

  it.each([
    ['another operation', 'ann', 'another'],
    ['another scope', 'ann!', 'board'],
  ])('do not share it with %s', async (_what, name, key) => {
    const board = new Board();
    const hub = createHub(board.execute);
    await follow(hub, new FakeClient());
    await follow(hub, new FakeClient(), name, key);
    expect(board.executions).toBe(2);
  });

  it('are told the newest at once when they come late', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    await follow(hub, new FakeClient());
    board.change();
    await settle();
    const late = new FakeClient();
    await follow(hub, late);
    expect(versions(late)).toEqual([1]);
    await settle();
    expect(versions(late), 'and only once').toEqual([1]);
  });

  it('end the execution when the last of them leaves, and the next one starts another', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    const [one, two] = [await follow(hub, new FakeClient()), await follow(hub, new FakeClient())];
    await settle();
    await one.return();
    await settle();
    expect(board.open).toBe(1);
    await two.return();
    await settle();
    expect(board.open).toBe(0);
    const client = new FakeClient();
    await follow(hub, client);
    await settle();
    expect(versions(client)).toEqual([0]);
    expect(board.executions).toBe(2);
  });

  it('leave no execution behind when they go while it begins', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    const follower = await follow(hub, new FakeClient());
    await follower.return();
    await settle();
    expect(board.open).toBe(0);
  });

  it('are told that it is complete, after the newest', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    const [healthy, stalled] = [new FakeClient(), new FakeClient()];
    const ends = Promise.all([endOf(await follow(hub, healthy)), endOf(await follow(hub, stalled))]);
    await settle();
    stalled.isStalled = true;
    const last = board.change();
    board.finish('ended');
    expect(await ends).toEqual(['complete', 'complete']);
    stalled.drain();
    for (const client of [healthy, stalled]) expect(newest(client)).toBe(last);
  });

  it('are told of a failure in the words that clients may see', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    const end = endOf(await follow(hub, new FakeClient()));
    board.finish(new Error('boom'));
    expect(await end).toBe('told: boom');
  });

  it('are told of a failure to start', async () => {
    const hub = createHub(() => Promise.reject(new Error('no')));
    expect(await endOf(await follow(hub, new FakeClient()))).toBe('told: no');
  });

  it('are told a result that is no stream as one event, as when an operation asks for too much', async () => {
    const hub = createHub(async () => ({ errors: [new GraphQLError('too much')] }));
    const client = new FakeClient();
    expect(await endOf(await follow(hub, client))).toBe('complete');
    expect(client.received[0]?.payload).toEqual({ errors: [{ message: 'too much' }] });
  });
});

describe('the gate', () => {
  it('is asked for each subscriber, and its refusal is what the client is told', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    await follow(hub, new FakeClient());
    await expect(follow(hub, new FakeClient(), 'nobody')).rejects.toThrow('Not you.');
  });

  it('evicts whoever may not follow any longer, and nobody else', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    const clients = { ann: new FakeClient(), bob: new FakeClient() };
    const ends = endOf(await follow(hub, clients.ann, 'ann'));
    await follow(hub, clients.bob, 'bob');
    await settle();
    hub.evict((viewer) => viewer === 'ann', new GraphQLError('Your token was revoked.'));
    expect(await ends).toBe('Your token was revoked.');
    const last = board.change();
    await settle();
    expect(newest(clients.ann)).toBe(0);
    expect(newest(clients.bob)).toBe(last);
  });

  it('ends the execution when all are evicted', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    await follow(hub, new FakeClient());
    await settle();
    hub.evict(() => true, new GraphQLError('Out.'));
    await settle();
    expect(board.open).toBe(0);
  });

  it('lets nobody slip in who is evicted while it looks', async () => {
    const board = new Board();
    const looked = new AbortController();
    const hub = createHub(board.execute, async (viewer) => {
      await once(looked.signal, 'abort');
      return { scope: '', viewer };
    });
    const client = new FakeClient();
    const following = follow(hub, client, 'ann');
    hub.evict((viewer) => viewer === 'ann', new GraphQLError('Out.'));
    looked.abort();
    await expect(following).rejects.toThrow('Out.');
    expect(board.executions).toBe(0);
  });
});

describe('a reader that stalls', () => {
  const PADDING = 'x'.repeat(4000);
  const LIMIT = 64 * 1024 + 2 * 4200;

  it('costs a limited backlog, holds up nobody, and ends on the newest', async () => {
    const board = new Board(PADDING);
    const hub = createHub(board.execute);
    const [stalled, healthy] = [new FakeClient(), new FakeClient()];
    stalled.isStalled = true;
    await follow(hub, stalled, 'ann');
    await follow(hub, healthy, 'bob');
    await settle();
    for (let change = 0; change < 100; change += 1) {
      board.change();
      await settle();
    }
    expect(stalled.highWater).toBeLessThan(LIMIT);
    expect(versions(healthy)).toEqual(Array.from({ length: 101 }, (_, version) => version));
    stalled.drain();
    expect(newest(stalled)).toBe(100);
    expect(stalled.received.length).toBeLessThan(30);
  });

  it('ends on the newest also where others have filled its client', async () => {
    const board = new Board();
    const hub = createHub(board.execute);
    const client = new FakeClient();
    await follow(hub, client);
    await settle();
    client.isStalled = true;
    client.send('{"payload":{"data":', Buffer.from(`"${'x'.repeat(100_000)}"}}`));
    for (let change = 0; change < 10; change += 1) {
      board.change();
      await settle();
    }
    client.drain();
    expect(newest(client)).toBe(10);
  });

  it('is forgotten when its connection is lost', async () => {
    const board = new Board(PADDING);
    const hub = createHub(board.execute);
    const client = new FakeClient();
    client.isStalled = true;
    const follower = await follow(hub, client);
    for (let change = 0; change < 50; change += 1) {
      board.change();
      await settle();
    }
    client.close();
    await follower.return();
    await settle();
    expect(board.open).toBe(0);
  });
});

it('whatever happens in whatever order, everyone who stays ends on the newest and hears nothing twice or backwards', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'change' } as const) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), stalled: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), who: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stall' as const), who: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('drain' as const), who: fc.nat(), count: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'settle' } as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const board = new Board('x'.repeat(20_000));
      const hub = createHub(board.execute);
      const members: { client: FakeClient; follower: Follower<string> }[] = [];
      const pick = (who: number) => members[who % members.length];
      let version = 0;
      for (const next of steps) {
        if (next.kind === 'change') version = board.change();
        else if (next.kind === 'settle') await settle();
        else if (next.kind === 'join') {
          const client = new FakeClient();
          client.isStalled = next.stalled;
          members.push({ client, follower: await follow(hub, client) });
        } else {
          const member = pick(next.who);
          if (!member) continue;
          if (next.kind === 'stall') member.client.isStalled = true;
          else if (next.kind === 'drain') member.client.drain(next.count);
          else {
            await member.follower.return();
            members.splice(members.indexOf(member), 1);
          }
        }
      }
      await settle();
      for (const { client } of members) {
        client.isStalled = false;
        client.drain();
        const heard = versions(client);
        expect(heard.at(-1)).toBe(version);
        expect(heard).toEqual([...new Set(heard)].toSorted((a, b) => a - b));
        expect(client.highWater).toBeLessThan(64 * 1024 + 2 * 20_200);
      }
      for (const { follower } of members) await follower.return();
      await settle();
      expect(board.open).toBe(0);
    }),
    { numRuns: 150 },
  );
});
