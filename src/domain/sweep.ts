/** Whether runs can stand in one sweep: the same but for the number of workers. All that is not is told at once. */
import type { Group, Plan } from './experiment.js';
import type { Checked, Problem } from './problem.js';
import { isTerminal, type Environment, type RunState } from './run.js';
import type { Validity } from './validity.js';

/** A run that is asked to be part of a sweep. */
export interface SweepRun {
  readonly id: string;
  readonly state: RunState;
  /** Its samples are those of this attempt. */
  readonly attempt: number;
  readonly plan: Plan;
  readonly environment: Environment | null;
  /** null while it has not ended, and for runs of an earlier version. */
  readonly validity: Validity | null;
}

/** A run whose figures are not what was asked for. */
export interface LeftOutRun {
  readonly runId: string;
  readonly workers: number;
  readonly reason: string;
}

export interface Sweep {
  readonly runs: readonly [SweepRun, ...SweepRun[]];
  readonly leftOut: readonly LeftOutRun[];
}

export const SWEEP_LIMITS = { runs: 100, rounds: 20_000 } as const;

/** Before the runs are looked for. */
export function checkRunIds(runIds: readonly string[]): readonly Problem[] {
  if (runIds.length === 0) {
    return [{ path: 'runIds', code: 'EMPTY', message: 'A sweep needs runs; none were given.' }];
  }
  if (runIds.length > SWEEP_LIMITS.runs) {
    const message = `A sweep has at most ${SWEEP_LIMITS.runs} runs; these are ${runIds.length}.`;
    return [{ path: 'runIds', code: 'TOO_LONG', message }];
  }
  return runIds.flatMap((id, index) =>
    runIds.indexOf(id) === index
      ? []
      : [{ path: `runIds.${index}`, code: 'CONFLICT' as const, message: 'This run was given before.' }],
  );
}

/**
 * Runs that ended without figures that count are left out; any other thing that is wrong is a problem.
 * @param found those that exist, in any order
 */
export function checkSweep(runIds: readonly string[], found: readonly SweepRun[]): Checked<Sweep> {
  const byId = new Map(found.map((run) => [run.id, run]));
  const runs = runIds.map((id) => byId.get(id));
  const problems = runs.flatMap((run, index): readonly Problem[] => {
    const path = `runIds.${index}`;
    if (!run) {
      return [{ path, code: 'UNKNOWN', message: `There is no run ${runIds[index]?.slice(0, 60)}.` }];
    }
    if (!isTerminal(run.state)) {
      return [
        { path, code: 'UNAVAILABLE', message: `Only runs that have ended can be compared; this is ${run.state}.` },
      ];
    }
    if (run.plan.groups.length > 1) {
      return [{ path, code: 'NOT_SUPPORTED', message: 'A run of several groups has no one number of workers.' }];
    }
    return [];
  });
  const given = runs.filter((run) => run !== undefined);
  const leftOut = given.flatMap((run) => leaveOut(run) ?? []);
  const [first, ...others] = given.filter((run) => leaveOut(run) === null);
  for (const run of others) {
    if (first) problems.push(...findDifferences(run, first, `runIds.${runIds.indexOf(run.id)}`));
  }
  const rounds = found.reduce((sum, { plan }) => sum + plan.repetitions, 0);
  if (rounds > SWEEP_LIMITS.rounds) {
    const message = `The runs of a sweep have at most ${SWEEP_LIMITS.rounds} rounds together; these have ${rounds}.`;
    problems.push({ path: 'runIds', code: 'TOO_LONG', message });
  }
  if (problems.length === 0 && !first) {
    const message = `None of these runs has figures that count. ${leftOut[0]?.reason ?? ''}`;
    problems.push({ path: 'runIds', code: 'UNAVAILABLE', message });
  }
  if (problems.length > 0 || !first) return { ok: false, problems };
  return { ok: true, value: { runs: [first, ...others], leftOut } };
}

/** @returns null for a run that counts: a disturbed one does, and says so */
function leaveOut({ id, state, plan, validity }: SweepRun): LeftOutRun | null {
  if (state === 'SUCCEEDED' && validity?.verdict !== 'INVALID') return null;
  const reasons = validity?.reasons.map(({ message }) => message) ?? [];
  const reason = reasons.length > 0 ? reasons.join(' ') : `It ended as ${state}.`;
  return { runId: id, workers: plan.groups[0].workers, reason };
}

/** All that must be the same, in words. */
function traitsOf({ plan, environment }: SweepRun): readonly (readonly [string, string])[] {
  const [{ task, primitive, options, fabric }] = plan.groups as readonly [Group];
  return [
    ['task', task.kind],
    ['parameters', toText(task.parameters)],
    ['primitive', primitive],
    ['options', toText(options)],
    ['fabric', fabric],
    ['runtime', plan.runtime],
    ['processor', environment ? `${environment.cpuModel}, ${environment.cores} cores` : 'unknown'],
    ['Node', environment?.node ?? 'unknown'],
  ];
}

function findDifferences(run: SweepRun, first: SweepRun, path: string): readonly Problem[] {
  const traits = new Map(traitsOf(first));
  return traitsOf(run).flatMap(([trait, value]) =>
    value === traits.get(trait)
      ? []
      : [
          {
            path,
            code: 'CONFLICT',
            message: `Its ${trait} is ${value}; that of the first run is ${traits.get(trait)}.`,
          },
        ],
  );
}

/** The same text for the same values, in whatever order they were written. */
function toText(values: object | undefined): string {
  return Object.entries(values ?? {})
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
