/** Two experiments compared: interleaved, and told with their interval. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, define, finished } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

interface Pair {
  readonly base: { readonly id: string };
  readonly other: { readonly id: string };
  readonly comparison: {
    readonly verdict: string;
    readonly pairs: number;
    readonly ratio: number;
    readonly low: number | null;
    readonly high: number | null;
  } | null;
}

const PAIR_FIELDS = 'base { id } other { id } comparison { verdict pairs ratio low high validity }';
const LIGHT = {
  task: { ioWait: { milliseconds: 2, times: 1 } },
  fabric: 'SERIAL',
  workers: 1,
  repetitions: 8,
  warmup: 1,
};
const HEAVY = { ...LIGHT, task: { ioWait: { milliseconds: 200, times: 1 } } };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

const compare = async (baseId: string, otherId: string) => {
  const { started } = await ask<{ started: Partial<Pair> & { problems?: readonly { path: string; code: string }[] } }>(
    server.url,
    `mutation ($baseId: ID!, $otherId: ID!) { started: compareExperiments(baseId: $baseId, otherId: $otherId) {
      ... on RunPair { ${PAIR_FIELDS} } ... on InvalidInput { problems { path code } }
    } }`,
    { baseId, otherId },
  );
  return started;
};

async function findPair(baseRunId: string, otherRunId: string): Promise<Pair | null> {
  const { runPair } = await ask<{ runPair: Pair | null }>(
    server.url,
    `query ($baseRunId: ID!, $otherRunId: ID!) { runPair(baseRunId: $baseRunId, otherRunId: $otherRunId) { ${PAIR_FIELDS} } }`,
    { baseRunId, otherRunId },
  );
  return runPair;
}

describe('two experiments', () => {
  it('are run side by side, and the slower one is told with its interval', async () => {
    const { base, other } = await compare(await define(server.url, LIGHT), await define(server.url, HEAVY));
    if (!base || !other) throw new Error('They were refused.');
    const ends = [await finished(server.url, base.id), await finished(server.url, other.id)];
    expect(ends.map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const pair = await findPair(base.id, other.id);
    expect(pair?.comparison).toMatchObject({ verdict: 'DIFFERENT', pairs: 8 });
    // A hundred times the wait is longer on any host.
    expect(pair?.comparison?.low).toBeGreaterThan(1);
  });

  it('of too few rounds are compared without an interval', async () => {
    const id = await define(server.url, { ...LIGHT, repetitions: 3 });
    const { base, other } = await compare(id, id);
    if (!base || !other) throw new Error('They were refused.');
    await finished(server.url, base.id);
    await finished(server.url, other.id);
    expect((await findPair(base.id, other.id))?.comparison).toMatchObject({
      verdict: 'TOO_FEW_PAIRS',
      low: null,
      high: null,
    });
  });

  it('that do not pair are refused with every reason', async () => {
    const base = await define(server.url, LIGHT);
    const other = await define(server.url, { ...LIGHT, repetitions: 9, warmup: 0 });
    expect((await compare(base, other)).problems).toEqual([
      { path: 'otherId.repetitions', code: 'CONFLICT' },
      { path: 'otherId.warmup', code: 'CONFLICT' },
    ]);
    expect((await compare('nobody', 'nothing')).problems).toEqual([
      { path: 'baseId', code: 'UNKNOWN' },
      { path: 'otherId', code: 'UNKNOWN' },
    ]);
  });

  it('that were not compared are no pair', async () => {
    expect(await findPair('nobody', 'nothing')).toBeNull();
  });
});
