import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ask, connect, define, request } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ environment: { QUEUE_LIMIT: '3' } });
});

afterAll(async () => removeTestServer(server));

const DEFINE = `mutation ($input: ExperimentInput!) {
  defineExperiment(input: $input) {
    __typename ... on InvalidInput { message problems { path code message } }
  }
}`;

interface Defined {
  readonly defineExperiment: {
    readonly __typename: string;
    readonly problems: readonly { readonly path: string; readonly code: string }[];
  };
}

describe('an experiment that cannot be', () => {
  it('is refused with every problem at once, each with its path', async () => {
    const { defineExperiment } = await ask<Defined>(server.url, DEFINE, {
      input: {
        name: 'x'.repeat(1_000_000),
        task: { countdown: { n: 1e13 } },
        primitive: 'LOCK',
        workers: 10_000,
        repetitions: 0,
        warmup: -1,
        timeoutMs: 0,
        runtime: 'cpython-9',
      },
    });
    expect(defineExperiment.__typename).toBe('InvalidInput');
    expect(defineExperiment.problems.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual([
      'name TOO_LONG',
      'primitive NOT_SUPPORTED',
      'repetitions OUT_OF_RANGE',
      'runtime UNKNOWN',
      'task.countdown.n OUT_OF_RANGE',
      'timeoutMs OUT_OF_RANGE',
      'warmup OUT_OF_RANGE',
      'workers OUT_OF_RANGE',
    ]);
  });

  it.each([
    ['no workers', { task: { countdown: {} }, workers: 0 }, 'workers'],
    ['a negative size', { task: { factorial: { n: -1 } } }, 'task.factorial.n'],
  ])('with %s is refused', async (_title, input, path) => {
    const { defineExperiment } = await ask<Defined>(server.url, DEFINE, { input });
    expect(defineExperiment.problems.map((problem) => problem.path)).toEqual([path]);
  });

  it.each([
    ['an unknown task', { task: { mining: {} } }],
    ['two tasks', { task: { countdown: {}, counter: {} } }],
    ['no task', { task: {} }],
    ['an unknown primitive', { task: { countdown: {} }, primitive: 'SPELL' }],
    ['a fraction of a worker', { task: { countdown: {} }, workers: 1.5 }],
    ['a number as text', { task: { countdown: { n: '5' } } }],
    ['a parameter of another task', { task: { countdown: { increments: 5 } } }],
  ])('with %s does not fit the schema, which the error says by its code', async (_title, input) => {
    const { errors, data } = await request(server.url, DEFINE, { input });
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(JSON.stringify(errors)).not.toMatch(/node_modules|\.js:/);
  });
});

describe('a run that cannot be', () => {
  it('of an experiment that does not exist says so', async () => {
    const { data } = await request<Record<string, unknown>>(
      server.url,
      'mutation { runExperiment(experimentId: "nothing") { ... on InvalidInput { problems { path code } } } }',
    );
    expect(data?.['runExperiment']).toEqual({ problems: [{ path: 'experimentId', code: 'UNKNOWN' }] });
  });

  it('with an endless idempotency key says so', async () => {
    const id = await define(server.url, { task: { countdown: { n: 1 } } });
    const { data } = await request<Record<string, unknown>>(
      server.url,
      'mutation ($id: ID!, $key: String) { runExperiment(experimentId: $id, idempotencyKey: $key) { ... on InvalidInput { problems { path code } } } }',
      { id, key: 'k'.repeat(100_000) },
    );
    expect(data?.['runExperiment']).toEqual({ problems: [{ path: 'idempotencyKey', code: 'TOO_LONG' }] });
  });

  it('because too many wait is refused as QueueFull, and those that were taken all run', async () => {
    // None of them ends before all have asked.
    const task = { ioWait: { milliseconds: 3_000 } };
    const experimentId = await define(server.url, { task, repetitions: 1, warmup: 0 });
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        ask<{ runExperiment: { __typename: string; id?: string; limit?: number } }>(
          server.url,
          'mutation ($experimentId: ID!) { runExperiment(experimentId: $experimentId) { __typename ... on Run { id } ... on QueueFull { limit } } }',
          { experimentId },
        ),
      ),
    );
    const refused = results.filter(({ runExperiment }) => runExperiment.__typename === 'QueueFull');
    expect(refused).toHaveLength(7);
    expect(refused[0]?.runExperiment.limit).toBe(3);
    const client = connect(server.url);
    for await (const { data } of client.iterate<{ queue: { length: number; running: unknown } }>({
      query: 'subscription { queue { length running { id } } }',
    })) {
      if (data?.queue.length === 0 && data.queue.running === null) break;
    }
    await client.dispose();
    const { runs } = await ask<{ runs: { edges: { node: { state: string } }[] } }>(
      server.url,
      '{ runs(filter: { task: IO_WAIT }) { edges { node { state } } } }',
    );
    expect(runs.edges.map(({ node }) => node.state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });
});

describe('a page', () => {
  it.each([
    ['a cursor that is none', '{ runs(after: "nonsense") { edges { cursor } } }'],
    ['a negative length', '{ runs(first: -1) { edges { cursor } } }'],
    [
      'a negative cursor of events',
      '{ run(id: "x") { events(after: -1) { seq } } queue { waiting(first: -1) { id } } }',
    ],
  ])('with %s is refused by code', async (_title, query) => {
    const { errors } = await request(server.url, query);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('is never longer than a hundred, however many are asked for', async () => {
    const id = await define(server.url, { task: { countdown: { n: 1 } } });
    await Promise.all(Array.from({ length: 105 }, () => define(server.url, { task: { countdown: { n: 1 } } })));
    const { experiments } = await ask<{ experiments: { edges: { node: { id: string } }[] } }>(
      server.url,
      '{ experiments(first: 1000000) { edges { node { id } } } }',
    );
    expect(experiments.edges).toHaveLength(100);
    expect(experiments.edges.map(({ node }) => node.id)).not.toContain(id);
  });
});

describe('an operation that asks for too much', () => {
  const aliases = Array.from({ length: 10_000 }, (_, index) => `a${index}: runtimes { id }`).join(' ');
  const fewerAliases = Array.from({ length: 600 }, (_, index) => `a${index}: runtimes { id }`).join(' ');
  const deep = `{ runs { edges { node { ${'experiment { runs { edges { node { '.repeat(6)} id ${'} } } }'.repeat(6)} } } } }`;
  const costly = `query ($first: Int!) { runs(first: $first) { edges { node { samples { workers { worker } } experiment { runs(first: 100) { edges { node { samples { id } } } } } } } } }`;

  it.each([
    ['ten thousand aliases', `{ ${aliases} }`, {}, 'GRAPHQL_PARSE_FAILED'],
    ['six hundred aliases', `{ ${fewerAliases} }`, {}, 'OPERATION_TOO_LARGE'],
    ['no end of depth', deep, {}, 'OPERATION_TOO_LARGE'],
    ['long lists of long lists', costly, { first: 100 }, 'OPERATION_TOO_LARGE'],
  ])('of %s is refused by code, over HTTP and over WebSocket', async (_title, query, variables, code) => {
    const overHttp = await request(server.url, query, variables);
    expect(overHttp.errors?.[0]?.extensions?.code).toBe(code);
    const overSocket = await firstSocketError(query, variables);
    expect(overSocket?.extensions?.code).toBe(code);
  });

  it('is judged by its variables anew, not by what an earlier caller was told', async () => {
    const small = await request(server.url, costly, { first: 1 });
    expect(small.errors).toBeUndefined();
    const large = await request(server.url, costly, { first: 100 });
    expect(large.errors?.[0]?.extensions?.code).toBe('OPERATION_TOO_LARGE');
  });

  it('is weighed as a subscription too, before it starts', async () => {
    const error = await firstSocketError(
      `subscription { queue { ${fewerAliases.replaceAll('runtimes', 'running')} } }`,
      {},
    );
    expect(error?.extensions?.code).toBe('OPERATION_TOO_LARGE');
  });

  it('because of the sheer size of its request is refused, and the server stays', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ runtimes { id } } # ${'x'.repeat(5_000_000)}` }),
    });
    expect(response.status).toBe(413);
  });

  it('lets the introspection of GraphiQL through', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    expect((await request(server.url, getIntrospectionQuery())).errors).toBeUndefined();
  });
});

describe('a mistake over WebSocket', () => {
  it('answers that one operation and leaves the others of the socket alone', async () => {
    const client = connect(server.url);
    const queue = client.iterate({ query: 'subscription { queue { length } }' });
    expect((await queue.next()).value?.data).toEqual({ queue: { length: 0 } });
    await expect(client.iterate({ query: '{ nope' }).next()).rejects.toBeDefined();
    await expect(client.iterate({ query: '{ nope }' }).next()).rejects.toBeDefined();
    expect((await client.iterate({ query: '{ queue { length } }' }).next()).value?.data).toEqual({
      queue: { length: 0 },
    });
    await client.dispose();
  });
});

describe('a page of another site', () => {
  it.each([
    ['with a foreign origin', { origin: 'https://evil.example' }],
    ['under a foreign name that was made to point here', { host: 'evil.example' }],
  ])('%s may not speak to a lab on this machine', async (_title, headers) => {
    expect(await rawStatus(headers)).toBe(403);
    await expect(
      new Promise((resolve, reject) => {
        const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
        socket.once('open', () => resolve('open'));
        socket.once('error', reject);
      }),
    ).rejects.toThrow(/401|403/);
  });

  it('differs from the lab’s own page, which may', async () => {
    const { host, origin } = new URL(server.url);
    expect(await rawStatus({ origin, host })).toBe(200);
  });
});

it('nothing of all this was a bug of the lab, which still answers', async () => {
  expect(server.errorOutput()).toBe('');
  expect(await ask(server.url, '{ queue { length } }')).toEqual({ queue: { length: 0 } });
});

function rawStatus(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ query: '{ runtimes { id } }' });
    const sent = httpRequest(
      server.url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function firstSocketError(
  query: string,
  variables: Record<string, unknown>,
): Promise<{ extensions?: { code?: string } } | undefined> {
  const client = connect(server.url);
  try {
    for await (const { errors } of client.iterate({ query, variables })) {
      return errors?.[0];
    }
    return undefined;
  } catch (error) {
    return (error as { extensions?: { code?: string } }[])[0];
  } finally {
    await client.dispose();
  }
}
