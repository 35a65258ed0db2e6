/**
 * The serial baseline of a run: one thread that does all its workers' parts one after the other, on the same host
 * and runtime. What workers gain is over that, and where nobody measured it, it is not known.
 */
import type { Plan } from './experiment.js';
import type { Environment } from './run.js';
import type { Validity } from './validity.js';

export interface BaselineRun {
  readonly id: string;
  readonly attempt: number;
  /** Shared by runs whose rounds were interleaved. */
  readonly turn: string | null;
  readonly plan: Plan;
  readonly environment: Environment | null;
  readonly validity: Validity | null;
}

/** @returns null for what is serial itself, and for several groups, which have no one baseline */
export function serialPlanOf(plan: Plan): Plan | null {
  const [group, ...others] = plan.groups;
  if (others.length > 0 || group.fabric === 'SERIAL') return null;
  return { ...plan, groups: [{ ...group, fabric: 'SERIAL' }] };
}

/**
 * The one that was measured beside the run, round by round; else the newest.
 * @param candidates the newest first
 */
export function chooseBaseline(run: BaselineRun, candidates: readonly BaselineRun[]): BaselineRun | null {
  const fitting = candidates.filter(
    ({ plan, environment, validity }) =>
      validity?.verdict !== 'INVALID' &&
      (plan.recording ?? 'NONE') === (run.plan.recording ?? 'NONE') &&
      hostOf(environment) !== null &&
      hostOf(environment) === hostOf(run.environment),
  );
  return fitting.find((candidate) => areSideBySide(run, candidate)) ?? fitting[0] ?? null;
}

export function areSideBySide(run: Pick<BaselineRun, 'turn'>, baseline: Pick<BaselineRun, 'turn'>): boolean {
  return run.turn !== null && run.turn === baseline.turn;
}

function hostOf(environment: Environment | null): string | null {
  if (!environment) return null;
  const { cpuModel, cores, node, interpreter } = environment;
  return [cpuModel, cores, node, interpreter].join(', ');
}
