/**
 * How long a cancel takes, over HTTP, from the request to the answer that the run has ended: waiting, just
 * started, and in the middle of a round, on each fabric. Beside it, for scale, an empty query.
 *
 *   npx tsx scripts/bench/cancel.ts [times]
 */
import { quantile } from '../../src/stats/quantile.js';
import { ask, connect, define, follow, submit } from '../../test/support/client.js';
import { removeTestServer, startTestServer } from '../../test/support/server.js';

const times = Number(process.argv[2] ?? 20);
const server = await startTestServer();
const client = connect(server.url);

const TASKS = { countdown: { n: 1_000_000_000_000 }, factorial: { n: 200_000 }, ioWait: { milliseconds: 60_000 } };

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function cancel(id: string): Promise<void> {
  const { cancelRun } = await ask<{ cancelRun: { state: string } }>(
    server.url,
    'mutation ($id: ID!) { cancelRun(id: $id) { ... on Run { state } } }',
    { id },
  );
  if (cancelRun.state !== 'CANCELLED') throw new Error(`It ended as ${cancelRun.state}.`);
}

function print(name: string, figures: readonly number[]): void {
  const sorted = figures.toSorted((a, b) => a - b);
  const [min, median, max] = [0, 0.5, 1].map((p) => quantile(sorted, p).toFixed(1));
  console.log(`${name.padEnd(36)} min ${min}  median ${median}  max ${max} ms`);
}

const repeat = async (measure: () => Promise<number>): Promise<readonly number[]> => {
  const figures: number[] = [];
  for (let time = 0; time < times; time += 1) figures.push(await measure());
  return figures;
};

print('an empty query', await repeat(() => timed(() => ask(server.url, '{ __typename }'))));
const experiment = await define(server.url, { task: { countdown: TASKS.countdown } });
print(
  'just started',
  await repeat(async () => {
    const id = await submit(server.url, experiment);
    return timed(() => cancel(id));
  }),
);
const blocker = await submit(server.url, experiment);
print(
  'waiting',
  await repeat(async () => {
    const id = await submit(server.url, experiment);
    return timed(() => cancel(id));
  }),
);
await cancel(blocker);
for (const fabric of ['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES']) {
  for (const [kind, parameters] of Object.entries(TASKS)) {
    const running = await define(server.url, { task: { [kind]: parameters }, fabric });
    print(
      `${kind} on ${fabric}`,
      await repeat(async () => {
        const id = await submit(server.url, running);
        await follow(client, id, 0, (event) => event.__typename === 'RoundStarted');
        return timed(() => cancel(id));
      }),
    );
  }
}
await client.dispose();
await removeTestServer(server);
