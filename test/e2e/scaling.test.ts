import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, finished, request, run, submit, define } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

interface Figure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

interface Report {
  readonly __typename: string;
  readonly task: string;
  readonly fabric: string;
  readonly validity: string | null;
  readonly leftOut: readonly { readonly runId: string; readonly workers: number; readonly reason: string }[];
  readonly points: readonly {
    readonly workers: number;
    readonly validity: string | null;
    readonly rounds: number;
    readonly wall: { readonly median: number };
    readonly speedup: Figure | null;
    readonly serialFraction: Figure | null;
  }[];
  readonly fits: readonly { readonly law: string; readonly parameters: readonly { readonly name: string }[] }[];
  readonly refusals: readonly { readonly law: string; readonly code: string }[];
  readonly chosen: string | null;
  readonly reason: string;
  readonly problems?: readonly { readonly path: string; readonly code: string }[];
}

const SCALING = `query ($runIds: [ID!]!) { scaling(runIds: $runIds) {
  __typename
  ... on InvalidInput { problems { path code message } }
  ... on ScalingReport {
    task fabric primitive runtime workUnit chosen reason validity
    leftOut { runId workers reason }
    points {
      workers rounds validity reasons { code message } wall { median low high unit } throughput { median unit }
      speedup { value low high } efficiency { value low high } serialFraction { value low high }
    }
    fits { law parameters { name value low high } peak { workers low high speedup } residual aicc deltaAicc }
    refusals { law code message }
  }
} }`;

async function scaling(runIds: readonly string[]): Promise<Report> {
  return (await ask<{ scaling: Report }>(server.url, SCALING, { runIds })).scaling;
}

async function wait(workers: number, more: { fabric?: string; repetitions?: number } = {}): Promise<string> {
  const id = await run(server.url, { task: { ioWait: { milliseconds: 20 } }, workers, ...more });
  await finished(server.url, id);
  return id;
}

describe('the scaling of finished runs', () => {
  it('is told point by point, with the laws fitted to them and the one that is chosen', async () => {
    const runIds: string[] = [];
    for (const workers of [4, 1, 2]) runIds.push(await wait(workers));
    const report = await scaling(runIds);
    expect(report).toMatchObject({ __typename: 'ScalingReport', task: 'IO_WAIT', fabric: 'THREADS' });
    expect(report.points.map(({ workers, rounds }) => [workers, rounds])).toEqual([
      [1, 5],
      [2, 5],
      [4, 5],
    ]);
    for (const { workers, speedup, serialFraction } of report.points) {
      expect(speedup?.low).toBeLessThanOrEqual(speedup?.value ?? 0);
      expect(speedup?.high).toBeGreaterThanOrEqual(speedup?.value ?? Infinity);
      expect(serialFraction === null).toBe(workers === 1);
    }
    expect(report.fits.map(({ law }) => law)).toEqual(['LINEAR', 'AMDAHL', 'GUSTAFSON']);
    expect(report.refusals).toMatchObject([{ law: 'UNIVERSAL', code: 'TOO_FEW_POINTS' }]);
    expect(report.fits.map(({ law }) => law)).toContain(report.chosen);
    expect(report.reason).not.toBe('');
  });

  it('without a single worker has walls, no speed-up, and no fit', async () => {
    const report = await scaling([await wait(2)]);
    expect(report.points[0]).toMatchObject({ workers: 2, speedup: null });
    expect(report.fits).toEqual([]);
    expect(report.chosen).toBeNull();
    expect(new Set(report.refusals.map(({ code }) => code))).toEqual(new Set(['NO_SINGLE_WORKER']));
  });

  it('leaves out what did not come to its end, and says why', async () => {
    const one = await wait(1);
    const cutOff = await run(server.url, {
      task: { ioWait: { milliseconds: 20 } },
      workers: 2,
      repetitions: 1_000,
      timeoutMs: 100,
    });
    expect(await finished(server.url, cutOff)).toMatchObject({ state: 'TIMED_OUT' });
    const report = await scaling([one, cutOff]);
    expect(report.points.map(({ workers }) => workers)).toEqual([1]);
    expect(report.points[0]?.validity).toMatch(/VALID|DISTURBED/);
    expect(report.validity).toBe(report.points[0]?.validity);
    expect(report.leftOut).toMatchObject([{ runId: cutOff, workers: 2, reason: 'It ended as TIMED_OUT.' }]);
  });

  it('is refused for what is no sweep, with every problem in its place', async () => {
    const [one, other] = [await wait(1, { repetitions: 1 }), await wait(2, { fabric: 'ASYNC', repetitions: 1 })];
    const waiting = await submit(
      server.url,
      await define(server.url, { task: { ioWait: { milliseconds: 60_000 } }, repetitions: 1, warmup: 0 }),
    );
    const report = await scaling([one, other, 'nobody', waiting]);
    await request(server.url, 'mutation ($id: ID!) { cancelRun(id: $id) { __typename } }', { id: waiting });
    expect(report.__typename).toBe('InvalidInput');
    expect(report.problems?.map(({ path, code }) => `${path} ${code}`)).toEqual(
      expect.arrayContaining(['runIds.1 CONFLICT', 'runIds.2 UNKNOWN', 'runIds.3 UNAVAILABLE']),
    );
    expect((await scaling([])).problems).toMatchObject([{ path: 'runIds', code: 'EMPTY' }]);
    expect((await scaling([one, one])).problems).toMatchObject([{ path: 'runIds.1', code: 'CONFLICT' }]);
  });

  it('costs so much that it cannot be asked for a hundred times at once', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `a${index}: scaling(runIds: []) { __typename }`).join(' ');
    const { errors } = await request(server.url, `{ ${many} }`);
    expect(errors?.[0]?.extensions?.code).toBe('OPERATION_TOO_LARGE');
    expect(server.errorOutput()).toBe('');
  });
});
