/** CPython through the API: found or not, lessons and claims on it, and how near it is to the unit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTREMES } from '../runtimes/cpython/interpreters.js';
import { ask, finished, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

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
});
