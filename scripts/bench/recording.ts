/**
 * What recording costs: the same round plain and recorded, in turns on one lab, as a ratio within each round.
 * Above 1 in the last column is what the plain one gains over it; the plain one beside itself tells the noise.
 *
 *   npx tsx scripts/bench/recording.ts [rounds]
 */
import { DEFAULTS } from '../../src/domain/plan.js';
import type { Group, Primitive } from '../../src/domain/experiment.js';
import { HostedLab } from '../../src/lab/lab.js';
import { labSubject } from './lab-subject.js';
import { measureSideBySide } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 15);

const group = (
  kind: string,
  parameters: Group['task']['parameters'],
  primitive: Primitive,
  workers: number,
): Group => ({
  task: { kind, parameters },
  primitive,
  fabric: 'THREADS',
  workers,
  options: DEFAULTS.options,
});

const CASES: readonly { readonly title: string; readonly group: Group }[] = [
  { title: 'a lock that nobody else wants', group: group('counter', { increments: 3_000_000 }, 'LOCK', 1) },
  { title: 'a lock that two fight for', group: group('counter', { increments: 1_500_000 }, 'LOCK', 2) },
  { title: 'a queue', group: group('producerConsumer', { items: 500_000, bytes: 16 }, 'QUEUE', 2) },
  { title: 'a pipe', group: group('producerConsumer', { items: 500_000, bytes: 16 }, 'PIPE', 2) },
  { title: 'no primitive', group: group('countdown', { n: 500_000_000 }, 'NONE', 2) },
];

const lab = new HostedLab();
await lab.capabilities;
try {
  for (const { title, group: subject } of CASES) {
    console.log(`\n${title}`);
    await measureSideBySide(
      [
        labSubject('plain', lab, subject),
        labSubject('plain again', lab, subject),
        labSubject('CONTENTION', lab, subject, { recording: 'CONTENTION' }),
        labSubject('TRACE', lab, subject, { recording: 'TRACE' }),
      ],
      'plain',
      rounds,
    );
  }
} finally {
  await lab.close();
}
