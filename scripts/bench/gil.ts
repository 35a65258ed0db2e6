/**
 * What the interpreter lock of `node-gil` costs and does: one, two and four threads beside one thread of plain
 * Node; how often the lock goes over; and how late a thread that waits comes back beside 0, 1, 2 and 4 that
 * compute. Beside it the same in CPython, where there is a `python3`.
 *
 *   npx tsx scripts/bench/gil.ts [rounds]
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabReport } from '../../src/domain/events.js';
import type { Group } from '../../src/domain/experiment.js';
import type { Measurement } from '../../src/domain/run.js';
import { DEFAULTS } from '../../src/domain/plan.js';
import { place } from '../../src/fabric/assignment.js';
import { Crew } from '../../src/fabric/crew.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { executeTurn } from '../../src/lab/turn.js';
import { Gil } from '../../src/primitives/gil.js';
import { median } from '../../src/stats/quantile.js';
import { measureSideBySide, type Subject } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 60);
/** Rounds of some 100 ms: some 20 turns, and short enough for a host that is not always quiet. */
const n = 250_000_000;
const NEVER = new AbortController().signal;

const crew = new Crew(preferredSubstrate(), 8);

function groupOf(kind: string, parameters: Group['task']['parameters'], workers: number, hasGil: boolean): Group {
  const options = { ...DEFAULTS.options, switchIntervalMs: hasGil ? DEFAULTS.switchIntervalMs : null };
  return { task: { kind, parameters }, fabric: 'THREADS', primitive: 'NONE', options, workers };
}

async function playOnce(group: Group): Promise<Measurement> {
  const found: Measurement[] = [];
  const plan = { groups: [group] as const, runtime: 'node', repetitions: 1, warmup: 0, timeoutMs: 600_000 };
  const report = (told: LabReport): void => {
    if (told.kind === 'roundFinished') found.push(told.measurement);
  };
  await executeTurn([{ plan, report, cancelled: NEVER }], crew);
  const [only] = found;
  if (only?.judgement.grade !== 'ACCEPTABLE') throw new Error(JSON.stringify(only?.judgement));
  return only;
}

const subject = (name: string, group: Group): Subject => ({
  name,
  measure: async () => (await playOnce(group)).wallMs,
});

const countdown = (workers: number, hasGil: boolean): Group => groupOf('countdown', { n }, workers, hasGil);

console.log(`The same ${n} steps by so many threads, ms:`);
await measureSideBySide(
  [
    subject('node, 1 thread', countdown(1, false)),
    subject('node-gil, 1 thread', countdown(1, true)),
    subject('node-gil, 2 threads', countdown(2, true)),
    subject('node-gil, 4 threads', countdown(4, true)),
    subject('node, 2 threads', countdown(2, false)),
  ],
  'node, 1 thread',
  rounds,
);

for (const workers of [2, 4]) {
  const group = countdown(workers, true);
  const index = place([group], 2).members[0]?.gil?.index ?? 0;
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { wallMs } = await playOnce(group);
    rates.push((Gil.turns(crew.arena.words, index) / wallMs) * 1000);
  }
  console.log(`${workers} threads: the lock goes over ${median(rates).toFixed(0)} times a second`);
}

for (const others of [0, 1, 2, 4]) {
  const late: number[] = [];
  for (let round = 0; round < Math.min(rounds, 5); round += 1) {
    const [waiter] = (await playOnce(groupOf('convoy', { responses: 200, burstMs: 5 }, 1 + others, true))).workers;
    late.push((waiter?.result as { lateP50Ms: number } | undefined)?.lateP50Ms ?? Number.NaN);
  }
  console.log(`a wait of 1 ms beside ${others} that compute comes back ${median(late).toFixed(3)} ms late`);
}
await crew.close();

try {
  const { stdout } = await promisify(execFile)('python3', [join(import.meta.dirname, 'gil', 'cpython.py')]);
  console.log(stdout.trimEnd());
} catch (error) {
  console.log(`CPython: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
}
