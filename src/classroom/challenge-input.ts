/**
 * A challenge as asked for becomes its rules, or every problem at once. The fixed part is planned with each
 * primitive and fabric that may be chosen, so that a challenge that is open can be taken.
 */
import {
  CLASSROOM_LIMITS,
  type ChallengeRules,
  type CorrectnessRule,
  type Direction,
  type Metric,
} from '../domain/classroom.js';
import { LIMITS, type Fabric, type Plan, type Primitive } from '../domain/experiment.js';
import {
  DEFAULTS,
  planExperiment,
  type ExperimentRequest,
  type Offer,
  type PlannedExperiment,
} from '../domain/plan.js';
import type { Checked, Problem } from '../domain/problem.js';
import type { Recording } from '../domain/recording.js';
import { combine, findFaults, readChoice, type Choice } from './challenge-choice.js';
import { checkInteger, checkTitle } from './inputs.js';
import { METRIC_READERS } from './metrics.js';

export interface ChallengeRequest {
  readonly title: string;
  /** The fixed part; what it says of primitive, fabric and workers is ignored. */
  readonly fixed: Pick<ExperimentRequest, 'task' | 'runtime' | 'repetitions' | 'warmup' | 'timeoutMs'>;
  /** Absent: all that the task takes. */
  readonly primitives: readonly Primitive[] | null;
  readonly fabrics: readonly Fabric[] | null;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  /** Absent: each chooses. */
  readonly options: ExperimentRequest['options'];
  readonly metric: Metric;
  readonly direction: Direction | null;
  readonly correctness: CorrectnessRule;
  readonly acceptDisturbed: boolean;
  readonly tries: number;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly baseline: ExperimentRequest | null;
  readonly prediction: { readonly question: string; readonly experiment: ExperimentRequest | null } | null;
  readonly verifyTop: number;
}

export interface CheckedChallenge {
  readonly title: string;
  readonly rules: ChallengeRules;
}

export function checkChallenge(request: ChallengeRequest, offer: Offer): Checked<CheckedChallenge> {
  const { metric, minWorkers, maxWorkers, fixed, options, opensAt, closesAt } = request;
  const title = checkTitle(request.title, 'title');
  const problems: Problem[] = [
    ...title.problems,
    ...checkInteger('tries', request.tries, CLASSROOM_LIMITS.tries),
    ...checkInteger('verifyTop', request.verifyTop, CLASSROOM_LIMITS.verifyTop),
    ...checkInteger('repetitions', fixed.repetitions ?? DEFAULTS.repetitions, CLASSROOM_LIMITS.repetitions),
    ...checkInteger('minWorkers', minWorkers, { min: LIMITS.workers.min, max: maxWorkers }),
    ...checkInteger('maxWorkers', maxWorkers, LIMITS.workers),
  ];
  if (closesAt && closesAt <= (opensAt ?? new Date())) {
    problems.push({
      path: 'closesAt',
      code: 'OUT_OF_RANGE',
      message: 'It closes before it opens, or has closed already.',
    });
  }
  const { recording, needsBaseline } = METRIC_READERS[metric];
  const planChoice = (choice: Choice): Checked<PlannedExperiment> =>
    planExperiment({ ...fixed, options, ...choice, recording, workers: minWorkers }, offer);
  const { primitives, fabrics } = readChoice(request, offer, planChoice);
  if (primitives.length === 0)
    problems.push({ path: 'primitives', code: 'EMPTY', message: 'No primitive may be chosen.' });
  if (fabrics.length === 0) problems.push({ path: 'fabrics', code: 'EMPTY', message: 'No fabric may be chosen.' });

  const plans = combine(primitives, fabrics).map(planChoice);
  problems.push(...plans.flatMap((planned) => findFaults(metric, planned)));
  const baseline = planAt('baseline', request.baseline, recording, offer, problems);
  const answer = planAt('prediction.experiment', request.prediction?.experiment ?? null, recording, offer, problems);
  if (needsBaseline && !request.baseline) {
    problems.push({ path: 'baseline', code: 'REQUIRED', message: `${metric} is counted against a baseline.` });
  }
  const question = request.prediction
    ? checkTitle(request.prediction.question, 'prediction.question', CLASSROOM_LIMITS.questionLength.max)
    : null;
  problems.push(...(question?.problems ?? []));

  const plan = plans.find((planned) => planned.ok)?.value.plan;
  if (problems.length > 0 || !plan) return { ok: false, problems: withoutRepeats(problems) };
  const [group] = plan.groups;
  const { runtime, repetitions, warmup, timeoutMs } = plan;
  return {
    ok: true,
    value: {
      title: title.title,
      rules: {
        fixed: { task: group.task, runtime, repetitions, warmup, timeoutMs },
        choice: {
          primitives,
          fabrics,
          workers: { min: minWorkers, max: maxWorkers },
          options: options ? group.options : null,
        },
        metric,
        direction: request.direction ?? METRIC_READERS[metric].direction,
        correctness: request.correctness,
        acceptDisturbed: request.acceptDisturbed,
        tries: request.tries,
        baseline,
        prediction: question && { question: question.title, experiment: answer },
        verifyTop: request.verifyTop,
      },
    },
  };
}

function planAt(
  path: string,
  request: ExperimentRequest | null,
  recording: Recording,
  offer: Offer,
  problems: Problem[],
): Plan | null {
  if (!request) return null;
  const planned = planExperiment({ ...request, recording }, offer);
  if (planned.ok) return planned.value.plan;
  problems.push(...planned.problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` })));
  return null;
}

function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}
