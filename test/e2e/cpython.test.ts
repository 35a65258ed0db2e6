/** CPython through the API: found or not, lessons and claims on it, and how near it is to the unit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTREMES, PYTHONS } from '../runtimes/cpython/interpreters.js';
import { CHILDREN, makeStandIn } from '../runtimes/cpython/stand-in.js';
import { canSee, countLeft, marksOfInterpreters } from '../runtimes/cpython/trees.js';
import { createClassroom, followBoard, join, openChallenge, submitTry } from '../support/classroom.js';
import { ask, finished, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { checkTrace } from '../support/trace-checker.js';

const CATALOG = '{ catalog { absentRuntimes { name path reason } } runtimes { id python { build } } }';

interface Found {
  readonly catalog: { readonly absentRuntimes: readonly { readonly name: string; readonly reason: string }[] };
  readonly runtimes: readonly { readonly id: string; readonly python: unknown }[];
}

interface Line {
  readonly program: string;
  readonly observed: string;
  readonly isMet: boolean;
  readonly leftOut: string | null;
}

interface Batch {
  readonly finishedAt: string | null;
  readonly lines: readonly Line[] | null;
  readonly verdict: { readonly verdict: string; readonly reason: string } | null;
}

interface Recorded {
  readonly run: {
    readonly state: string;
    readonly traceUrl: string | null;
    readonly recording: { readonly overhead: { readonly nsPerOperation: number } | null } | null;
    readonly contention: readonly { readonly name: string; readonly contended: number | null }[];
    readonly explanation: { readonly sentences: readonly { readonly text: string }[] } | null;
    readonly workerCosts: readonly unknown[];
  };
  readonly timeline: {
    readonly workers: readonly { readonly tracks: readonly { readonly on: string | null }[] }[];
  } | null;
}

/** @param call `runLesson(…)` or `checkClaim(…)` */
async function playBatch(url: string, call: string): Promise<Batch> {
  const begun = await ask<{ started: { id: string } }>(url, `mutation { started: ${call} { ... on Batch { id } } }`);
  for (;;) {
    const { batch } = await ask<{ batch: Batch }>(
      url,
      `{ batch(id: "${begun.started.id}") {
           finishedAt lines { program observed isMet leftOut } verdict { verdict reason } } }`,
    );
    if (batch.finishedAt !== null) return batch;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('on a host without CPython', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ environment: { LAB_PYTHONS: '', PATH: '', HOME: '/nowhere', PYENV_ROOT: '' } });
  });
  afterAll(() => removeTestServer(server));

  it('the catalogue says why it is absent, and everything else works', async () => {
    const { catalog, runtimes } = await ask<Found>(server.url, CATALOG);
    expect(runtimes.filter(({ python }) => python !== null)).toEqual([]);
    expect(catalog.absentRuntimes).toMatchObject([
      { name: 'CPython', reason: expect.stringMatching(/^None was found/) },
    ]);
    const done = await finished(server.url, await run(server.url, { task: { countdown: { n: 1000 } } }));
    expect(done.state).toBe('SUCCEEDED');
  });
});

/** Of a run that has many processes: how many there are before it is cancelled, and once it is. */
interface Cancelled {
  readonly during: number;
  readonly state: string;
}

/** Cancels a run once it has at least so many processes. @throws when any of them is there once it is told to be over */
async function cancelOnce(processes: number, server: TestServer, runtime: string): Promise<Cancelled> {
  const runId = await run(server.url, {
    task: { countdown: { n: 1_000_000_000_000 } },
    fabric: 'PROCESSES',
    workers: 3,
    runtime,
  });
  let marks: readonly string[] = [];
  let during = 0;
  while (during < processes) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    marks = marksOfInterpreters(server.pid);
    during = await countLeft(marks);
  }
  const { cancelRun } = await ask<{ cancelRun: { state: string } }>(
    server.url,
    'mutation ($id: ID!) { cancelRun(id: $id) { ... on Run { state } } }',
    { id: runId },
  );
  expect(await countLeft(marks)).toBe(0);
  return { during, state: cancelRun.state };
}

describe.runIf(canSee)('an interpreter that hangs, with children that are deaf to requests', () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'lockstep-test-'));
  let server: TestServer;
  beforeAll(async () => {
    const path = makeStandIn(joinPath(folder, 'python3'), { version: '3.14.2' }, 'hangs with children');
    server = await startTestServer({ environment: { LAB_PYTHONS: path } });
  });
  afterAll(async () => {
    await removeTestServer(server);
    rmSync(folder, { recursive: true });
  });

  it('is gone with all of them once the cancel is answered', async () => {
    expect(await cancelOnce(CHILDREN, server, 'cpython-3.14')).toEqual({ during: CHILDREN, state: 'CANCELLED' });
  });
});

describe('on every interpreter of this host', () => {
  let server: TestServer;
  beforeAll(async () => {
    const LAB_PYTHONS = PYTHONS.map(({ path }) => path).join(':') || 'none';
    server = await startTestServer({ environment: { LAB_PYTHONS, PATH: '', HOME: '/nowhere' } });
  });
  afterAll(() => removeTestServer(server));

  it('all of them are offered, or it is told why there is none', async () => {
    const { catalog, runtimes } = await ask<Found>(server.url, CATALOG);
    expect(runtimes.flatMap(({ id, python }) => (python ? [id] : []))).toEqual(PYTHONS.map(({ id }) => id));
    const isToldAbsent = catalog.absentRuntimes.some(({ name }) => name === 'CPython');
    expect(isToldAbsent).toBe(PYTHONS.length === 0);
  });

  it.each(PYTHONS)('a lesson runs on $id', async ({ id }) => {
    const call = `runLesson(lessonId: "lock-counter", scale: 0.01, runtime: "${id}")`;
    const { lines } = await playBatch(server.url, call);
    expect(lines).toHaveLength(4);
    expect(lines?.filter(({ isMet, leftOut }) => !isMet || leftOut !== null)).toEqual([]);
  });
});

describe.each(EXTREMES)('on $id', ({ id, path }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ environment: { LAB_PYTHONS: path, PATH: '', HOME: '/nowhere' } });
  });
  afterAll(() => removeTestServer(server));

  it('a lesson runs, and is judged as on any runtime', async () => {
    const { lines } = await playBatch(server.url, `runLesson(lessonId: "not-shared", runtime: "${id}")`);
    expect(lines).toMatchObject([{ observed: expect.stringMatching(/^0 of 15;/), isMet: true, leftOut: null }]);
  });

  it('an alias is another reference; what Python does not have is left out, with the reason', async () => {
    const { lines } = await playBatch(server.url, `runLesson(lessonId: "reference-count", runtime: "${id}")`);
    expect(lines?.[0]).toMatchObject({ observed: expect.stringMatching(/^4, then 5/), isMet: true });
    expect(lines?.flatMap(({ leftOut }) => leftOut ?? [])).toEqual([
      `${id} has no LOCK for refcount on THREADS; it has NONE.`,
      `${id} has no ATOMIC for refcount on THREADS; it has NONE.`,
    ]);
  });

  it('a claim gets its verdict', async () => {
    const { verdict } = await playBatch(server.url, `checkClaim(claimId: "memory-not-shared", runtime: "${id}")`);
    expect(verdict?.verdict).not.toBeNull();
  });

  it.runIf(canSee)('a run is gone with all its processes once its cancel is answered', async () => {
    expect(await cancelOnce(4, server, id)).toMatchObject({ state: 'CANCELLED' });
  });

  it('how processes start is chosen, and told', async () => {
    const options = { startMethod: 'SPAWN' };
    const task = { counter: { increments: 10 } };
    const runId = await run(server.url, { task, fabric: 'PROCESSES', primitive: 'LOCK', runtime: id, options });
    expect((await finished(server.url, runId)).state).toBe('SUCCEEDED');
    const { run: found } = await ask<{ run: { experiment: { options: unknown } } }>(
      server.url,
      'query ($id: ID!) { run(id: $id) { experiment { options { startMethod } } } }',
      { id: runId },
    );
    expect(found.experiment.options).toEqual({ startMethod: 'SPAWN' });
    await expect(run(server.url, { task, primitive: 'LOCK', runtime: id, options })).rejects.toThrow(
      /counter on THREADS starts no processes/,
    );
  });

  it('a run is recorded: how its lock was used, what its workers did when, and what they cost', async () => {
    const task = { fileRead: { times: 3, holdMs: 20 } };
    const runId = await run(server.url, { task, primitive: 'LOCK', runtime: id, recording: 'TRACE', repetitions: 2 });
    await finished(server.url, runId);
    const { run: found, timeline } = await ask<Recorded>(
      server.url,
      `query ($id: ID!) {
         run(id: $id) {
           state traceUrl recording { overhead { nsPerOperation operations } }
           contention { name acquisitions contended wait { max } parks missing { figure reason } }
           explanation { sentences { text } } workerCosts { livesIn isWarm startMs } }
         timeline(runId: $id, buckets: 10) { workers { tracks { state on } } } }`,
      { id: runId },
    );
    expect(found).toMatchObject({
      state: 'SUCCEEDED',
      recording: { overhead: { operations: 12 } },
      contention: [{ name: 'LOCK', acquisitions: 12, parks: null }],
      workerCosts: [0, 1].map(() => ({ livesIn: 'THREAD', isWarm: false })),
    });
    expect(found.recording?.overhead?.nsPerOperation).toBeGreaterThan(0);
    expect(found.contention[0]?.contended).toBeGreaterThan(0);
    expect(found.explanation?.sentences.some(({ text }) => text.startsWith('For LOCK they waited'))).toBe(true);
    const trace = await fetch(new URL(found.traceUrl ?? '', server.url));
    expect(checkTrace(await trace.json()).slices.map(({ name }) => name)).toContain('waits for LOCK');
    const waited = timeline?.workers.flatMap(({ tracks }) => tracks.flatMap(({ on }) => on ?? []));
    expect(new Set(waited)).toEqual(new Set(['LOCK']));
  });

  it('a claim about threads without a lock is refused', async () => {
    const refused = await ask<{ checkClaim: { problems: unknown } }>(
      server.url,
      `mutation { checkClaim(claimId: "no-lock-threads-scale", runtime: "${id}") {
         ... on InvalidInput { problems { path code message } } } }`,
    );
    expect(refused.checkClaim.problems).toEqual([
      { path: 'runtime', code: 'NOT_SUPPORTED', message: `${id} has a global interpreter lock.` },
    ]);
  });

  // The last one: with a classroom, the lab wants a token from everybody.
  it('who waits least can be ranked, and is offered what it has', async () => {
    const instructor = await createClassroom(server.url);
    const input = { metric: 'LOCK_WAIT', minWorkers: 2, runtime: id };
    const challengeId = await openChallenge(server.url, instructor, input);
    const { challenge } = await ask<{ challenge: { primitives: string[]; fabrics: string[] } }>(
      server.url,
      'query ($id: ID!) { challenge(id: $id) { primitives fabrics } }',
      { id: challengeId },
      instructor.token,
    );
    expect(challenge).toEqual({ primitives: ['LOCK', 'RLOCK'], fabrics: ['THREADS', 'PROCESSES'] });
    const student = await join(server.url, instructor.classroom.code, 'Ada');
    const ranked = followBoard(server.url, challengeId, student.token, ({ entries }) => entries.length > 0);
    await submitTry(server.url, student.token, challengeId, { workers: 2 });
    expect((await ranked).at(-1)?.entries[0]?.value).toBeGreaterThanOrEqual(0);
  });
});
