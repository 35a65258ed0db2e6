/**
 * The unit's countdown on CPython, in the lab and as a program by hand, in one piece, in two threads and in two
 * processes: what the lab costs, and what two workers gain.
 *
 *   npx tsx scripts/bench/cpython.ts [rounds] [runtime] [n]
 *
 * Both are a fresh interpreter in every round, with the same flags and the same environment, one right after the
 * other, the other way round in the next round. The program by hand times from the first start to the last join, as
 * anybody would; the lab from the release of workers that are there already to the end of the last one. To have two
 * processes takes some 25 ms, most of it for what Python imports to make them: of the unit's own 50,000,000 that is
 * 5 %, so rounds are of four times as many. And there is a pause before each: the lab is still tidying up when it
 * has told what a round took, and whoever came next would pay for that. `cpython-countdown.py` says why the program
 * by hand is another in every round.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DEFAULTS } from '../../src/domain/plan.js';
import type { Fabric } from '../../src/domain/experiment.js';
import { HostedLab } from '../../src/lab/lab.js';
import { readPlaces } from '../../src/runtimes/cpython/candidates.js';
import { cleanEnvironment } from '../../src/runtimes/cpython/clean.js';
import { FLAGS } from '../../src/runtimes/cpython/interpreter.js';
import { findRuntimes } from '../../src/runtimes/runtimes.js';
import { labSubject } from './lab-subject.js';
import { measureSideBySide, type Ratio, type Subject } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 15);
const n = Number(process.argv[4] ?? 200_000_000);
/** The lab is to be within this of the program by hand. */
const TOLERANCE = 0.03;
const SETTLE_MS = 500;
/** Functions between the thread's first and the countdown, at most. */
const DEPTHS = 15;

const { found, absent } = await findRuntimes(readPlaces(process.env));
const pythons = found.filter(({ python, id }) => python && id === (process.argv[3] ?? id));
if (pythons.length === 0) console.log('Nothing to measure:', ...absent.map(({ reason }) => reason));

const program = join(import.meta.dirname, 'cpython-countdown.py');
const ways: readonly { readonly fabric: Fabric; readonly workers: number }[] = [
  { fabric: 'SERIAL', workers: 1 },
  { fabric: 'THREADS', workers: 2 },
  { fabric: 'PROCESSES', workers: 2 },
];

function describeDifference({ speedup: { low, high } }: Ratio): string {
  const [least, most] = [1 - TOLERANCE, 1 + TOLERANCE];
  if (low >= least && high <= most) return 'within 3 %';
  return high < least || low > most ? 'NOT within 3 %' : 'cannot tell: the interval reaches beyond 3 %';
}

const home = mkdtempSync(join(tmpdir(), 'lockstep-bench-'));
const lab = new HostedLab(Promise.resolve(found));
for (const { id, path } of pythons) {
  console.log(`\n${id}`);
  const byHand = (fabric: Fabric): Subject => {
    let round = 0;
    return {
      name: `${fabric}, by hand`,
      async measure() {
        const depth = round++ % DEPTHS;
        // In a session of its own, as the lab's interpreters are: schedulers may be fair between sessions.
        const child = spawn(path, [...FLAGS, program, fabric, String(n), String(depth)], {
          cwd: home,
          env: cleanEnvironment(home, 'by hand'),
          stdio: ['ignore', 'pipe', 'inherit'],
          detached: true,
        });
        const [told] = await Promise.all([text(child.stdout), once(child, 'close')]);
        return Number(told);
      },
    };
  };
  const inLab = (fabric: Fabric, workers: number): Subject =>
    labSubject(
      `${fabric}, in the lab`,
      lab,
      { task: { kind: 'countdown', parameters: { n } }, fabric, primitive: 'NONE', options: DEFAULTS.options, workers },
      { runtime: id },
    );
  for (const { fabric, workers } of ways) {
    const [, own] = await measureSideBySide(
      [byHand(fabric), inLab(fabric, workers)],
      `${fabric}, by hand`,
      rounds,
      1,
      SETTLE_MS,
    );
    if (own) console.log(`  ${describeDifference(own)}`);
  }
  await measureSideBySide(
    ways.map(({ fabric, workers }) => inLab(fabric, workers)),
    'SERIAL, in the lab',
    rounds,
    1,
    SETTLE_MS,
  );
}
await lab.close();
rmSync(home, { recursive: true });
