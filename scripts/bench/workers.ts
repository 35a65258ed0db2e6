/**
 * What workers cost: from a configuration to the open start barrier with a warm crew, beside CPython's fork; and
 * a pool's tiny tasks, beside piscina's.
 *
 *   npx tsx scripts/bench/workers.ts [rounds]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Plan } from '../../src/domain/experiment.js';
import { DEFAULTS } from '../../src/domain/plan.js';
import { place } from '../../src/fabric/assignment.js';
import { Crew } from '../../src/fabric/crew.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { playRound } from '../../src/fabric/round.js';
import { executeTurn } from '../../src/lab/turn.js';
import { median } from '../../src/stats/quantile.js';
import { measureSideBySide, type Subject } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 15);
const WORKERS = 8;
const POOL = 2;
const ITEMS = 20_000;
const WARMING = 200;
/** Starts in a row, of which the median counts: the first one finds the caches full of the subject before. */
const STARTS = 5;
const NEVER = new AbortController().signal;
const NS_PER_MS = 1e6;

const crew = new Crew(preferredSubstrate(), WORKERS);
await crew.warmUp(WORKERS, WORKERS);

/** @returns milliseconds from a configuration to the release of its start barrier */
async function start(fabric: 'THREADS' | 'PROCESSES'): Promise<number> {
  const task = { kind: 'ioWait', parameters: { milliseconds: 0, times: 1 } };
  const beganNs = process.hrtime.bigint();
  const group = { task, fabric, primitive: 'NONE', options: DEFAULTS.options, workers: WORKERS } as const;
  const assignment = place([group], POOL, 'NONE');
  const workers = await crew.assemble(assignment);
  crew.arena.writeAssignment(assignment);
  await playRound(crew, assignment, workers, 1, NEVER);
  return Number(crew.arena.releasedNs - beganNs) / NS_PER_MS;
}

/** A crew that has been at work for a while: its code is compiled, as Python's in C always is. */
async function warmStart(fabric: 'THREADS' | 'PROCESSES'): Promise<Subject> {
  for (let time = 0; time < WARMING; time += 1) await start(fabric);
  return {
    name: `warm ${fabric.toLowerCase()}`,
    async measure() {
      const starts: number[] = [];
      for (let time = 0; time < STARTS; time += 1) starts.push(await start(fabric));
      return median(starts);
    },
  };
}

const fork: Subject = {
  name: 'CPython fork',
  measure: () =>
    Promise.resolve(
      Number(
        execFileSync(
          'python3',
          [fileURLToPath(new URL('./workers/fork.py', import.meta.url)), String(WORKERS), String(STARTS)],
          {
            encoding: 'utf8',
          },
        ),
      ),
    ),
};

console.log(`${WORKERS} workers, from a configuration to the open start barrier, ms`);
const hasPython = spawnSync('python3', ['-c', 'import multiprocessing']).status === 0;
if (!hasPython) console.log('Left out, CPython: there is no python3 that runs.');
await measureSideBySide(
  [await warmStart('PROCESSES'), await warmStart('THREADS'), ...(hasPython ? [fork] : [])],
  'warm processes',
  rounds,
);

const piscina = new Piscina({
  filename: new URL('./workers/square.mjs', import.meta.url).href,
  minThreads: POOL,
  maxThreads: POOL,
});

/** Microseconds for each item of a batch. */
const pool = (fabric: 'THREAD_POOL' | 'PROCESS_POOL'): Subject => ({
  name: fabric,
  async measure() {
    const task = {
      kind: 'poolMap',
      parameters: {
        items: ITEMS,
        values: 'COUNTING',
        first: 1,
        call: 'APPLY_ASYNC',
        apply: 'SQUARE',
        chunk: 0,
        failAt: -1,
      },
    };
    const plan: Plan = {
      groups: [{ task, fabric, primitive: 'NONE', options: DEFAULTS.options, workers: POOL }],
      runtime: 'node',
      repetitions: 1,
      warmup: 0,
      timeoutMs: 60_000,
    };
    let wallMs = Number.NaN;
    await executeTurn(
      [
        {
          plan,
          cancelled: NEVER,
          report: (report) => {
            if (report.kind === 'roundFinished') wallMs = report.measurement.wallMs;
            if (report.kind === 'ended' && report.ending.state !== 'SUCCEEDED') throw new Error(JSON.stringify(report));
          },
        },
      ],
      crew,
    );
    return (wallMs * 1000) / ITEMS;
  },
});

console.log(`\nA pool of ${POOL}, ${ITEMS} tiny tasks one by one, µs for each`);
await measureSideBySide(
  [
    pool('THREAD_POOL'),
    pool('PROCESS_POOL'),
    {
      name: 'piscina',
      async measure() {
        const beganMs = performance.now();
        await Promise.all(Array.from({ length: ITEMS }, (_, item) => piscina.run(item) as Promise<number>));
        return ((performance.now() - beganMs) * 1000) / ITEMS;
      },
    },
  ],
  'THREAD_POOL',
  rounds,
);

await piscina.destroy();
await crew.close();
process.exit(0);
