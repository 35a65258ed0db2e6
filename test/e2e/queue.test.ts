/** The queue between members: whose turn it is, and what whoever waits is told of it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { graphql, LabClient, type ResultOf } from '../../src/client/index.js';
import { createClassroom, join, type Seat } from '../support/classroom.js';
import { ask, define, finished, run, submit } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

const TINY = { task: { countdown: { n: 10 } }, repetitions: 1, warmup: 0 };
const ENDLESS = { task: { ioWait: { milliseconds: 60_000 } }, fabric: 'ASYNC', repetitions: 1, warmup: 0 };
const SHORT = { task: { ioWait: { milliseconds: 400 } }, fabric: 'ASYNC', repetitions: 1, warmup: 0 };

let server: TestServer;
let ada: Seat;
let alan: Seat;
const clients: LabClient[] = [];

beforeEach(async () => {
  server = await startTestServer();
  const { classroom } = await createClassroom(server.url);
  ada = await join(server.url, classroom.code, 'Ada');
  alan = await join(server.url, classroom.code, 'Alan');
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await removeTestServer(server);
});

function connect({ token }: Seat): LabClient {
  const client = new LabClient({ url: server.url, token, webSocket: WebSocket });
  clients.push(client);
  return client;
}

async function beginBatch(seat: Seat, input: object): Promise<string> {
  const { runBatch } = await ask<{ runBatch: { id: string } }>(
    server.url,
    'mutation ($input: BatchInput!) { runBatch(input: $input) { ... on Batch { id } } }',
    { input },
    seat.token,
  );
  return runBatch.id;
}

async function findTimes(runId: string, { token }: Seat): Promise<{ queuedAt: string; startedAt: string }> {
  const query = `{ run(id: "${runId}") { queuedAt startedAt } }`;
  return (await ask<{ run: { queuedAt: string; startedAt: string } }>(server.url, query, {}, token)).run;
}

it('a batch of a thousand never holds up another member’s run for longer than the run in progress', async () => {
  const batchId = await beginBatch(alan, {
    matrix: { task: [{ countdown: { n: { values: [10] } } }], repetitions: { values: [1] }, warmup: { values: [0] } },
    repetitions: 1_000,
    priority: 'HIGH',
  });
  const begun: string[] = [];
  const following = (async () => {
    for await (const event of connect(alan).batchEvents(batchId)) {
      if (event.__typename === 'BatchRunStarted') begun.push(event.at);
    }
  })();
  const experimentId = await define(server.url, TINY, ada.token);
  const waits: { readonly queuedAt: string; readonly startedAt: string }[] = [];
  for (let number = 0; number < 10; number += 1) {
    const runId = await submit(server.url, experimentId, undefined, ada.token);
    await finished(server.url, runId, ada.token);
    waits.push(await findTimes(runId, ada));
  }
  const { data } = await connect(alan).ask<{ data?: unknown }>(
    'mutation ($id: ID!) { data: cancelBatch(id: $id) { __typename } }',
    { id: batchId },
  );
  expect(data).toEqual({ __typename: 'Batch' });
  await following;
  // Both went on all the while.
  expect(begun.length).toBeGreaterThanOrEqual(waits.length);
  // The one in progress had begun before; it may have been on its way to the lab at that moment.
  const overtaken = waits.map(
    ({ queuedAt, startedAt }) => begun.filter((at) => queuedAt < at && at < startedAt).length,
  );
  expect(Math.max(...overtaken)).toBeLessThanOrEqual(1);
});

const PLACE = graphql(`
  subscription ($runId: ID!) {
    queue {
      length
      place(runId: $runId) {
        position
        startsInMs
      }
      running {
        id
      }
      waiting {
        id
      }
    }
  }
`);

type Told = ResultOf<typeof PLACE>['queue'];

it('whoever waits is told its position and an estimate at every change, and nothing of others’ runs', async () => {
  // So that the lab knows how long such runs take.
  await finished(server.url, await run(server.url, SHORT, alan.token), alan.token);
  // Until both watch, nothing moves.
  const blocker = await run(server.url, ENDLESS, alan.token);
  const own: string[] = [];
  for (let number = 0; number < 3; number += 1) own.push(await run(server.url, SHORT, ada.token));
  const others: string[] = [];
  for (let number = 0; number < 3; number += 1) others.push(await run(server.url, SHORT, alan.token));
  const last = own.at(-1) ?? '';

  const watch = async (seat: Seat, seen: Told[]): Promise<void> => {
    const ended = new AbortController();
    for await (const { queue } of connect(seat).watch(PLACE, { runId: last }, { signal: ended.signal })) {
      seen.push(queue);
      if (queue.length === 0 && queue.running === null && queue.place === null) ended.abort();
    }
  };
  const [hers, his]: [Told[], Told[]] = [[], []];
  const watching = Promise.all([watch(ada, hers), watch(alan, his)]);
  await vi.waitFor(() => expect(Math.min(hers.length, his.length)).toBeGreaterThan(0), { timeout: 120_000 });
  await ask(server.url, `mutation { cancelRun(id: "${blocker}") { __typename } }`, {}, alan.token);
  for (const runId of own) await finished(server.url, runId, ada.token);
  for (const runId of others) await finished(server.url, runId, alan.token);
  await watching;

  const places = hers.flatMap(({ place }) => (place ? [place] : []));
  const positions = places.map(({ position }) => position);
  expect(positions.length).toBeGreaterThanOrEqual(2);
  expect(positions).toEqual(positions.toSorted((a, b) => b - a));
  expect(positions.at(-1)).toBe(1);
  for (const { startsInMs } of places) expect(startsInMs).toBeGreaterThanOrEqual(0);
  expect(places[0]?.startsInMs ?? 0).toBeGreaterThan(places.at(-1)?.startsInMs ?? Infinity);

  const idsIn = (seen: typeof hers): readonly string[] => [
    ...new Set(
      seen.flatMap(({ running, waiting }) => [...(running ? [running.id] : []), ...waiting.map(({ id }) => id)]),
    ),
  ];
  for (const id of idsIn(hers)) expect(own).toContain(id);
  for (const id of idsIn(his)) expect([blocker, ...others]).toContain(id);
  expect(idsIn(hers)).toContain(last);
  expect(his.every(({ place }) => place === null)).toBe(true);
  // How many wait is no secret.
  expect(Math.max(...his.map(({ length }) => length))).toBeGreaterThanOrEqual(2);
});
