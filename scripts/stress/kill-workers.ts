/**
 * Kills workers in the middle of traffic over queues and pipes, 1,000 unless told otherwise: half of them
 * threads, by `terminate`, half processes, by SIGKILL. Each run must end FAILED with WORKER_DIED, and tell what
 * the worker held; every tenth run is left alone, and must come out right on what the killed runs left behind.
 * At the end nothing may be left: no memory file, no process. Exits 1 on the first broken promise.
 *
 * That those who are left over get whole messages, once each, is proved in test/primitives/kills.test.ts.
 *
 *   npx tsx scripts/stress/kill-workers.ts [kills] [seed]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { LabReport, RunEnding } from '../../src/domain/events.js';
import type { Fabric, Plan, Primitive } from '../../src/domain/experiment.js';
import type { Assignment } from '../../src/fabric/assignment.js';
import { Crew } from '../../src/fabric/crew.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { readHoldings } from '../../src/fabric/waiting.js';
import type { WarmWorker } from '../../src/fabric/warm-worker.js';
import { executeTurn } from '../../src/lab/turn.js';
import { createRandom } from '../../test/support/random.js';

const kills = Number(process.argv[2] ?? 1_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const random = createRandom(seed);

const EVERY = 10;
const LIMIT_MS = 60_000;
const LONGEST_LIFE_MS = 25;
const NEVER = new AbortController().signal;

/** A crew that remembers whom it sent, so that one of them can be killed. */
class KnownCrew extends Crew {
  sent: readonly WarmWorker[] = [];
  assignment: Assignment | undefined;

  override async assemble(assignment: Assignment): Promise<readonly WarmWorker[]> {
    this.assignment = assignment;
    this.sent = await super.assemble(assignment);
    return this.sent;
  }
}

function planTraffic(fabric: Fabric, primitive: Primitive, items: number): Plan {
  const workers = primitive === 'PIPE' ? 2 : 2 + Math.floor(random() * 3);
  const parameters = { items, bytes: 8 + 4 * Math.floor(random() * 30) };
  const options = { permits: 1, capacity: random() < 0.3 ? 1 : 0, capacityBytes: 1_024, switchIntervalMs: null };
  return {
    groups: [{ task: { kind: 'producerConsumer', parameters }, fabric, primitive, options, workers }],
    runtime: 'node',
    repetitions: 1,
    warmup: 0,
    timeoutMs: LIMIT_MS,
  };
}

interface Killed {
  readonly ending: RunEnding;
  /** What the victim held when it was dead. */
  readonly held: readonly string[];
}

/** @param lifeMs how long the victim works before it is killed; none is when it is not given */
async function play(crew: KnownCrew, plan: Plan, lifeMs?: number): Promise<Killed> {
  let ending: RunEnding | undefined;
  let killing: Promise<void> | undefined;
  let held: readonly string[] = [];
  const kill = async (): Promise<void> => {
    await pause(lifeMs);
    const place = Math.floor(random() * crew.sent.length);
    const victim = crew.sent[place];
    if (ending || !victim) return;
    const pid = victim.kind === 'process' ? Number(/\d+/.exec(victim.label)?.[0]) : undefined;
    if (pid === undefined) victim.kill();
    else process.kill(pid, 'SIGKILL');
    await victim.died;
    const slot = crew.assignment?.members[place]?.workers[0];
    held = crew.assignment
      ? readHoldings(crew.arena, crew.assignment).flatMap(({ worker, holds }) => (worker === slot ? holds : []))
      : [];
  };
  const report = (told: LabReport): void => {
    if (told.kind === 'roundStarted' && lifeMs !== undefined) killing = kill();
    if (told.kind === 'ended') ending = told.ending;
  };
  await executeTurn([{ plan, report, cancelled: NEVER }], crew);
  await killing;
  if (!ending) throw new Error('The run has no ending.');
  return { ending, held };
}

function fail(what: string, detail: unknown): never {
  console.error(`NOT AS PROMISED (seed ${seed}): ${what}`, detail);
  process.exit(1);
}

/** Children of this process that are there, zombies among them. */
const countChildren = (): number =>
  readdirSync('/proc/self/task').reduce((count, task) => {
    const children = readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim();
    return count + (children === '' ? 0 : children.split(' ').length);
  }, 0);

console.log(`${kills} kills, seed ${seed}`);
const memoryFiles = (): string => readdirSync('/dev/shm').toSorted().join(' ');
const memoryBefore = memoryFiles();
const childrenBefore = countChildren();
const crew = new KnownCrew(preferredSubstrate(), 8);
const ends: Record<string, number> = {};

for (let done = 0, run = 0; done < kills; run += 1) {
  const fabric: Fabric = done < kills / 2 ? 'THREADS' : 'PROCESSES';
  const primitive: Primitive = random() < 0.6 ? 'QUEUE' : 'PIPE';
  if (run % EVERY === 0) {
    const { ending } = await play(crew, planTraffic(fabric, primitive, 2_000));
    if (ending.state !== 'SUCCEEDED') fail('a run that nobody disturbed went wrong', ending);
    continue;
  }
  const { ending, held } = await play(crew, planTraffic(fabric, primitive, 1_000_000), random() * LONGEST_LIFE_MS);
  if (ending.state !== 'FAILED' || ending.failure?.code !== 'WORKER_DIED') fail('a killed run ended otherwise', ending);
  for (const lock of held) {
    if (!ending.failure.message.includes(lock)) fail(`it held the ${lock}, and nobody says so`, ending.failure.message);
  }
  done += 1;
  const key = `${fabric} ${primitive}${held.length > 0 ? `, holding the ${held.join(', ')}` : ''}`;
  ends[key] = (ends[key] ?? 0) + 1;
  if (done % 100 === 0) console.log(`${done} killed`);
}

await crew.close();
console.log(ends);
if (memoryFiles() !== memoryBefore) fail('memory files were left', memoryFiles());
if (countChildren() !== childrenBefore) fail('processes were left', countChildren());
console.log('Nothing stuck, nothing left.');
process.exit(0);
