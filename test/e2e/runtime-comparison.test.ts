/** One request, and one object with the curves of several runtimes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PYTHONS } from '../runtimes/cpython/interpreters.js';
import { ask } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

interface Point {
  readonly workers: number;
  readonly state: string;
  readonly pairs: number;
  readonly speedup: { readonly value: number; readonly low: number | null } | null;
}

interface Comparison {
  readonly curves: readonly {
    readonly runtime: string;
    readonly fabric: string;
    readonly verdict: string;
    readonly points: readonly Point[];
  }[];
  readonly models: readonly { readonly real: string; readonly points: readonly object[] }[];
  readonly validity: string;
  readonly paragraph: string;
}

const FIELDS = `id finishedAt runs { state } runtimeComparison {
  task workUnit validity paragraph sentences { text figures { name value } }
  curves { runtime fabric gil verdict
    points { workers runId state pairs speedup { value low high } verdict coresAtWork validity } }
  models { model real farthest points { fabric workers model real ratio { value low high } verdict } }
}`;

/** The newest one stands for all. */
const python = PYTHONS.at(-1);

let server: TestServer;
beforeAll(async () => {
  const environment = python && { LAB_PYTHONS: python.path, PATH: '', HOME: '/nowhere' };
  server = await startTestServer(environment ? { environment } : {});
});
afterAll(() => removeTestServer(server));

const begin = async (input: object) =>
  (
    await ask<{ started: { id?: string; problems?: unknown } }>(
      server.url,
      `mutation ($input: RuntimeComparisonInput!) { started: compareRuntimes(input: $input) {
         ... on Batch { id } ... on InvalidInput { problems { path code } } } }`,
      { input },
    )
  ).started;

async function compare(input: object): Promise<Comparison> {
  const { id } = await begin(input);
  for (;;) {
    const { batch } = await ask<{ batch: { finishedAt: string | null; runtimeComparison: Comparison | null } }>(
      server.url,
      `query ($id: ID!) { batch(id: $id) { ${FIELDS} } }`,
      { id },
    );
    // As far as it is, it can be read at any time.
    expect(batch.runtimeComparison).not.toBeNull();
    if (batch.finishedAt !== null && batch.runtimeComparison) return batch.runtimeComparison;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const WAIT = { task: { ioWait: { milliseconds: 60, times: 1 } }, repetitions: 8, warmup: 0 };

describe('a comparison of runtimes', () => {
  it('has a curve for each fabric of each runtime, over one thread of that', async () => {
    const runtimes = ['node', 'node-gil', ...(python ? [python.id] : [])];
    const { curves, models, paragraph } = await compare({ ...WAIT, runtimes, workers: [2, 4] });
    expect(curves.map(({ runtime, fabric }) => `${runtime} ${fabric}`).toSorted()).toEqual(
      runtimes.flatMap((runtime) => [`${runtime} PROCESSES`, `${runtime} THREADS`]).toSorted(),
    );
    for (const { points, verdict } of curves) {
      expect(points.map(({ workers }) => workers)).toEqual([1, 2, 4]);
      expect(points).toMatchObject(points.map(() => ({ state: 'SUCCEEDED', pairs: 8 })));
      // Waits overlap, whoever waits and on however busy a host.
      expect(points.at(-1)?.speedup?.value).toBeGreaterThan(1.5);
      expect(verdict).toBe('SCALES');
    }
    expect(models.map(({ real, points }) => [real, points.length])).toEqual(python ? [[python.id, 6]] : []);
    expect(paragraph).toContain('They mostly waited, and waits overlap');
  });

  it('is refused with everything that is wrong, where it was given', async () => {
    expect(await begin({ ...WAIT, runtimes: [], fabrics: [], workers: [] })).toEqual({
      problems: ['fabrics', 'runtimes', 'workers'].map((path) => ({ path, code: 'EMPTY' })),
    });
    const { problems } = await begin({ ...WAIT, runtimes: ['ruby'], workers: [1000] });
    expect(problems).toEqual(
      expect.arrayContaining([
        { path: 'runtimes', code: 'UNKNOWN' },
        { path: 'workers', code: 'OUT_OF_RANGE' },
      ]),
    );
    expect(await begin({ task: { counter: {} }, primitive: 'BARRIER', runtimes: ['node'] })).toMatchObject({
      problems: [{ path: 'primitive', code: 'NOT_SUPPORTED' }],
    });
  });

  it('is none of a batch that was not asked for as one', async () => {
    const { started } = await ask<{ started: { runtimeComparison: unknown } }>(
      server.url,
      `mutation { started: runBatch(input: { matrix: { task: [{ countdown: { n: { values: [10] } } }] } }) {
         ... on Batch { runtimeComparison { validity } } } }`,
    );
    expect(started.runtimeComparison).toBeNull();
  });
});
