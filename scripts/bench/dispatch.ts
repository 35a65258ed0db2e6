/**
 * What queueing costs: from the acceptance of a run to the first instruction of its workers, in an idle lab with
 * warm workers, beside the bare warm dispatch (plan handed to the lab host, until its workers begin); and what
 * 1,000 tiny runs in a batch cost each, events and storage included, beside the same rounds in one run.
 *
 *   npx tsx scripts/bench/dispatch.ts [times] [runs]
 */
import { v7 as createId } from 'uuid';
import { DEFAULTS } from '../../src/domain/plan.js';
import type { Plan } from '../../src/domain/experiment.js';
import { HostedLab } from '../../src/lab/lab.js';
import { quantile } from '../../src/stats/quantile.js';
import { beginBatch, finishedBatch } from '../../test/support/batch.js';
import { ask, define, finished, submit } from '../../test/support/client.js';
import { removeTestServer, startTestServer } from '../../test/support/server.js';

const times = Number(process.argv[2] ?? 60);
const runs = Number(process.argv[3] ?? 1_000);
const WARM = 5;

function show(name: string, figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const [low = 0, median = 0, high = 0] = [0.05, 0.5, 0.95].map((p) => quantile(sorted, p));
  console.log(`${name.padEnd(44)} 5 % ${low.toFixed(2)}  median ${median.toFixed(2)}  95 % ${high.toFixed(2)} ms`);
  return median;
}

const lab = new HostedLab();
await lab.capabilities;
const plan: Plan = {
  groups: [
    {
      task: { kind: 'countdown', parameters: { n: 1_000 } },
      fabric: 'THREADS',
      primitive: 'NONE',
      options: DEFAULTS.options,
      workers: 2,
    },
  ],
  runtime: 'node',
  repetitions: 1,
  warmup: 0,
  timeoutMs: 60_000,
};

async function bareDispatch(): Promise<number> {
  const startedAt = Date.now();
  let begunAt = Number.NaN;
  await lab.executeTurn([
    {
      runId: createId(),
      plan,
      report: (reports) => {
        const started = reports.find((report) => report.kind === 'started');
        if (started) begunAt = started.at;
      },
      cancelled: new AbortController().signal,
    },
  ]);
  return begunAt - startedAt;
}

const server = await startTestServer();
const tiny = { task: { countdown: { n: 1_000 } }, workers: 2, repetitions: 1, warmup: 0 };
const experiment = await define(server.url, tiny);

interface Times {
  readonly queuedAt: string;
  readonly startedAt: string;
}

/** By the host's clock: the server stamps the row as it is accepted, and the lab as the first round begins. */
async function queuedDispatch(): Promise<number> {
  const id = await submit(server.url, experiment);
  await finished(server.url, id);
  const { run } = await ask<{ run: Times }>(server.url, `{ run(id: "${id}") { queuedAt startedAt } }`);
  return Date.parse(run.startedAt) - Date.parse(run.queuedAt);
}

const bare: number[] = [];
const queued: number[] = [];
for (let time = -WARM; time < times; time += 1) {
  const [one, other] = [await bareDispatch(), await queuedDispatch()];
  if (time < 0) continue;
  bare.push(one);
  queued.push(other);
}
const bareMedian = show('bare: plan to the lab host, until it begins', bare);
const queuedMedian = show('queued: accepted, until it begins', queued);
console.log(`ratio ${(queuedMedian / bareMedian).toFixed(2)}; the bar is a median under 5 ms`);

const startedAt = performance.now();
const batch = await beginBatch(server.url, {
  matrix: {
    task: [{ countdown: { n: { values: [1_000] } } }],
    workers: { values: [2] },
    repetitions: { values: [1] },
    warmup: { values: [0] },
  },
  repetitions: runs,
});
const acceptedMs = performance.now() - startedAt;
await finishedBatch(server.url, batch);
const perRun = (performance.now() - startedAt) / runs;
console.log(
  `${runs} tiny runs: accepted in ${acceptedMs.toFixed(0)} ms, ${perRun.toFixed(2)} ms each; the bar is 10 ms`,
);

await lab.close();
await removeTestServer(server);
