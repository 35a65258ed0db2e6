/** What the workers of a run cost beside their work, read when its last round is over. */
import { homeOf, type CostFigure, type MissingCost, type WorkerCost } from '../domain/worker-cost.js';
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

/** Of workers that somebody else makes. */
export function untoldCosts(assignment: Assignment, reason: string): readonly WorkerCost[] {
  return assignment.members.flatMap((member) => spread(assignment, member, { ...NOTHING, ...missingAll(reason) }));
}

type Cost = Omit<WorkerCost, 'worker' | 'livesIn'>;

const NOTHING = { isWarm: null, startMs: null, memoryBytes: null, memoryGrowthBytes: null } as const;

function missingAll(reason: string): Pick<Cost, 'missing'> {
  const figures: readonly CostFigure[] = ['IS_WARM', 'START', 'MEMORY', 'MEMORY_GROWTH'];
  return { missing: figures.map((figure) => ({ figure, reason })) };
}

function costOf(worker: WarmWorker, crew: Crew, begunNs: bigint): Cost {
  const { createdNs, beganNs } = worker;
  const isWarm = createdNs < begunNs;
  const { bytes, growthBytes } = crew.measureMemory(worker);
  const missing: MissingCost[] = [];
  const note = (figure: CostFigure, reason: string): void => void missing.push({ figure, reason });
  if (beganNs === null) note('START', 'It never came to its first instruction.');
  if (bytes === null) note('MEMORY', worker.kind === 'thread' ? ONE_ADDRESS_SPACE : NOT_TOLD);
  if (growthBytes === null) {
    note('MEMORY_GROWTH', worker.kind === 'thread' ? ONE_ADDRESS_SPACE : isWarm ? NOT_TOLD : NOTHING_BEFORE);
  }
  return {
    isWarm,
    startMs: beganNs === null ? null : Number(beganNs - createdNs) / NS_PER_MS,
    memoryBytes: bytes,
    memoryGrowthBytes: growthBytes,
    missing,
  };
}

/** All workers that one member plays have what it has. */
function spread(assignment: Assignment, { group, workers }: Member, cost: Cost): readonly WorkerCost[] {
  const placed = assignment.groups[group];
  return workers.map((worker) => ({
    worker: (placed?.firstSlot ?? 0) + worker,
    livesIn: homeOf(placed?.fabric ?? 'THREADS'),
    ...cost,
  }));
}
