import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ask, connect, define, finished, follow, run, submit } from '../support/client.js';
import { residentBytes } from '../support/memory.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { StalledReader } from '../support/stalled-reader.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

const STALLED = 40;
const MEGABYTE = 1024 * 1024;

it('subscribers that stop reading cost the server no memory, do not slow it down, and miss nothing', async () => {
  // The same field under many names: each event is some kilobytes long.
  const padding = Array.from({ length: 120 }, (_, index) => `padding_of_this_event_${index}: __typename`).join(' ');
  const runId = await run(server.url, {
    task: { countdown: { n: 1 } },
    fabric: 'SERIAL',
    workers: 1,
    repetitions: 4000,
    timeoutMs: 600_000,
  });
  const query = `subscription { runEvents(runId: "${runId}") { seq ${padding} } }`;
  const stalled = Array.from(
    { length: STALLED },
    () => new StalledReader<{ runEvents: { seq: number } }>(server.url, query),
  );

  const client = connect(server.url);
  const healthy = await follow(client, runId);
  await client.dispose();
  const { state } = await finished(server.url, runId);
  expect(state).toBe('SUCCEEDED');
  const last = healthy.at(-1)?.seq ?? 0;
  expect(last).toBeGreaterThan(8000);

  const before = await residentBytes(server.pid);
  const [first] = stalled;
  first?.resume();
  await vi.waitFor(() => expect(first?.isComplete).toBe(true), { timeout: 300_000 });
  const owed = (first?.bytes ?? 0) * (STALLED - 1);
  expect(owed, 'what the stalled ones have not read is much').toBeGreaterThan(1000 * MEGABYTE);
  expect(await residentBytes(server.pid)).toBeLessThan(before + 0.1 * owed);
  // What is garbage by now goes when the collector comes; what is held for them stays.
  await vi.waitFor(async () => expect(Math.min(before, await residentBytes(server.pid))).toBeLessThan(0.4 * owed), {
    timeout: 60_000,
    interval: 500,
  });

  // One more of them reads on and has missed nothing; the others are dropped as a closed laptop is.
  const [, second] = stalled;
  second?.resume();
  await vi.waitFor(() => expect(second?.isComplete).toBe(true), { timeout: 300_000 });
  for (const reader of [first, second]) {
    expect(reader?.seen.map(({ runEvents }) => runEvents.seq)).toEqual(
      Array.from({ length: last }, (_, index) => index + 1),
    );
  }
  for (const reader of stalled) reader.close();
}, 600_000);

const WATCHING = 40;
const STALLED_WATCHERS = 10;
/** More than the kernel keeps, and told before a reader that answers no ping is dropped. */
const CHANGES = 70;

it('watchers of a snapshot that stop reading harm nobody, skip what is old, and end on the newest', async () => {
  // The same field under many long names: each snapshot is some 100 kilobytes long.
  const padding = Array.from({ length: 400 }, (_, index) => `l${index}_${'x'.repeat(240)}: length`).join(' ');
  const query = `subscription { queue { length ${padding} } }`;
  interface Seen {
    readonly queue: { readonly length: number };
  }
  const experiment = await define(server.url, {
    task: { ioWait: { milliseconds: 60_000, times: 1 } },
    fabric: 'ASYNC',
  });
  const blocker = await submit(server.url, experiment);
  const stalled = Array.from({ length: STALLED_WATCHERS }, () => new StalledReader<Seen>(server.url, query, 1));
  const healthy = Array.from({ length: WATCHING }, () => new StalledReader<Seen>(server.url, query, Infinity));
  await vi.waitFor(() => expect([...stalled, ...healthy].every(({ seen }) => seen.length > 0)).toBe(true), 30_000);

  const runs: string[] = [];
  for (let change = 0; change < CHANGES; change += 1) runs.push(await submit(server.url, experiment));
  await vi.waitFor(
    () => expect(healthy.map(({ seen }) => seen.at(-1)?.queue.length)).toEqual(healthy.map(() => CHANGES)),
    60_000,
  );
  for (const reader of stalled) reader.resume();
  await vi.waitFor(
    () => expect(stalled.map(({ seen }) => seen.at(-1)?.queue.length)).toEqual(stalled.map(() => CHANGES)),
    60_000,
  );
  for (const reader of stalled)
    expect(reader.seen.length, 'they skip what is old').toBeLessThan(healthy[0]?.seen.length ?? 0);
  for (const reader of [...stalled, ...healthy]) reader.close();
  for (const id of [...runs.toReversed(), blocker]) {
    await ask(server.url, 'mutation ($id: ID!) { cancelRun(id: $id) { __typename } }', { id });
  }
}, 300_000);
