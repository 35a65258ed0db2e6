/** What the workers of a run cost beside their work, read when its last round is over. */
import { COST_FIGURES, type CostFigure, type Home, type MissingCost, type WorkerCost } from '../domain/worker-cost.js';
import type { Assignment, Member } from '../fabric/assignment.js';
import type { Crew } from '../fabric/crew.js';
import type { WarmWorker } from '../fabric/warm-worker.js';

const NS_PER_MS = 1e6;

const ONE_ADDRESS_SPACE = 'Threads live in one address space: no page of it is one thread’s.';
const NOT_TOLD = 'Only Linux tells, and only of a process that is still there.';
const NOTHING_BEFORE = 'It was made for this run, so there is no before.';

/**
 * @param workers one for each member
 * @param begunNs when the run first asked for its workers
 */
export function costsOfCrew(
  assignment: Assignment,
  workers: readonly WarmWorker[],
  crew: Crew,
  begunNs: bigint,
): readonly WorkerCost[] {
  return assignment.members.flatMap((member, index) => {
    const worker = workers[index];
    return worker ? spread(assignment, member, costOf(worker, crew, begunNs)) : [];
  });
}

type Cost = Omit<WorkerCost, 'worker'>;

/** Of a worker of which nobody tells anything. */
export function untoldCost(livesIn: Home, reason: string): Cost {
  const missing = COST_FIGURES.map((figure) => ({ figure, reason }));
  return { livesIn, isWarm: null, startMs: null, memoryBytes: null, memoryGrowthBytes: null, missing };
}

function costOf(worker: WarmWorker, crew: Crew, begunNs: bigint): Cost {
  const { createdNs, beganNs, kind } = worker;
  const { bytes, growthBytes } = crew.measureMemory(worker);
  return toCost({
    livesIn: kind === 'thread' ? 'THREAD' : 'PROCESS',
    isWarm: createdNs < begunNs,
    startMs: beganNs === null ? null : Number(beganNs - createdNs) / NS_PER_MS,
    memoryBytes: bytes,
    memoryGrowthBytes: growthBytes,
  });
}

/** What is known of one, with the reasons for what is not. */
export function toCost(known: Omit<Cost, 'missing'>): Cost {
  const missing: MissingCost[] = [];
  const note = (figure: CostFigure, reason: string): void => void missing.push({ figure, reason });
  const isThread = known.livesIn === 'THREAD';
  if (known.startMs === null) note('START', 'It never came to its first instruction.');
  if (known.memoryBytes === null) note('MEMORY', isThread ? ONE_ADDRESS_SPACE : NOT_TOLD);
  if (known.memoryGrowthBytes === null) {
    note('MEMORY_GROWTH', isThread ? ONE_ADDRESS_SPACE : known.isWarm ? NOT_TOLD : NOTHING_BEFORE);
  }
  return { ...known, missing };
}

/** All workers that one member plays have what it has. */
export function spread(assignment: Assignment, { group, workers }: Member, cost: Cost): readonly WorkerCost[] {
  const firstSlot = assignment.groups[group]?.firstSlot ?? 0;
  return workers.map((worker) => ({ worker: firstSlot + worker, ...cost }));
}
