/** From the samples of a run to its figures. */
import { taskNamed } from '../catalog/catalog.js';
import type { Plan } from '../domain/experiment.js';
import type { Estimate, Judgement, Measurement, Outcome, OutlyingRound, Summary } from '../domain/run.js';
import { bootstrapMedian } from '../stats/bootstrap.js';
import { boundOfNoneSeen } from '../stats/none-seen.js';
import { findOutliers } from '../stats/outliers.js';

/** @returns null where no measured round was finished. */
export function summarize(plan: Plan, measurements: readonly Measurement[]): Summary | null {
  const measured = measurements.filter((measurement) => !measurement.warmup);
  if (measured.length === 0) return null;
  const units = unitsOfRound(plan);
  const cpuTimes = measured.flatMap(({ cpuMs }) => (cpuMs === null ? [] : [cpuMs]));
  return {
    rounds: measured.length,
    wall: estimate(
      measured.map(({ wallMs }) => wallMs),
      'ms',
    ),
    cpu: cpuTimes.length === measured.length ? estimate(cpuTimes, 'ms') : null,
    throughput: estimate(
      measured.map(({ wallMs }) => (units / wallMs) * 1000),
      '1/s',
    ),
    workUnit: taskNamed(plan.groups[0].task.kind).workUnit,
    startup: estimate(
      measured.map(({ workers }) => Math.max(0, ...workers.map(({ startMs }) => startMs))),
      'ms',
    ),
    outliers: nameOutliers(measured),
  };
}

function nameOutliers(measured: readonly Measurement[]): readonly OutlyingRound[] {
  const { labels } = findOutliers(measured.map(({ wallMs }) => wallMs));
  return measured.flatMap(({ round, wallMs }, index) => {
    const label = labels[index] ?? 'NONE';
    return label === 'NONE' ? [] : [{ round, wallMs, label }];
  });
}

/** @param values at least one */
export function estimate(values: readonly number[], unit: string): Estimate {
  return { ...bootstrapMedian(values), unit };
}

/** Units of work of all workers in one round. */
export function unitsOfRound(plan: Plan): number {
  let units = 0;
  for (const { task, workers } of plan.groups) {
    for (let worker = 0; worker < workers; worker += 1) {
      units += taskNamed(task.kind).units(task.parameters, worker, workers);
    }
  }
  return units;
}

/**
 * What the measured rounds ended as, the commonest first; and what was looked out for and not seen, with the
 * bound on its share.
 */
export function tabulateOutcomes(plan: Plan, judgements: readonly Judgement[]): readonly Outcome[] {
  if (judgements.length === 0) return [];
  const counts = new Map<string, { grade: Judgement['grade']; count: number }>();
  for (const { result, grade } of judgements) {
    const entry = counts.get(result) ?? { grade, count: 0 };
    entry.count += 1;
    counts.set(result, entry);
  }
  const seen = [...counts]
    .map(([result, { grade, count }]) => ({ result, grade, count, share: count / judgements.length }))
    .toSorted((a, b) => b.count - a.count || a.result.localeCompare(b.result));
  return [...seen, ...notSeen(plan, counts, judgements.length)];
}

/** Of several groups the results are joined, and none of them alone could be told as seen or not. */
function notSeen({ groups }: Plan, seen: ReadonlyMap<string, unknown>, rounds: number): readonly Outcome[] {
  const [{ task, primitive }, ...others] = groups;
  if (others.length > 0) return [];
  const watched = taskNamed(task.kind).watched?.(primitive) ?? [];
  return watched
    .filter(({ result }) => !seen.has(result))
    .map((outcome) => ({ ...outcome, count: 0, share: 0, shareBound: boundOfNoneSeen(rounds) }));
}
