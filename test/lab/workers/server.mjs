/** A server as far as the lab is concerned: has one, keeps it busy, and says who its host is. */
import { DEFAULTS } from '../../../dist/domain/plan.js';
import { HostedLab } from '../../../dist/lab/lab.js';

const lab = new HostedLab();
const plan = {
  groups: [
    {
      task: { kind: 'countdown', parameters: { n: 1_000_000_000_000 } },
      fabric: 'PROCESSES',
      primitive: 'NONE',
      options: DEFAULTS.options,
      workers: 3,
    },
  ],
  runtime: 'node',
  repetitions: 1,
  warmup: 0,
  timeoutMs: 600_000,
};
const report = (reports) => {
  if (reports.some(({ kind }) => kind === 'roundStarted')) console.log(lab.hostPid);
};
await lab.execute('run', plan, report, new AbortController().signal);
