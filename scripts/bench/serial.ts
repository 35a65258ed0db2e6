/**
 * What the lab costs: a countdown on SERIAL beside the same loop in a bare Node script.
 *
 *   npx tsx scripts/bench/serial.ts [rounds]
 */
import { DEFAULTS } from '../../src/domain/plan.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HostedLab } from '../../src/lab/lab.js';
import { labSubject } from './lab-subject.js';
import { measureSideBySide } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 60);
const n = 200_000_000;

const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare-countdown.mjs')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface(bare.stdout);
const lab = new HostedLab();

await measureSideBySide(
  [
    {
      name: 'bare script',
      async measure() {
        bare.stdin.write(`${n}\n`);
        const [line] = (await once(answers, 'line')) as [string];
        return Number(line);
      },
    },
    labSubject('SERIAL', lab, {
      task: { kind: 'countdown', parameters: { n } },
      fabric: 'SERIAL',
      primitive: 'NONE',
      options: DEFAULTS.options,
      workers: 1,
    }),
  ],
  'bare script',
  rounds,
  5,
);
bare.kill();
await lab.close();
