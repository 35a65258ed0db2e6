/** What the workers of an interpreter cost beside their work: it makes them anew in each round, so of the last one. */
import { homeOf, type WorkerCost } from '../../domain/worker-cost.js';
import type { Assignment } from '../../fabric/assignment.js';
import type { Played } from '../../runtimes/cpython/protocol.js';
import { spread, toCost, untoldCost } from '../worker-costs.js';

const NO_ROUND = 'No round came to its end, and so nobody told.';
const OF_A_POOL = 'The pool made it, and that tells nothing of its workers.';

/** @param played the last round that came to its end; null where there was none */
export function costsOnPython(assignment: Assignment, played: Played | null): readonly WorkerCost[] {
  return assignment.members.flatMap((member) => {
    const fabric = assignment.groups[member.group]?.fabric ?? 'THREADS';
    const cost = played?.groups[member.group]?.costs[member.workers[0] ?? 0];
    if (!cost) return spread(assignment, member, untoldCost(homeOf(fabric), played ? OF_A_POOL : NO_ROUND));
    // The caller of a pool of processes is none of them.
    const livesIn = fabric === 'PROCESSES' ? 'PROCESS' : 'THREAD';
    return spread(assignment, member, toCost({ livesIn, isWarm: false, ...cost, memoryGrowthBytes: null }));
  });
}
