/**
 * A thousand runs of the shared counter, unless told otherwise, for each fabric and each way to protect it:
 * none may lose an update. And some without protection, which must.
 *
 *   npx tsx scripts/stress/counter.ts [runs]
 */
import { DEFAULTS } from '../../src/domain/plan.js';
import { v7 as createId } from 'uuid';
import type { Fabric, Primitive } from '../../src/domain/experiment.js';
import { HostedLab } from '../../src/lab/lab.js';

const runs = Number(process.argv[2] ?? 1000);
const UNPROTECTED_RUNS = 20;
const NEVER = new AbortController().signal;

const lab = new HostedLab();
let isSound = true;
for (const fabric of ['THREADS', 'PROCESSES'] satisfies Fabric[]) {
  for (const primitive of ['NONE', 'LOCK', 'ATOMIC'] satisfies Primitive[]) {
    const count = primitive === 'NONE' ? UNPROTECTED_RUNS : runs;
    let withLosses = 0;
    let lost = 0;
    let increments = 0;
    for (let run = 0; run < count; run += 1) {
      const plan = {
        groups: [
          {
            task: { kind: 'counter', parameters: { increments: 100_000 } },
            fabric,
            primitive,
            options: DEFAULTS.options,
            workers: 2,
          },
        ],
        runtime: 'node',
        repetitions: 1,
        warmup: 0,
        timeoutMs: 60_000,
      } as const;
      let lostHere = 0;
      await lab.execute(
        createId(),
        plan,
        (reports) => {
          for (const report of reports) {
            if (report.kind !== 'roundFinished') continue;
            lostHere += report.measurement.judgement.lostUpdates ?? Number.NaN;
            increments += Number(report.measurement.judgement.expected);
          }
        },
        NEVER,
      );
      if (lostHere !== 0) withLosses += 1;
      lost += lostHere;
    }
    const isAsPromised = primitive === 'NONE' ? lost > 0 : lost === 0 && increments === count * 200_000;
    isSound &&= isAsPromised;
    console.log(
      `${fabric.padEnd(10)} ${primitive.padEnd(7)} ${count} runs, ${increments} increments: ` +
        `${lost} lost in ${withLosses} runs${isAsPromised ? '' : '   NOT AS PROMISED'}`,
    );
  }
}
await lab.close();
process.exit(isSound ? 0 : 1);
