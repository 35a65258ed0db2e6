/**
 * The unit's countdown on CPython, in the lab and as a program by hand, in one piece, in two threads and in two
 * processes: what the lab costs, and what two workers gain.
 *
 *   npx tsx scripts/bench/cpython.ts [rounds] [runtime] [n]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DEFAULTS } from '../../src/domain/plan.js';
import type { Fabric } from '../../src/domain/experiment.js';
import { HostedLab } from '../../src/lab/lab.js';
import { readPlaces } from '../../src/runtimes/cpython/candidates.js';
import { findRuntimes } from '../../src/runtimes/runtimes.js';
import { labSubject } from './lab-subject.js';
import { measureSideBySide, type Subject } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 15);
const n = Number(process.argv[4] ?? 20_000_000);

const { found, absent } = await findRuntimes(readPlaces(process.env));
const pythons = found.filter(({ python, id }) => python && id === (process.argv[3] ?? id));
if (pythons.length === 0) console.log('Nothing to measure:', ...absent.map(({ reason }) => reason));

const program = join(import.meta.dirname, 'cpython-countdown.py');
const ways: readonly { readonly fabric: Fabric; readonly workers: number }[] = [
  { fabric: 'SERIAL', workers: 1 },
  { fabric: 'THREADS', workers: 2 },
  { fabric: 'PROCESSES', workers: 2 },
];

const lab = new HostedLab(Promise.resolve(found));
for (const { id, path } of pythons) {
  console.log(`\n${id}`);
  const byHand = (fabric: Fabric): Subject => ({
    name: `${fabric}, by hand`,
    measure: () => Promise.resolve(Number(execFileSync(path, [program, fabric, String(n)], { encoding: 'utf8' }))),
  });
  const inLab = (fabric: Fabric, workers: number): Subject =>
    labSubject(
      `${fabric}, in the lab`,
      lab,
      { task: { kind: 'countdown', parameters: { n } }, fabric, primitive: 'NONE', options: DEFAULTS.options, workers },
      { runtime: id },
    );
  for (const { fabric, workers } of ways) {
    await measureSideBySide([byHand(fabric), inLab(fabric, workers)], `${fabric}, by hand`, rounds, 1);
  }
  await measureSideBySide(
    ways.map(({ fabric, workers }) => inLab(fabric, workers)),
    'SERIAL, in the lab',
    rounds,
    1,
  );
}
await lab.close();
