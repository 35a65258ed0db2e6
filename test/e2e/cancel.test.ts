import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, connect, findRun, finished, follow, run, untilRunning } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

const LONG = { task: { countdown: { n: 1_000_000_000_000 } }, repetitions: 1, warmup: 0 };

async function cancel(id: string): Promise<{ __typename: string; state?: string }> {
  const { cancelRun } = await ask<{ cancelRun: { __typename: string; state?: string } }>(
    server.url,
    'mutation ($id: ID!) { cancelRun(id: $id) { __typename ... on Run { state } } }',
    { id },
  );
  return cancelRun;
}

describe('cancelling', () => {
  it.each([
    ['SERIAL', LONG.task],
    ['ASYNC', LONG.task],
    ['THREADS', LONG.task],
    ['PROCESSES', LONG.task],
    ['SERIAL', { ioWait: { milliseconds: 60_000 } }],
    ['ASYNC', { ioWait: { milliseconds: 60_000 } }],
    ['THREADS', { ioWait: { milliseconds: 60_000 } }],
    ['PROCESSES', { ioWait: { milliseconds: 60_000 } }],
    ['THREADS', { factorial: { n: 200_000 } }],
  ])('a running run on %s of %j ends it, and the next run is sound', async (fabric, task) => {
    const runId = await run(server.url, { ...LONG, fabric, task });
    const client = connect(server.url);
    await follow(client, runId, 0, (event) => event.__typename === 'RoundStarted');
    expect(await cancel(runId)).toEqual({ __typename: 'Run', state: 'CANCELLED' });
    const events = await follow(client, runId);
    expect(events.at(-1)).toMatchObject({ __typename: 'RunFinished', state: 'CANCELLED' });
    await client.dispose();

    const next = await finished(
      server.url,
      await run(server.url, { task: { counter: {} }, fabric, primitive: 'LOCK' }),
    );
    expect(next.state).toBe('SUCCEEDED');
  });

  it('a waiting run ends it at once and leaves the others in their order', async () => {
    const running = await run(server.url, LONG);
    await untilRunning(server.url, running);
    const waiting = await Promise.all([1, 2, 3].map(() => run(server.url, LONG)));
    await cancel(waiting[1] ?? '');
    const { queue } = await ask<{ queue: { running: { id: string }; length: number; waiting: { id: string }[] } }>(
      server.url,
      '{ queue { running { id } length waiting { id } } }',
    );
    expect(queue.running.id).toBe(running);
    expect(queue.length).toBe(2);
    expect(new Set(queue.waiting.map(({ id }) => id))).toEqual(new Set([waiting[0], waiting[2]]));
    for (const id of [...waiting, running]) await cancel(id);
  });

  it('a run at the very moment of its start never leaves it running', async () => {
    for (let round = 0; round < 20; round += 1) {
      const runId = await run(server.url, LONG);
      expect((await cancel(runId)).state).toBe('CANCELLED');
    }
  });

  it('twice, or after the end, answers with the run as it is', async () => {
    const runId = await run(server.url, { task: { countdown: { n: 1000 } } });
    expect((await finished(server.url, runId)).state).toBe('SUCCEEDED');
    expect((await cancel(runId)).state).toBe('SUCCEEDED');

    const long = await run(server.url, LONG);
    const both = await Promise.all([cancel(long), cancel(long)]);
    expect(both.map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('what does not exist says so', async () => {
    expect((await cancel('no-such-run')).__typename).toBe('InvalidInput');
  });
});

describe('a time limit', () => {
  it.each(['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES'])('ends a run on %s as TIMED_OUT and says why', async (fabric) => {
    const runId = await run(server.url, { ...LONG, fabric, timeoutMs: 100 });
    const found = await finished(server.url, runId);
    expect(found.state).toBe('TIMED_OUT');
    expect(found.failure).toEqual({ code: 'TIMED_OUT', message: 'It took longer than 100 ms.' });
  });

  it('keeps the rounds that were finished before it', async () => {
    const task = { ioWait: { milliseconds: 20 } };
    const runId = await run(server.url, { task, repetitions: 10_000, warmup: 0, timeoutMs: 3_000 });
    const found = await finished(server.url, runId);
    expect(found.state).toBe('TIMED_OUT');
    expect(found.samples.length).toBeGreaterThan(0);
    expect(found.summary?.rounds).toBe(found.samples.length);
    expect((await findRun(server.url, runId)).progress).toBeLessThan(1);
  });
});
