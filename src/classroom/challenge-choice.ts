/** What members may choose in a challenge: what was named, else all that makes sense there. */
import type { Metric } from '../domain/classroom.js';
import type { Fabric, Primitive } from '../domain/experiment.js';
import { DEFAULTS, type Offer, type PlannedExperiment } from '../domain/plan.js';
import type { Checked, Problem } from '../domain/problem.js';
import type { ChallengeRequest } from './challenge-input.js';
import { hasFigure, isContest } from './recorded-metrics.js';

export interface Choice {
  readonly primitive?: Primitive;
  readonly fabric?: Fabric;
}

/** What is not told is all that the task takes, here and to be ranked by this metric. */
export function readChoice(
  { fixed, metric, ...request }: ChallengeRequest,
  offer: Offer,
  plan: (choice: Choice) => Checked<PlannedExperiment>,
): { readonly primitives: readonly Primitive[]; readonly fabrics: readonly Fabric[] } {
  const task = offer.tasks.get(fixed.task.kind);
  // Another runtime may not have all of it.
  const own = offer.runtimeOffers?.get(fixed.runtime ?? DEFAULTS.runtime)?.tasks.get(fixed.task.kind);
  const isOffered = (fabric: Fabric): boolean => !offer.unavailable[fabric] && (!own || own[fabric] !== undefined);
  const fabrics = task?.fabrics.filter((fabric) => isOffered(fabric) && isContest(metric, fabric)) ?? [];
  const has = (primitive: Primitive): boolean => !own || fabrics.some((fabric) => own[fabric]?.includes(primitive));
  const primitives = task?.primitives.filter(has).filter((primitive) => {
    const planned = plan({ primitive, ...(fabrics[0] && { fabric: fabrics[0] }) });
    return !planned.ok || hasFigure(metric, planned.value.plan.groups[0]);
  });
  return { primitives: unique(request.primitives ?? primitives ?? []), fabrics: unique(request.fabrics ?? fabrics) };
}

/** What speaks against this choice, as planned. */
export function findFaults(metric: Metric, planned: Checked<PlannedExperiment>): readonly Problem[] {
  if (!planned.ok) return planned.problems.map(toList);
  const [group] = planned.value.plan.groups;
  if (hasFigure(metric, group)) return [];
  const message = `${metric} is not measured of ${group.task.kind} with ${group.primitive}: nobody has to wait there.`;
  return [{ path: 'primitives', code: 'NOT_SUPPORTED', message }];
}

/** Every primitive and every fabric at least once: they are checked apart, so not all pairs are needed. */
export function combine(primitives: readonly Primitive[], fabrics: readonly Fabric[]): readonly Choice[] {
  const [primitive] = primitives;
  const [fabric] = fabrics;
  return [
    ...primitives.map((each) => ({ primitive: each, ...(fabric && { fabric }) })),
    ...fabrics.slice(1).map((each) => ({ fabric: each, ...(primitive && { primitive }) })),
  ];
}

/** The planner speaks of the one that a challenge has a list of. */
function toList(problem: Problem): Problem {
  const lists: Readonly<Record<string, string>> = {
    primitive: 'primitives',
    fabric: 'fabrics',
    workers: 'minWorkers',
    recording: 'metric',
  };
  return { ...problem, path: lists[problem.path] ?? problem.path };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
