/**
 * A submission as asked for becomes a plan: what the challenge fixes is taken from the challenge, whatever the
 * request says of it, and what it leaves open must be one of what it allows.
 */
import type { ChallengeRules } from '../domain/classroom.js';
import {
  DEFAULTS,
  planExperiment,
  type ExperimentRequest,
  type Offer,
  type PlannedExperiment,
} from '../domain/plan.js';
import type { Checked, Problem } from '../domain/problem.js';
import { METRIC_READERS } from './metrics.js';

export function planSubmission(
  { fixed, choice, metric }: ChallengeRules,
  request: ExperimentRequest,
  offer: Offer,
): Checked<PlannedExperiment> {
  const problems: Problem[] = [];
  const refuse = (path: string, message: string): void => {
    problems.push({ path, code: 'NOT_SUPPORTED', message });
  };
  const { primitive = DEFAULTS.primitive, fabric = DEFAULTS.fabric, workers = DEFAULTS.workers } = request;
  if (request.task.kind !== fixed.task.kind) {
    refuse('task', `This challenge is about ${fixed.task.kind}.`);
  }
  if (!choice.primitives.some((allowed) => allowed === primitive)) {
    refuse('primitive', `This challenge takes ${choice.primitives.join(', ')}.`);
  }
  if (!choice.fabrics.some((allowed) => allowed === fabric)) {
    refuse('fabric', `This challenge takes ${choice.fabrics.join(', ')}.`);
  }
  const { min, max } = choice.workers;
  if (workers < min || workers > max) {
    problems.push({
      path: 'workers',
      code: 'OUT_OF_RANGE',
      message: `This challenge takes ${min} to ${max} workers; these are ${workers}.`,
    });
  }
  if ((request.alongside ?? []).length > 0) refuse('alongside', 'A submission is one group.');
  const planned = planExperiment(
    {
      name: request.name,
      ...fixed,
      primitive,
      fabric,
      workers,
      options: choice.options ?? request.options,
      recording: METRIC_READERS[metric].recording,
    },
    offer,
  );
  const known = new Set(problems.map(({ path }) => path));
  if (!planned.ok) problems.push(...planned.problems.filter(({ path }) => !known.has(path)));
  return planned.ok && problems.length === 0 ? planned : { ok: false, problems };
}
