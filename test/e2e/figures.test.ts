/** The figures of a run over the API, as a frontend asks for them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, define, finished, run, type ExperimentOptions } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

interface Figures {
  readonly summary: {
    readonly wall: { readonly relativeWidth: number | null };
    readonly startup: { readonly median: number } | null;
    readonly outliers: readonly { readonly round: number; readonly label: string }[];
    readonly speedup: {
      readonly value: number;
      readonly low: number | null;
      readonly efficiency: { readonly value: number };
      readonly baselineRunId: string;
      readonly isSideBySide: boolean;
    } | null;
  } | null;
  readonly samples: readonly { readonly joinMs: number | null }[];
  readonly workerCosts: readonly {
    readonly worker: number;
    readonly livesIn: string;
    readonly isWarm: boolean | null;
    readonly startMs: number | null;
    readonly memoryBytes: number | null;
    readonly missing: readonly { readonly figure: string; readonly reason: string }[];
  }[];
}

const WAIT: ExperimentOptions = { task: { ioWait: { milliseconds: 50, times: 1 } }, workers: 2, repetitions: 8 };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

async function figuresOf(id: string): Promise<Figures> {
  const { run: found } = await ask<{ run: Figures }>(
    server.url,
    `query ($id: ID!) { run(id: $id) {
      summary {
        wall { relativeWidth } startup { median } outliers { round wallMs label }
        speedup { value low high efficiency { value low high } baselineRunId isSideBySide }
      }
      samples { joinMs }
      workerCosts { worker livesIn isWarm startMs memoryBytes memoryGrowthBytes missing { figure reason } }
    } }`,
    { id },
  );
  return found;
}

async function play(input: ExperimentOptions): Promise<string> {
  const id = await run(server.url, input);
  await finished(server.url, id);
  return id;
}

describe('the figures of a run', () => {
  it('have how wide the interval is, how long the start took, and which rounds are far off', async () => {
    const { summary, samples, workerCosts } = await figuresOf(await play({ ...WAIT, fabric: 'THREADS' }));
    expect(summary?.wall.relativeWidth).toBeGreaterThanOrEqual(0);
    expect(summary?.startup?.median).toBeGreaterThanOrEqual(0);
    expect(summary?.outliers).toEqual(expect.any(Array));
    expect(samples.every(({ joinMs }) => (joinMs ?? 0) > 0)).toBe(true);
    expect(workerCosts.map(({ worker, livesIn }) => [worker, livesIn])).toEqual([
      [0, 'THREAD'],
      [1, 'THREAD'],
    ]);
    expect(workerCosts[0]).toMatchObject({ isWarm: expect.any(Boolean), memoryBytes: null });
    expect(workerCosts[0]?.missing.map(({ figure }) => figure)).toContain('MEMORY');
  });

  it('have a speed-up only where a serial baseline was measured, and say which', async () => {
    const threads = await play({ ...WAIT, fabric: 'THREADS', workers: 3 });
    expect((await figuresOf(threads)).summary?.speedup).toBeNull();

    const serial = await play({ ...WAIT, fabric: 'SERIAL', workers: 3 });
    expect((await figuresOf(serial)).summary?.speedup).toBeNull();
    const speedup = (await figuresOf(threads)).summary?.speedup;
    expect(speedup).toMatchObject({ baselineRunId: serial, isSideBySide: false });
    // Three sleep at once.
    expect(speedup?.value).toBeGreaterThan(1);
    expect(speedup?.efficiency.value).toBeCloseTo((speedup?.value ?? 0) / 3, 9);
  });

  it('prefer a baseline whose rounds were interleaved with theirs', async () => {
    const [serial, threads] = [
      await define(server.url, { ...WAIT, fabric: 'SERIAL', workers: 4 }),
      await define(server.url, { ...WAIT, fabric: 'THREADS', workers: 4 }),
    ];
    const { pair } = await ask<{ pair: { base: { id: string }; other: { id: string } } }>(
      server.url,
      `mutation ($serial: ID!, $threads: ID!) { pair: compareExperiments(baseId: $serial, otherId: $threads) {
        ... on RunPair { base { id } other { id } }
      } }`,
      { serial, threads },
    );
    await finished(server.url, pair.base.id);
    await finished(server.url, pair.other.id);
    await play({ ...WAIT, fabric: 'SERIAL', workers: 4 });
    const speedup = (await figuresOf(pair.other.id)).summary?.speedup;
    expect(speedup).toMatchObject({ baselineRunId: pair.base.id, isSideBySide: true });
    // Four sleep at once, for so long that no single round that is held up hides it.
    expect(speedup?.low).toBeGreaterThan(1);
  });
});
