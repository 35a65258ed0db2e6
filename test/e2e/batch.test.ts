/** Batches of a matrix against a real server: planned, run, followed, cancelled, and over a crash. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginBatch, finishedBatch, followBatch, runBatch } from '../support/batch.js';
import { ask, connect, findRun, follow, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => removeTestServer(server));

const numbers = (...values: number[]) => ({ values });

/** Six configurations that take a few milliseconds each. */
const SMALL = {
  name: 'small',
  matrix: {
    task: [{ countdown: { n: numbers(100_000) } }, { counter: { increments: numbers(1_000) } }],
    fabric: ['SERIAL', 'THREADS', 'ASYNC'],
    primitive: ['NONE'],
    workers: numbers(2),
    repetitions: numbers(3),
    warmup: numbers(0),
  },
};

interface Batch {
  readonly finishedAt: string | null;
  readonly name: string | null;
  readonly progress: { readonly ended: number; readonly total: number };
  readonly runs: readonly { readonly id: string; readonly state: string; readonly program: string }[];
  readonly table: { readonly edges: readonly { readonly node: Row }[] };
  readonly best: readonly Row[];
}

interface Row {
  readonly label: string;
  readonly runs: number;
  readonly succeeded: number;
  readonly isBaseline: boolean;
  readonly wall: { readonly median: number; readonly low: number; readonly high: number } | null;
  readonly speedup: { readonly median: number } | null;
}

async function findBatch(id: string): Promise<Batch> {
  const row = 'label runs succeeded isBaseline wall { median low high } speedup { median }';
  const { batch } = await ask<{ batch: Batch }>(
    server.url,
    `query ($id: ID!) { batch(id: $id) {
      finishedAt name progress { ended total } runs { id state program }
      table(first: 100) { edges { node { ${row} } } } best { ${row} }
    } }`,
    { id },
  );
  return batch;
}

describe('a dry run', () => {
  it('tells what a batch would be, and stores nothing', async () => {
    const answer = await runBatch(server.url, { ...SMALL, repetitions: 2, dryRun: true });
    expect(answer).toMatchObject({ __typename: 'BatchPlan', runs: 12, excluded: 0 });
    expect(answer.configurations?.map(({ label }) => label)).toContain('countdown, fabric THREADS');
    const { runs } = await ask<{ runs: { edges: unknown[] } }>(server.url, '{ runs { edges { cursor } } }');
    expect(runs.edges).toEqual([]);
  });

  it('names every problem, each once, with the configurations that have it', async () => {
    const answer = await runBatch(server.url, {
      matrix: {
        task: [{ countdown: { n: numbers(0) } }],
        fabric: ['SERIAL', 'THREADS'],
        workers: { range: { from: 63, to: 66 } },
      },
      repetitions: 0,
      dryRun: true,
    });
    const paths = answer.problems?.map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['repetitions', 'matrix.task.countdown.n', 'matrix.workers']));
    expect(answer.problems?.find(({ path }) => path === 'matrix.task.countdown.n')?.message).toContain(
      '8 configurations',
    );
  });
});

describe('a batch', () => {
  it('runs every configuration, interleaved, and tells of each run as it begins and ends', async () => {
    const id = await beginBatch(server.url, { ...SMALL, repetitions: 2 });
    const events = await finishedBatch(server.url, id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toMatchObject({ __typename: 'BatchQueued', progress: { ended: 0, total: 12 } });
    expect(events.at(-1)).toMatchObject({ __typename: 'BatchFinished', progress: { ended: 12, remainingMs: 0 } });

    const started = events.flatMap(({ __typename, label }) => (__typename === 'BatchRunStarted' ? [label] : []));
    expect(started).toHaveLength(12);
    expect(started.slice(6)).toEqual(started.slice(0, 6));
    const finished = events.filter(({ __typename }) => __typename === 'BatchRunFinished');
    expect(finished.map(({ progress }) => progress.ended)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(finished.every(({ state }) => state === 'SUCCEEDED')).toBe(true);
    // By then it knows how long they take.
    expect(finished.at(-2)?.progress.remainingMs).toBeGreaterThan(0);

    const batch = await findBatch(id);
    expect(batch).toMatchObject({ name: 'small', progress: { ended: 12, total: 12 } });
    expect(batch.finishedAt).not.toBeNull();
    const rows = batch.table.edges.map(({ node }) => node);
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      expect(row).toMatchObject({ runs: 2, succeeded: 2 });
      expect(row.wall?.low).toBeLessThanOrEqual(row.wall?.median ?? 0);
    }
    expect(rows.filter(({ isBaseline }) => isBaseline).map(({ label }) => label)).toEqual([
      'countdown, fabric SERIAL',
      'counter, fabric SERIAL',
    ]);
    expect(rows.filter(({ speedup }) => speedup !== null)).toHaveLength(4);
    expect(batch.best.length).toBeGreaterThan(0);

    // The next one like it knows before it begins.
    const { estimatedMs } = await runBatch(server.url, { ...SMALL, repetitions: 2, dryRun: true });
    expect(estimatedMs).toBeGreaterThan(0);
  });

  it('with the same key is the same batch, and with another matrix a conflict', async () => {
    const one = { ...SMALL, idempotencyKey: 'once' };
    const id = await beginBatch(server.url, one);
    expect(await beginBatch(server.url, one)).toBe(id);
    const other = await runBatch(server.url, { ...one, repetitions: 3 });
    expect(other.problems).toMatchObject([{ path: 'idempotencyKey', code: 'CONFLICT' }]);
    await finishedBatch(server.url, id);
  });

  it('leaves out what is excluded, and on request what cannot be done', async () => {
    const matrix = { ...SMALL.matrix, task: [...SMALL.matrix.task, { pingPong: {} }] };
    const refused = await runBatch(server.url, { matrix, dryRun: true });
    expect(refused.problems?.map(({ code }) => code)).toContain('NOT_SUPPORTED');
    const answer = await runBatch(server.url, {
      matrix,
      exclude: [{ fabric: ['SERIAL'], task: ['COUNTER'] }],
      skipUnsupported: true,
      dryRun: true,
    });
    expect(answer).toMatchObject({ excluded: 1 });
    expect(answer.skipped?.length).toBeGreaterThan(0);
    expect(answer.configurations?.map(({ label }) => label)).not.toContain('counter, fabric SERIAL');
  });

  it('gives way to a single run, which begins before all that waits of it', async () => {
    const long = { ...SMALL.matrix, task: [{ ioWait: { milliseconds: numbers(20), times: numbers(1) } }] };
    // Until both wait, nothing moves.
    const endless = { task: { ioWait: { milliseconds: 60_000 } }, fabric: 'ASYNC', repetitions: 1, warmup: 0 };
    const blocker = await run(server.url, endless);
    const id = await beginBatch(server.url, { matrix: long, repetitions: 20 });
    const single = await run(server.url, { task: { countdown: { n: 1000 } }, repetitions: 1, warmup: 0 });
    await ask(server.url, 'mutation ($id: ID!) { cancelRun(id: $id) { __typename } }', { id: blocker });
    const client = connect(server.url);
    try {
      await followBatch(client, id, 0, ({ __typename }) => __typename === 'BatchRunStarted');
    } finally {
      await client.dispose();
    }
    // One turn at a time: it has ended before the first of them began.
    expect((await findRun(server.url, single)).state).toBe('SUCCEEDED');
    const { cancelled } = await ask<{ cancelled: Batch }>(
      server.url,
      'mutation ($id: ID!) { cancelled: cancelBatch(id: $id) { ... on Batch { finishedAt runs { state } } } }',
      { id },
    );
    expect(cancelled.finishedAt).not.toBeNull();
    expect(new Set(cancelled.runs.map(({ state }) => state))).toContain('CANCELLED');
    const events = await finishedBatch(server.url, id);
    expect(events.filter(({ __typename }) => __typename === 'BatchRunFinished')).toHaveLength(60);
  });
});

describe('after a kill -9 in the middle', () => {
  it('a batch goes on, repeats nothing that was done, and its follower misses nothing', async () => {
    const matrix = {
      ...SMALL.matrix,
      task: [{ ioWait: { milliseconds: numbers(20, 30), times: numbers(1) } }],
    };
    const id = await beginBatch(server.url, { matrix, repetitions: 3 });
    const first = connect(server.url);
    const before = await followBatch(first, id, 0, ({ progress }) => progress.ended === 5);
    await first.dispose();
    await server.kill();
    server = await server.restart();

    const second = connect(server.url);
    const after = await followBatch(second, id, before.at(-1)?.seq);
    await second.dispose();
    const events = [...before, ...after];
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(await finishedBatch(server.url, id)).toEqual(events);
    const ended = events.flatMap((event) => (event.__typename === 'BatchRunFinished' ? [event.runId] : []));
    expect(ended).toHaveLength(18);
    expect(new Set(ended).size).toBe(18);
    const { runs } = await findBatch(id);
    expect(runs.every(({ state }) => state === 'SUCCEEDED')).toBe(true);
    const attempts = await Promise.all(runs.map(async (one) => (await findRun(server.url, one.id)).attempt));
    // At most the one that was on.
    expect(attempts.filter((attempt) => attempt > 1).length).toBeLessThanOrEqual(1);
  });
});

describe('two batches', () => {
  it('of the same matrix are compared row by row, and other rows are named', async () => {
    const [first, second] = [await beginBatch(server.url, SMALL), await beginBatch(server.url, SMALL)];
    const other = await beginBatch(server.url, { ...SMALL, matrix: { ...SMALL.matrix, fabric: ['SERIAL'] } });
    for (const id of [first, second, other]) await finishedBatch(server.url, id);
    const compare = async (before: string, after: string): Promise<readonly { change: string; ratio: unknown }[]> => {
      const { compareBatches } = await ask<{ compareBatches: { rows: { change: string; ratio: unknown }[] } }>(
        server.url,
        `query ($before: ID!, $after: ID!) { compareBatches(before: $before, after: $after) {
          rows { label change before { median } after { median } ratio { median low high } }
        } }`,
        { before, after },
      );
      return compareBatches.rows;
    };
    const rows = await compare(first, second);
    expect(rows).toHaveLength(6);
    for (const { ratio } of rows) expect(ratio).not.toBeNull();
    expect((await compare(first, other)).filter(({ change }) => change === 'ONLY_BEFORE')).toHaveLength(4);
    expect((await compare(other, first)).filter(({ change }) => change === 'ONLY_AFTER')).toHaveLength(4);
  });

  it('give the history of what they measure, over both', async () => {
    const first = await beginBatch(server.url, SMALL);
    await finishedBatch(server.url, first);
    const { batch } = await ask<{ batch: { runs: { experiment: { history: { edges: unknown[] } } }[] } }>(
      server.url,
      `query ($id: ID!) { batch(id: $id) { runs { experiment { history(first: 100) { edges { node {
        id finishedAt environment { cpuModel } summary { wall { median } }
      } } } } } } }`,
      { id: first },
    );
    for (const { experiment } of batch.runs) expect(experiment.history.edges.length).toBeGreaterThan(2);
  });
});

describe('whoever waits', () => {
  it('is told its place and when its turn comes', async () => {
    const input = { task: { ioWait: { milliseconds: 200, times: 1 } }, repetitions: 1, warmup: 0 };
    // So that the lab knows how long such a run takes.
    const first = await run(server.url, input);
    const client = connect(server.url);
    try {
      await follow(client, first);
      await run(server.url, input);
      await run(server.url, input);
      const last = await run(server.url, input);
      const places: (Place | null)[] = [];
      for await (const { data } of client.iterate<{ queue: { place: Place | null } }>({
        query: 'subscription ($id: ID!) { queue { place(runId: $id) { position startsInMs } } }',
        variables: { id: last },
      })) {
        places.push(data?.queue.place ?? null);
        if (places.at(-1) === null) break;
      }
      const told = places.flatMap((place) => (place ? [place] : []));
      expect(told.map(({ position }) => position)).toEqual(
        told.map(({ position }) => position).toSorted((a, b) => b - a),
      );
      for (const { startsInMs } of told) expect(startsInMs).not.toBeNull();
    } finally {
      await client.dispose();
    }
  });
});

interface Place {
  readonly position: number;
  readonly startsInMs: number | null;
}
