/**
 * The unit's countdown on CPython: what the lab costs beside the same program by hand, in one piece, in two threads
 * and in two processes, and what two workers gain in the lab.
 *
 *   npx tsx scripts/bench/cpython.ts [rounds] [runtime] [n]
 *
 * A shared host runs the same loop at two speeds within seconds of each other, 1.8 apart, and one after the other
 * even equal programs differ. So lab and program run at the same time on one core (Linux's `taskset`), which takes
 * turns between them every few milliseconds: whatever the host does, it does to both. What is compared is the
 * processor time that each got through. Both are a fresh interpreter in every round, with the same flags and the same
 * environment, begun in turn. `cpython-countdown.py` says why the program by hand is another in every round.
 *
 * What two workers gain is wall time, with the host's cores to themselves, and with a pause before each: the lab is
 * still tidying up when it has told what a round took, and whoever came next would pay for that.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
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
import { measureAtOnce, measureSideBySide, type Ratio, type Subject } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 15);
const n = Number(process.argv[4] ?? 50_000_000);
/** The lab is to be within this of the program by hand. */
const TOLERANCE = 0.03;
const SETTLE_MS = 500;
/** Before this process stays on one of them. */
const availableCores = availableParallelism();

const { found, absent } = await findRuntimes(readPlaces(process.env));
const pythons = found.filter(({ python, id }) => python && id === (process.argv[3] ?? id));
if (pythons.length === 0) console.log('Nothing to measure:', ...absent.map(({ reason }) => reason));

const program = join(import.meta.dirname, 'cpython-countdown.py');
interface Way {
  readonly fabric: Fabric;
  readonly workers: number;
}

const ways: readonly Way[] = [
  { fabric: 'SERIAL', workers: 1 },
  { fabric: 'THREADS', workers: 2 },
  { fabric: 'PROCESSES', workers: 2 },
];

function describeDifference({ speedup: { low, high } }: Ratio): string {
  const [least, most] = [1 - TOLERANCE, 1 + TOLERANCE];
  if (low >= least && high <= most) return 'within 3 %';
  return high < least || low > most ? 'NOT within 3 %' : 'cannot tell: the interval reaches beyond 3 %';
}

/** All that this process starts from now on runs there. @param cores `0` or `0-3` */
function stayOn(cores: string): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)], { stdio: 'ignore' });
}

const home = mkdtempSync(join(tmpdir(), 'lockstep-bench-'));
for (const { id, path } of pythons) {
  console.log(`\n${id}`);
  const byHand = (fabric: Fabric): Subject => {
    let round = 0;
    return {
      name: `${fabric}, by hand`,
      async measure() {
        const layout = round++;
        // In a session of its own, as the lab's interpreters are: schedulers may be fair between sessions.
        const child = spawn(path, [...FLAGS, program, fabric, String(n), String(layout)], {
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
  const inLab = (lab: HostedLab, { fabric, workers }: Way, figure: 'wallMs' | 'cpuMs'): Subject =>
    labSubject(
      `${fabric}, in the lab`,
      lab,
      { task: { kind: 'countdown', parameters: { n } }, fabric, primitive: 'NONE', options: DEFAULTS.options, workers },
      { runtime: id, figure },
    );

  console.log('processor time, both at once on one core:');
  stayOn('0');
  const pinned = new HostedLab(Promise.resolve(found));
  for (const way of ways) {
    const hand = byHand(way.fabric);
    const [, own] = await measureAtOnce([hand, inLab(pinned, way, 'cpuMs')], hand.name, rounds);
    if (own) console.log(`  ${describeDifference(own)}`);
  }
  await pinned.close();

  console.log('wall time, in the lab:');
  stayOn(`0-${availableCores - 1}`);
  const lab = new HostedLab(Promise.resolve(found));
  const subjects = ways.map((way) => inLab(lab, way, 'wallMs'));
  await measureSideBySide(subjects, 'SERIAL, in the lab', rounds, 1, SETTLE_MS);
  await lab.close();
}
rmSync(home, { recursive: true });
