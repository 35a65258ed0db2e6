/** What has to be shared for a metric of how it was shared: which primitives and fabrics have such a figure. */
import { taskNamed } from '../catalog/catalog.js';
import type { Metric } from '../domain/classroom.js';
import type { Fabric, Group } from '../domain/experiment.js';
import { sharesOneThread } from '../fabric/assignment.js';
import { partsOf, type Part } from '../primitives/recording/parts.js';
import { resourceOf } from '../primitives/registry.js';

const HAS_FIGURE: Readonly<Partial<Record<Metric, (part: Part) => boolean>>> = {
  FAIRNESS: ({ without }) => without.FAIRNESS === undefined,
  LOCK_WAIT: ({ operation }) => operation === 'ACQUIRE',
};

/** Whether there will be a figure: what it shares is the experiment's primitive, and what the task itself needs. */
export function hasFigure(metric: Metric, { task, primitive, options, workers }: Group): boolean {
  const isOne = HAS_FIGURE[metric];
  if (!isOne) return true;
  const own = taskNamed(task.kind).resources(task.parameters, workers);
  return [resourceOf(primitive, options, workers), ...own].some((spec) => partsOf(spec).some(isOne));
}

/** On one thread nobody ever waits for anybody: whoever chose that would have won. */
export function isContest(metric: Metric, fabric: Fabric): boolean {
  return !HAS_FIGURE[metric] || !sharesOneThread(fabric);
}
