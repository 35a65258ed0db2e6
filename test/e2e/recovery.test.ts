import { readFile, readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect, define, findRun, finished, follow, run, submit, untilRunning } from '../support/client.js';
import { killAgainAndAgain } from '../support/kill-loop.js';
import { createRandom } from '../support/random.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer | undefined;

afterEach(async () => {
  if (server) await removeTestServer(server);
  server = undefined;
});

const ENDLESS = { task: { countdown: { n: 1_000_000_000_000 } }, repetitions: 1, warmup: 0 };
const LONG = { task: { countdown: { n: 3_000_000_000 } }, repetitions: 1, warmup: 0 };

describe('after a kill -9 of the server', () => {
  it('a waiting run runs, and one that was running is run again from its start, which its events say', async () => {
    server = await startTestServer();
    const running = await run(server.url, LONG);
    const waiting = await run(server.url, { ...LONG, task: { countdown: { n: 1000 } } });
    await untilRunning(server.url, running);
    await server.kill();
    server = await server.restart();

    const again = await finished(server.url, running);
    expect(again.state).toBe('SUCCEEDED');
    expect(again.attempt).toBe(2);
    expect(again.samples).toHaveLength(1);
    const kinds = again.events.map((event) => event.__typename);
    expect(kinds.slice(0, 3)).toEqual(['RunQueued', 'RunStarted', 'RoundStarted']);
    expect(again.events.find((event) => event.__typename === 'RunRequeued')?.reason).toBe('SERVER_KILLED');
    expect(again.events.flatMap((event) => event.attempt ?? [])).toEqual([1, 2]);
    expect(again.events.map((event) => event.seq)).toEqual(again.events.map((_, index) => index + 1));

    const second = await finished(server.url, waiting);
    expect(second).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  });

  it('a run that was cut off twice ends instead of being tried a third time', async () => {
    server = await startTestServer();
    const runId = await run(server.url, ENDLESS);
    for (let cut = 0; cut < 2; cut += 1) {
      const client = connect(server.url);
      await follow(client, runId, 0, (event) => event.attempt === cut + 1);
      await client.dispose();
      await server.kill();
      server = await server.restart();
    }
    const found = await finished(server.url, runId);
    expect(found.state).toBe('FAILED');
    expect(found.failure?.code).toBe('INTERRUPTED');
    expect(found.events.at(-1)?.__typename).toBe('RunFinished');
  });

  it('a follower goes on with its cursor: nothing twice, nothing missing', async () => {
    server = await startTestServer();
    const runId = await run(server.url, LONG);
    const first = connect(server.url);
    const before = await follow(first, runId, 0, (event) => event.__typename === 'RunProgress');
    await first.dispose();
    await server.kill();
    server = await server.restart();

    const second = connect(server.url);
    const after = await follow(second, runId, before.at(-1)?.seq ?? 0);
    await second.dispose();
    expect([...before, ...after]).toEqual((await findRun(server.url, runId)).events);
  });

  it('an idempotency key still gives the same run', async () => {
    server = await startTestServer();
    const experiment = await define(server.url, { task: { countdown: { n: 1000 } } });
    const runId = await submit(server.url, experiment, 'over-the-crash');
    await server.kill();
    server = await server.restart();
    expect(await submit(server.url, experiment, 'over-the-crash')).toBe(runId);
  });

  it.each(['THREADS', 'PROCESSES'])('neither a worker nor shared memory of %s is left behind', async (fabric) => {
    server = await startTestServer();
    const before = await readdir('/dev/shm');
    await untilRunning(server.url, await run(server.url, { ...ENDLESS, fabric }));
    const family = await descendantsOf(server.pid);
    expect(family.length, 'the lab host and its workers').toBeGreaterThan(2);
    await server.kill();
    await vi.waitFor(async () => expect(await stillAlive(family)).toEqual([]), { timeout: 120_000 });
    // Other programs of the host may have something there for a moment.
    const isNew = (name: string): boolean => !before.includes(name);
    await vi.waitFor(async () => expect((await readdir('/dev/shm')).filter(isNew)).toEqual([]), { timeout: 120_000 });
  });

  it('every acknowledged run is finished once and every event log is whole, over many kills', async () => {
    const seed = Date.now() % 2 ** 31;
    const result = await killAgainAndAgain({
      kills: 6,
      shortestLifeMs: 50,
      longestLifeMs: 1_500,
      random: createRandom(seed),
      log: () => {},
    });
    expect(result.violations, `seed ${seed}`).toEqual([]);
    expect(result.acknowledged).toBeGreaterThan(0);
  }, 300_000);
});

describe('after a stop by signal', () => {
  it('the run under way goes back to the queue without counting as a crash', async () => {
    server = await startTestServer();
    const runId = await run(server.url, LONG);
    await untilRunning(server.url, runId);
    expect(await server.stop()).toBe(0);
    server = await server.restart();
    const found = await finished(server.url, runId);
    expect(found.state).toBe('SUCCEEDED');
    expect(found.events.find((event) => event.__typename === 'RunRequeued')?.reason).toBe('SERVER_STOPPED');
  });
});

describe('a data directory', () => {
  it('belongs to one server: a second one says so and ends', async () => {
    server = await startTestServer();
    await expect(startTestServer({ directory: server.directory })).rejects.toThrow(/Another Lockstep is using/);
  });
});

interface Kin {
  readonly pid: number;
  /** Tells one process from a later one with the same number. */
  readonly startTime: string;
}

async function readStat(pid: number): Promise<{ parent: number; state: string; startTime: string } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), startTime: fields[19] ?? '' };
}

async function descendantsOf(root: number): Promise<readonly Kin[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const stats = await Promise.all(pids.map(async (pid) => ({ pid, stat: await readStat(pid) })));
  const family: Kin[] = [];
  const generation = new Set([root]);
  for (let grew = true; grew;) {
    grew = false;
    for (const { pid, stat } of stats) {
      if (!stat || generation.has(pid) || !generation.has(stat.parent)) continue;
      generation.add(pid);
      family.push({ pid, startTime: stat.startTime });
      grew = true;
    }
  }
  return family;
}

async function stillAlive(family: readonly Kin[]): Promise<readonly number[]> {
  const stats = await Promise.all(family.map(async (kin) => ({ kin, stat: await readStat(kin.pid) })));
  return stats
    .filter(({ kin, stat }) => stat && stat.startTime === kin.startTime && stat.state !== 'Z')
    .map(({ kin }) => kin.pid);
}
