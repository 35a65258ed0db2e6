/**
 * What two workers gain: a countdown on SERIAL, and on two threads and two processes.
 *
 *   npx tsx scripts/bench/scaling.ts [rounds]
 */
import { DEFAULTS } from '../../src/domain/plan.js';
import { HostedLab } from '../../src/lab/lab.js';
import type { Fabric } from '../../src/domain/experiment.js';
import { labSubject } from './lab-subject.js';
import { measureSideBySide } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 30);
/** Rounds of some 200 ms with two workers. */
const n = 1_000_000_000;

const lab = new HostedLab();
const fabrics: readonly Fabric[] = ['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES'];
await measureSideBySide(
  fabrics.map((fabric) =>
    labSubject(fabric, lab, {
      task: { kind: 'countdown', parameters: { n } },
      fabric,
      primitive: 'NONE',
      options: DEFAULTS.options,
      workers: 2,
    }),
  ),
  'SERIAL',
  rounds,
);
await lab.close();
