/** Traces and contention over the API of a real server, as a frontend asks for them. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, finished, request, run, type ExperimentOptions } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { checkTrace, type CheckedTrace, type Slice } from '../support/trace-checker.js';

interface Recorded {
  readonly state: string;
  readonly traceUrl: string | null;
  readonly recording: {
    readonly level: string;
    readonly overhead: { readonly nsPerOperation: number; readonly operations: number } | null;
    readonly trace: { readonly rounds: readonly number[]; readonly spans: number; readonly dropped: number } | null;
  } | null;
  readonly contention: readonly {
    readonly name: string;
    readonly operation: string;
    readonly acquisitions: number | null;
    readonly contended: number | null;
    readonly wait: { readonly p99: number; readonly max: number; readonly total: number } | null;
    readonly parksPerAcquisition: number | null;
  }[];
}

interface TimelineResult {
  readonly timeline: {
    readonly durationMs: number;
    readonly rounds: readonly number[];
    readonly workers: readonly {
      readonly worker: number;
      readonly tracks: readonly {
        readonly state: string;
        readonly on: string | null;
        readonly shares: readonly number[];
      }[];
    }[];
  } | null;
}

function named(slices: readonly Slice[], name: RegExp): readonly Slice[] {
  return slices.filter((slice) => name.test(slice.name));
}

describe('a recorded run over the API', () => {
  let server: TestServer;
  let url: string;
  beforeAll(async () => {
    server = await startTestServer();
    url = server.url;
  });
  afterAll(() => removeTestServer(server));

  const record = async (input: ExperimentOptions): Promise<Recorded & { readonly id: string }> => {
    const id = await run(url, { repetitions: 2, warmup: 1, ...input });
    await finished(url, id);
    const { run: found } = await ask<{ run: Recorded }>(
      url,
      `query ($id: ID!) { run(id: $id) {
        state traceUrl
        recording { level overhead { nsPerOperation operations shareOfWall } trace { rounds spans dropped bytes } }
        contention { name operation acquisitions contended wait { p50 p90 p99 max total } parksPerAcquisition
          missing { figure reason } workers { worker acquisitions } depth { atMs messages } }
      } }`,
      { id },
    );
    return { ...found, id };
  };
  const download = async (path: string | null): Promise<CheckedTrace> => {
    const response = await fetch(new URL(path ?? '', url));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    return checkTrace(await response.json());
  };
  const timelineOf = (runId: string, buckets = 50) =>
    ask<TimelineResult>(
      url,
      `query ($runId: ID!, $buckets: Int!) { timeline(runId: $runId, buckets: $buckets) {
        durationMs rounds workers { worker tracks { state on shares } }
      } }`,
      { runId, buckets },
    );

  it.each(['THREADS', 'PROCESSES'])(
    'counts every acquisition of a lock, and shows who held it, on %s',
    async (fabric) => {
      const found = await record({
        task: { counter: { increments: 20_000 } },
        primitive: 'LOCK',
        fabric,
        workers: 2,
        recording: 'TRACE',
      });
      expect(found.recording?.overhead?.operations).toBe(2 * 2 * 20_000);
      expect(found.contention).toMatchObject([{ name: 'LOCK', operation: 'ACQUIRE', acquisitions: 80_000 }]);

      const trace = await download(found.traceUrl);
      const holds = trace.slices.filter(({ cat }) => cat === 'hold');
      // A single lane: never two at once, over threads and processes.
      expect(new Set(holds.map(trace.nameOf))).toEqual(new Set(['Primitives, and who holds them / LOCK']));
      const ends = holds.map(({ ts, dur }) => ts + dur);
      expect(holds.slice(1).every(({ ts }, index) => ts >= (ends[index] ?? 0) - 0.0005)).toBe(true);
    },
  );

  it.each(['THREADS', 'PROCESSES'])('shows who waited for a fought-for lock, on %s', async (fabric) => {
    // Held for so long in all that nobody comes so late that it is free.
    const task = { fileRead: { times: 30, holdMs: 10 } };
    const found = await record({ task, primitive: 'LOCK', fabric, workers: 2, recording: 'TRACE' });
    const [lock] = found.contention;
    expect(lock?.contended).toBeGreaterThan(0);
    expect(lock?.wait?.total).toBeGreaterThan(0);
    const trace = await download(found.traceUrl);
    expect(named(trace.slices, /^waits for LOCK$/).length).toBeGreaterThan(0);

    const { timeline } = await timelineOf(found.id);
    const waiting = timeline?.workers.flatMap(({ tracks }) => tracks.filter(({ state }) => state === 'WAITING')) ?? [];
    expect(new Set(waiting.map(({ on }) => on))).toEqual(new Set(['LOCK']));
    expect(timeline?.workers.every(({ tracks }) => tracks.every(({ shares }) => shares.length === 50))).toBe(true);
  });

  it('shows the hybrid: downloads wait on threads while a process computes', async () => {
    const found = await record({
      task: { download: { latencyMs: 100 } },
      fabric: 'THREADS',
      workers: 2,
      alongside: [{ task: { factorial: { n: 5_000 } }, fabric: 'PROCESSES', workers: 1 }],
      recording: 'TRACE',
    });
    expect(found).toMatchObject({ state: 'SUCCEEDED', contention: [] });
    const trace = await download(found.traceUrl);
    const tracks = new Set(trace.slices.map(trace.nameOf));
    expect(tracks).toEqual(
      new Set([
        'Lab / rounds',
        'download on THREADS / worker 0',
        'download on THREADS / worker 1',
        'Process of worker 2: factorial / worker 2',
      ]),
    );
    // Three rounds, two workers, one file each.
    expect(named(trace.slices, /^I\/O$/)).toHaveLength(6);
    expect(named(trace.slices, /^runs$/)).toHaveLength(9);
    expect(found.recording?.trace?.rounds).toEqual([0, 1, 2]);
  });

  it('shows every wait of the hybrid under an interpreter lock, beside a fought-for lock', async () => {
    const found = await record({
      runtime: 'node-gil',
      options: { switchIntervalMs: 1 },
      task: { download: { latencyMs: 100 } },
      fabric: 'THREADS',
      workers: 2,
      alongside: [
        { task: { factorial: { n: 5_000 } }, fabric: 'PROCESSES', workers: 1 },
        { task: { counter: { increments: 5_000 } }, primitive: 'LOCK', fabric: 'THREADS', workers: 2 },
        // Far longer than a turn: they must wait for each other.
        { task: { countdown: { n: 200_000_000 } }, fabric: 'THREADS', workers: 2 },
      ],
      recording: 'TRACE',
    });
    expect(found.state).toBe('SUCCEEDED');
    expect(found.recording?.trace?.dropped).toBe(0);
    const trace = await download(found.traceUrl);
    const measured = named(trace.slices, /^round \d+$/);
    expect(measured).toHaveLength(2);
    const isMeasured = ({ ts }: Slice): boolean =>
      measured.some((round) => ts >= round.ts && ts <= round.ts + round.dur);
    expect(found.contention.map(({ name }) => name)).toEqual(['LOCK', 'the interpreter lock']);
    for (const { name, contended } of found.contention) {
      const waits = trace.slices.filter((slice) => slice.name === `waits for ${name}` && isMeasured(slice));
      expect(waits).toHaveLength(contended ?? Number.NaN);
    }
    const { timeline } = await timelineOf(found.id);
    const on = timeline?.workers.flatMap(({ tracks }) => tracks.map((track) => track.on)) ?? [];
    expect(on).toContain('the interpreter lock');
    const holds = trace.slices.filter((slice) => trace.nameOf(slice).endsWith('/ the interpreter lock'));
    expect(holds.length).toBeGreaterThan(0);
  });

  it.each([
    ['QUEUE', 'PROCESSES', 4],
    ['PIPE', 'PROCESSES', 2],
    ['PIPE', 'THREADS', 2],
    ['QUEUE', 'ASYNC', 3],
  ])('follows each message through a %s between %s', async (primitive, fabric, workers) => {
    const items = 300;
    const found = await record({
      task: { producerConsumer: { items } },
      primitive,
      fabric,
      workers,
      repetitions: 1,
      warmup: 0,
      recording: 'TRACE',
    });
    const trace = await download(found.traceUrl);
    expect(trace.flows).toBe(items * Math.max(1, Math.floor(workers / 2)));
  });

  it('keeps the trace of a deadlock: what each one waits for and holds, to the end', async () => {
    const found = await record({ task: { lockOrder: {} }, workers: 2, recording: 'TRACE', repetitions: 5_000 });
    expect(found.state).toBe('DEADLOCKED');
    const trace = await download(found.traceUrl);
    const cutOff = named(trace.slices, /cut off/);
    expect(cutOff).toHaveLength(1);
    const endUs = (cutOff[0]?.ts ?? 0) + (cutOff[0]?.dur ?? 0);
    const lasting = trace.slices.filter(({ ts, dur }) => Math.abs(ts + dur - endUs) < 0.001);
    expect(named(lasting, /^waits for LOCK [01]$/)).toHaveLength(2);
    expect(lasting.filter(({ cat }) => cat === 'hold')).toHaveLength(2);
  });

  it('keeps the trace of a run that was cancelled', async () => {
    const id = await run(url, {
      task: { ioWait: { milliseconds: 60_000, times: 1 } },
      workers: 2,
      recording: 'TRACE',
      repetitions: 1,
      warmup: 0,
      // Long enough for both to have begun.
      timeoutMs: 4_000,
    });
    expect(await finished(url, id)).toMatchObject({ state: 'TIMED_OUT' });
    const trace = await download(`/runs/${id}/trace.json`);
    expect(named(trace.slices, /^sleeps$/)).toHaveLength(2);
  });

  it('says what there is not: of a run that was not traced, and of none', async () => {
    const found = await record({ task: { countdown: { n: 1000 } } });
    expect(found).toMatchObject({ traceUrl: null, recording: null, contention: [] });
    expect(await timelineOf(found.id)).toEqual({ timeline: null });

    const response = await fetch(new URL(`/runs/${found.id}/trace.json`, url));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });

    const unknown = await request(url, '{ timeline(runId: "nobody") { round } }');
    expect(unknown.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    const tooMany = await request(url, `{ timeline(runId: "${found.id}", buckets: 100000) { round } }`);
    expect(tooMany.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['a path', '..%2f..%2flab.db'],
    ['dots', '..'],
    ['very long', 'x'.repeat(5000)],
  ])('answers 404 for what is no run: %s', async (_what, name) => {
    const response = await fetch(new URL(`/runs/${name}/trace.json`, url));
    expect(response.status).toBe(404);
  });

  it('removes traces of runs that are no more when it starts', async () => {
    const found = await record({ task: { countdown: { n: 1000 } }, recording: 'TRACE' });
    const directory = join(server.directory, 'traces');
    expect(await readdir(directory)).toContain(`${found.id}.trace`);
    await writeFile(join(directory, '01234567-89ab-7def-8123-456789abcdef.trace'), 'left over');
    await server.stop();
    server = await server.restart();
    url = server.url;
    const left = await readdir(directory);
    expect(left).toContain(`${found.id}.trace`);
    expect(left).not.toContain('01234567-89ab-7def-8123-456789abcdef.trace');
  });
});
