import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLAIMS } from '../../src/catalog/claims/claims.js';
import { LESSONS } from '../../src/catalog/lessons/lessons.js';
import { ask, findRun, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

interface Batch {
  readonly id: string;
  readonly finishedAt: string | null;
  readonly runs: readonly { readonly id: string; readonly state: string }[];
  readonly lines:
    readonly { kind: string; program: string; expected: string; observed: string; isMet: boolean }[] | null;
  readonly verdict: { readonly verdict: string; readonly reason: string } | null;
}

async function begin(mutation: string, variables: Record<string, unknown>): Promise<string> {
  const { started } = await ask<{ started: { id?: string } }>(server.url, mutation, variables);
  if (!started.id) throw new Error(`It was refused: ${JSON.stringify(started)}`);
  return started.id;
}

const beginLesson = (id: string, scale: number): Promise<string> =>
  begin(
    `mutation ($id: ID!, $scale: Float!) {
      started: runLesson(lessonId: $id, scale: $scale) { ... on Batch { id } ... on InvalidInput { message } }
    }`,
    { id, scale },
  );

const beginClaim = (id: string): Promise<string> =>
  begin(
    'mutation ($id: ID!) { started: checkClaim(claimId: $id) { ... on Batch { id } ... on InvalidInput { message } } }',
    { id },
  );

async function findBatch(id: string): Promise<Batch> {
  const { batch } = await ask<{ batch: Batch }>(
    server.url,
    `query ($id: ID!) { batch(id: $id) {
      id finishedAt runs { id state } lines { kind program expected observed isMet } verdict { verdict reason }
    } }`,
    { id },
  );
  return batch;
}

async function finishedBatch(id: string): Promise<Batch> {
  return vi.waitFor(
    async () => {
      const batch = await findBatch(id);
      expect(batch.finishedAt).not.toBeNull();
      return batch;
    },
    { timeout: 300_000, interval: 100 },
  );
}

describe('a lesson', () => {
  it.each(LESSONS.map(({ id }) => id))(
    '%s observes what always has the same answer',
    async (id) => {
      const { lines } = await finishedBatch(await beginLesson(id, 0.02));
      expect(lines?.length).toBeGreaterThan(0);
      // Times are for a quiet machine; what is exact is exact anywhere.
      expect(lines?.filter(({ kind, isMet }) => kind !== 'TIMING' && !isMet)).toEqual([]);
    },
    320_000,
  );

  it('stands for a row of the unit, and each row has one', () => {
    const rows = new Set(LESSONS.flatMap((lesson) => lesson.rows));
    const missing = Array.from({ length: 42 }, (_, index) => String(index + 1)).filter((row) => !rows.has(row));
    expect(missing).toEqual([]);
    expect(rows).toContain('3b');
  });

  it('that does not exist, or at a scale that cannot be, is refused', async () => {
    await expect(beginLesson('nothing', 1)).rejects.toThrow(/no lesson/);
    await expect(beginLesson('queue', 0)).rejects.toThrow(/scale/);
  });
});

describe('a claim', () => {
  it.each([
    ['lock-makes-exact', ['CONFIRMED', 'NOT_REPRODUCED_HERE']],
    ['semaphore-holds', ['CONFIRMED']],
    ['crash-isolation', ['CONFIRMED']],
    ['memory-not-shared', ['CONFIRMED']],
    ['primitives-prevent-deadlock', ['REFUTED']],
    ['io-threads-overlap', ['CONFIRMED', 'NOT_REPRODUCED_HERE']],
    ['one-at-a-time', ['CONFIRMED', 'NOT_REPRODUCED_HERE']],
    ['threads-gain-nothing', ['CONFIRMED', 'NOT_REPRODUCED_HERE']],
  ])(
    '%s gets its verdict',
    async (id, verdicts) => {
      const { verdict } = await finishedBatch(await beginClaim(id));
      expect(verdicts).toContain(verdict?.verdict);
    },
    320_000,
  );

  it('that this host cannot test says why, and runs nothing', async () => {
    const usual = server;
    // Without it there is no memory that processes could share.
    server = await startTestServer({ environment: { LAB_WITHOUT_KOFFI: '1' } });
    try {
      const { verdict, runs } = await finishedBatch(await beginClaim('processes-scale'));
      expect(runs).toEqual([]);
      expect(verdict?.verdict).toBe('NOT_REPRODUCED_HERE');
      expect(verdict?.reason).toContain('no worker processes');
    } finally {
      await removeTestServer(server);
      server = usual;
    }
  });

  it('of the unit is there, each with its number, its rule and its explanation', () => {
    expect(CLAIMS.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
    for (const { rule, explanation } of CLAIMS) expect(Math.min(rule.length, explanation.length)).toBeGreaterThan(20);
  });
});

describe('a batch', () => {
  it('that is cancelled ends all its runs, and has its result', async () => {
    const id = await beginLesson('io-threads', 1);
    const { cancelled } = await ask<{ cancelled: Batch }>(
      server.url,
      'mutation ($id: ID!) { cancelled: cancelBatch(id: $id) { ... on Batch { finishedAt runs { state } } } }',
      { id },
    );
    expect(cancelled.runs.every(({ state }) => state === 'CANCELLED')).toBe(true);
    expect(cancelled.finishedAt).not.toBeNull();
  });

  it('goes on after a kill -9 of the server, and is finished once', async () => {
    const id = await beginLesson('gather', 0.5);
    await vi.waitFor(async () => expect((await findBatch(id)).runs.map(({ state }) => state)).toContain('RUNNING'), {
      timeout: 120_000,
      interval: 50,
    });
    await server.kill();
    server = await server.restart();
    const { lines, runs } = await finishedBatch(id);
    expect(runs.map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(lines?.filter(({ kind }) => kind === 'EXACT').every(({ isMet }) => isMet)).toBe(true);
  });
});

describe('a deadlock', () => {
  it('ends the run, and tells who waits for whom', async () => {
    const runId = await run(server.url, {
      task: { lockOrder: { rounds: 10_000 } },
      repetitions: 1,
      warmup: 0,
    });
    await vi.waitFor(async () => expect((await findRun(server.url, runId)).state).toBe('DEADLOCKED'), {
      timeout: 120_000,
    });
    const { run: found } = await ask<{ run: { failure: unknown } }>(
      server.url,
      'query ($id: ID!) { run(id: $id) { failure { code deadlock { worker wants holder holds } } } }',
      { id: runId },
    );
    const deadlock = (found.failure as { deadlock: { worker: number }[] }).deadlock;
    expect(found.failure).toMatchObject({ code: 'DEADLOCK' });
    expect(deadlock.toSorted((a, b) => a.worker - b.worker)).toEqual([
      { worker: 0, wants: 'LOCK 1', holder: 1, holds: ['LOCK 0'] },
      { worker: 1, wants: 'LOCK 0', holder: 0, holds: ['LOCK 1'] },
    ]);
  });

  it('is not what a slow run is: philosophers in order come to their end', async () => {
    const runId = await run(server.url, {
      task: { philosophers: { meals: 50, order: 'ORDERED' } },
      workers: 5,
      repetitions: 2,
    });
    await vi.waitFor(async () => expect((await findRun(server.url, runId)).state).toBe('SUCCEEDED'), {
      timeout: 120_000,
    });
  });
});
