import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, define, findRun, finished, follow, run, submit } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
  client = connect(server.url);
});

afterAll(async () => {
  await client.dispose();
  await removeTestServer(server);
});

describe('a run, followed over a subscription', () => {
  it('is told from RunQueued to RunFinished, with progress in between and no gap', async () => {
    const runId = await run(server.url, { task: { countdown: { n: 2_000_000_000 } }, repetitions: 3 });
    const events = await follow(client, runId);
    const kinds = events.map((event) => event.__typename);

    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(kinds[0]).toBe('RunQueued');
    expect(kinds[1]).toBe('RunStarted');
    expect(kinds.at(-1)).toBe('RunFinished');
    expect(kinds.filter((kind) => kind === 'RoundFinished')).toHaveLength(4);

    const firstRound = kinds.slice(kinds.indexOf('RoundStarted') + 1, kinds.indexOf('RoundFinished'));
    expect(firstRound, 'progress while a round is on').toContain('RunProgress');
    const fractions = events.flatMap((event) => event.fraction ?? []);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  });

  it('is replayed from the store after it has ended, from any cursor', async () => {
    const runId = await run(server.url, { task: { counter: { increments: 1000 } }, primitive: 'LOCK' });
    const all = await follow(client, runId);
    for (let after = 0; after <= all.length; after += 1) {
      expect(await follow(client, runId, after)).toEqual(all.slice(after));
    }
  });

  it('is the same in the subscription and in the stored list of events', async () => {
    const runId = await run(server.url, { task: { ioWait: { milliseconds: 5, times: 3 } } });
    const live = await follow(client, runId);
    expect((await findRun(server.url, runId)).events).toEqual(live);
  });

  it('reaches many followers alike, however late they come', async () => {
    const runId = await run(server.url, { task: { countdown: { n: 1_000_000_000 } }, repetitions: 2 });
    const early = Array.from({ length: 20 }, () => follow(client, runId));
    const [first] = await Promise.all(early);
    for (const events of await Promise.all(early)) expect(events).toEqual(first);
    expect(await follow(client, runId)).toEqual(first);
  });

  it('arrives over server-sent events as well', async () => {
    const runId = await run(server.url, { task: { ioWait: { milliseconds: 5, times: 2 } } });
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query: 'subscription ($runId: ID!) { runEvents(runId: $runId) { seq __typename } }',
        variables: { runId },
      }),
    });
    const text = await response.text();
    const kinds = [...text.matchAll(/"__typename":"(\w+)"/g)].map((match) => match[1]);
    expect(kinds[0]).toBe('RunQueued');
    expect(kinds.at(-1)).toBe('RunFinished');
  });

  it('that does not exist is refused with a code', async () => {
    await expect(follow(client, 'no-such-run')).rejects.toThrow(/NOT_FOUND/);
  });
});

describe('a result', () => {
  it.each(['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES'])(
    'of a countdown on %s is exact and fully stored',
    async (fabric) => {
      const found = await finished(
        server.url,
        await run(server.url, {
          task: { countdown: { n: 10_000_001 } },
          fabric,
          workers: 3,
          repetitions: 4,
          warmup: 2,
        }),
      );
      expect(found.state).toBe('SUCCEEDED');
      expect(found.progress).toBe(1);
      expect(found.summary?.rounds).toBe(4);
      expect(found.samples.map((sample) => sample.warmup)).toEqual([true, true, false, false, false, false]);
      expect(found.samples.every((sample) => sample.workers.length === 3)).toBe(true);
      expect(found.outcomes.filter(({ count }) => count > 0)).toEqual([
        { result: 'exact', grade: 'ACCEPTABLE', count: 4 },
      ]);
    },
  );

  it.each(['THREADS', 'PROCESSES'])('of an unprotected counter on %s shows lost updates', async (fabric) => {
    // Longer than a core is lent for: on a busy host, too, the one is interrupted in the middle of the other.
    const task = { counter: { increments: 10_000_000 } };
    const found = await finished(server.url, await run(server.url, { task, fabric, primitive: 'NONE' }));
    expect(found.state).toBe('SUCCEEDED');
    const lost = found.samples.reduce((sum, sample) => sum + (sample.lostUpdates ?? 0), 0);
    expect(lost).toBeGreaterThan(0);
    expect(found.outcomes.find(({ result }) => result === 'lost updates')?.grade).toBe('INTERESTING');
  });

  it('of 50000! is checked by its digits, zeros and remainder', async () => {
    const runId = await run(server.url, { task: { factorial: {} }, workers: 1, repetitions: 1, warmup: 0 });
    const found = await finished(server.url, runId);
    expect(found.outcomes.filter(({ count }) => count > 0)).toEqual([
      { result: 'exact', grade: 'ACCEPTABLE', count: 1 },
    ]);
  });
});

describe('an idempotency key', () => {
  it('gives the same run again, also to callers who ask at once', async () => {
    const experiment = await define(server.url, { task: { countdown: { n: 1000 } } });
    const ids = await Promise.all(Array.from({ length: 20 }, () => submit(server.url, experiment, 'once')));
    expect(new Set(ids).size).toBe(1);
    expect(await submit(server.url, experiment, 'once')).toBe(ids[0]);
  });

  it('of another experiment is refused', async () => {
    const [one, other] = [
      await define(server.url, { task: { countdown: { n: 1000 } } }),
      await define(server.url, { task: { countdown: { n: 2000 } } }),
    ];
    await submit(server.url, one, 'taken');
    await expect(submit(server.url, other, 'taken')).rejects.toThrow(/CONFLICT|key/);
  });
});
