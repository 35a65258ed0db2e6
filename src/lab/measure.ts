/** One finished round: times, reports, and the verdict on the result. */
import { taskNamed } from '../catalog/catalog.js';
import type { Judgement, Measurement, WorkerMeasurement } from '../domain/run.js';
import type { Arena } from '../fabric/arena.js';
import { seatsOf, type Assignment, type PlacedGroup } from '../fabric/assignment.js';
import { viewResources } from '../fabric/view-resources.js';
import type { Resource } from '../primitives/registry.js';

const NS_PER_MS = 1e6;

/** @param throughNs when the host heard that all were through; null where it called them off at that moment */
export function measureRound(
  arena: Arena,
  assignment: Assignment,
  round: number,
  warmup: boolean,
  throughNs: bigint | null,
): Measurement {
  const releasedNs = arena.releasedNs;
  const sinceRelease = (ns: bigint): number => Number(ns - releasedNs) / NS_PER_MS;
  const workers: WorkerMeasurement[] = [];
  const droppedNs = process.hrtime.bigint();
  for (let slot = 0; slot < assignment.slots; slot += 1) {
    const { startedNs, endedNs: toldNs, usage } = arena.readSlot(slot);
    // A daemon that was dropped never told its end: it is now.
    const endedNs = toldNs === 0n ? droppedNs : toldNs;
    workers.push({
      worker: slot,
      startMs: sinceRelease(startedNs),
      endMs: sinceRelease(endedNs),
      cpuMs: toMs(usage?.cpuNs),
      runDelayMs: toMs(usage?.runDelayNs),
      voluntarySwitches: usage?.voluntarySwitches ?? null,
      involuntarySwitches: usage?.involuntarySwitches ?? null,
      result: arena.readReport(slot),
    });
  }
  const measured = toMeasurement(assignment, workers, (group) => viewResources(arena, group), round, warmup);
  return { ...measured, joinMs: throughNs === null ? null : sinceRelease(throughNs) - measured.wallMs };
}

/**
 * @param workers of all groups, slot by slot
 * @param resourcesOf what the round left of a group's primitive and its task's own resources
 */
export function toMeasurement(
  assignment: Assignment,
  workers: readonly WorkerMeasurement[],
  resourcesOf: (group: PlacedGroup) => readonly Resource[],
  round: number,
  warmup: boolean,
): Measurement {
  const starts = assignment.members.map((member) => {
    const first = (assignment.groups[member.group]?.firstSlot ?? 0) + (member.workers[0] ?? 0);
    return workers[first]?.startMs ?? 0;
  });
  const daemons = new Set(slotsOfDaemons(assignment));
  const awaited = workers.filter(({ worker }) => !daemons.has(worker));
  const cpuTimes = workers.map((worker) => worker.cpuMs);
  return {
    round,
    warmup,
    // Nobody waits for daemons.
    wallMs: Math.max(...awaited.map((worker) => worker.endMs)),
    startSkewMs: Math.max(...starts) - Math.min(...starts),
    // Known to whoever heard of the end.
    joinMs: null,
    cpuMs: cpuTimes.every((ms) => ms !== null) ? cpuTimes.reduce((sum, ms) => sum + ms, 0) : null,
    judgement: judgeRound(assignment, workers, resourcesOf),
    workers,
  };
}

function toMs(ns: number | null | undefined): number | null {
  return ns === null || ns === undefined ? null : ns / NS_PER_MS;
}

function slotsOfDaemons(assignment: Assignment): readonly number[] {
  return assignment.members.flatMap(({ group, workers, isDaemon }) =>
    isDaemon ? workers.map((worker) => (assignment.groups[group]?.firstSlot ?? 0) + worker) : [],
  );
}

function judgeRound(
  assignment: Assignment,
  workers: readonly WorkerMeasurement[],
  resourcesOf: (group: PlacedGroup) => readonly Resource[],
): Judgement {
  const judgements = assignment.groups.map((group) => {
    const [shared, ...resources] = resourcesOf(group) as [Resource, ...Resource[]];
    return taskNamed(group.task.kind).judge({
      parameters: group.task.parameters,
      primitive: group.primitive,
      workers: group.workers,
      reports: workers.slice(group.firstSlot, group.firstSlot + seatsOf(group)).map((worker) => worker.result),
      shared,
      resources,
    });
  });
  const [only] = judgements;
  return judgements.length === 1 && only ? only : joinJudgements(judgements);
}

/** One judgement for a round of several groups: all that they say, and the worst grade of them. */
function joinJudgements(judgements: readonly Judgement[]): Judgement {
  const severity = { ACCEPTABLE: 0, INTERESTING: 1, FORBIDDEN: 2 } as const;
  const grades = judgements.map(({ grade }) => grade).toSorted((a, b) => severity[b] - severity[a]);
  const lost = judgements.flatMap(({ lostUpdates }) => (lostUpdates === undefined ? [] : [lostUpdates]));
  return {
    result: [...new Set(judgements.map(({ result }) => result))].join(', '),
    grade: grades[0] ?? 'FORBIDDEN',
    expected: judgements.map(({ expected }) => expected).join('; '),
    observed: judgements.map(({ observed }) => observed).join('; '),
    ...(lost.length > 0 && { lostUpdates: lost.reduce((sum, count) => sum + count, 0) }),
  };
}
