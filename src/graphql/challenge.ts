/** Challenges: what is fixed, what may be chosen, how it is ranked, and how far it has come. */
import type { ChallengeRequest } from '../classroom/challenge-input.js';
import type { Done } from '../classroom/challenges.js';
import { METRIC_READERS } from '../classroom/metrics.js';
import {
  CHALLENGE_PHASES,
  CLASSROOM_LIMITS,
  CORRECTNESS_RULES,
  DIRECTIONS,
  METRICS,
  type ChallengePhase,
  type ChallengeRules,
  type CorrectnessRule,
  type Metric,
} from '../domain/classroom.js';
import { LIMITS } from '../domain/experiment.js';
import { DEFAULTS } from '../domain/plan.js';
import type { Summary } from '../domain/run.js';
import { fromJson } from '../store/records.js';
import { builder, FabricEnum, PrimitiveEnum } from './builder.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { ExperimentInput, OptionsInput, OptionsRef, readExperimentInput } from './experiment.js';
import { EstimateRef } from './estimate.js';
import { readTaskInput, TaskInputRef, TaskRef } from './task.js';

export const MetricEnum = builder.enumType('Metric', {
  description: 'What a board ranks by.',
  values: {
    WALL: { description: 'Wall time of a round.' },
    CPU: { description: 'Processor time of all workers.' },
    THROUGHPUT: { description: 'Units of work a second.' },
    SPEEDUP: { description: 'The baseline’s wall time over this one’s.' },
    EFFICIENCY: { description: 'The speed-up over the number of workers.' },
    FAIRNESS: { description: 'How evenly the workers got what they shared: `RunRecording.fairness`.' },
    LOCK_WAIT: { description: 'How long an acquisition of a lock had to wait: `RunRecording.lockWait`.' },
  } satisfies Record<Metric, { description: string }>,
});
export const DirectionEnum = builder.enumType('Direction', {
  description: 'Which end of the metric wins.',
  values: DIRECTIONS,
});
const CorrectnessEnum = builder.enumType('CorrectnessRule', {
  description: 'Which results may rank: a wrong one never does.',
  values: {
    ACCEPTABLE: { description: 'Nothing but acceptable outcomes, in every round.' },
    NOT_FORBIDDEN: { description: 'What a race may do is right here too.' },
  } satisfies Record<CorrectnessRule, { description: string }>,
});
export const PhaseEnum = builder.enumType('ChallengePhase', {
  description: 'SCHEDULED → OPEN → CLOSED → VERIFYING (the top entries are run again) → REVEALING → REVEALED.',
  values: CHALLENGE_PHASES,
});

interface OwnPrediction {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly lockedAt: Date | null;
}

const PredictionRef = builder.objectRef<OwnPrediction>('Prediction').implement({
  description: 'What a member says will come out.',
  fields: (t) => ({
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', {
      nullable: true,
      description: 'With `high`: bounds that should hold four times in five.',
    }),
    high: t.exposeFloat('high', { nullable: true }),
    lockedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since the member’s first submission; null while it may be changed.',
      resolve: ({ lockedAt }) => lockedAt,
    }),
  }),
});

const rulesOf = ({ rules }: { rules: unknown }): ChallengeRules => fromJson<ChallengeRules>(rules);

builder.prismaObject('Challenge', {
  description: 'A task with a rule for who does it best.',
  fields: (t) => ({
    id: t.exposeID('id'),
    title: t.exposeString('title'),
    phase: t.field({ type: PhaseEnum, select: { phase: true }, resolve: ({ phase }) => phase as ChallengePhase }),
    opensAt: t.expose('opensAt', { type: 'DateTime' }),
    closesAt: t.expose('closesAt', { type: 'DateTime', nullable: true }),
    isFrozen: t.boolean({
      select: { frozenAtSeq: true, phase: true },
      description: 'The class sees the board as it was then.',
      resolve: ({ frozenAtSeq, phase }) => frozenAtSeq !== null && phase !== 'REVEALED',
    }),
    task: t.field({ type: TaskRef, select: { rules: true }, resolve: (row) => rulesOf(row).fixed.task }),
    runtime: t.string({ select: { rules: true }, resolve: (row) => rulesOf(row).fixed.runtime }),
    repetitions: t.int({ select: { rules: true }, resolve: (row) => rulesOf(row).fixed.repetitions }),
    warmup: t.int({ select: { rules: true }, resolve: (row) => rulesOf(row).fixed.warmup }),
    timeoutMs: t.int({ select: { rules: true }, resolve: (row) => rulesOf(row).fixed.timeoutMs }),
    primitives: t.field({
      type: [PrimitiveEnum],
      select: { rules: true },
      description: 'Those that may be chosen.',
      resolve: (row) => rulesOf(row).choice.primitives,
    }),
    fabrics: t.field({
      type: [FabricEnum],
      select: { rules: true },
      description: 'Those that may be chosen.',
      resolve: (row) => rulesOf(row).choice.fabrics,
    }),
    minWorkers: t.int({ select: { rules: true }, resolve: (row) => rulesOf(row).choice.workers.min }),
    maxWorkers: t.int({ select: { rules: true }, resolve: (row) => rulesOf(row).choice.workers.max }),
    options: t.field({
      type: OptionsRef,
      nullable: true,
      select: { rules: true },
      description: 'The primitive’s options, where they are fixed; null where each chooses.',
      resolve: (row) => rulesOf(row).choice.options,
    }),
    metric: t.field({ type: MetricEnum, select: { rules: true }, resolve: (row) => rulesOf(row).metric }),
    unit: t.string({ select: { rules: true }, resolve: (row) => METRIC_READERS[rulesOf(row).metric].unit }),
    direction: t.field({ type: DirectionEnum, select: { rules: true }, resolve: (row) => rulesOf(row).direction }),
    correctness: t.field({
      type: CorrectnessEnum,
      select: { rules: true },
      resolve: (row) => rulesOf(row).correctness,
    }),
    acceptDisturbed: t.boolean({
      select: { rules: true },
      description: 'Whether runs that were disturbed rank as well, or are run again.',
      resolve: (row) => rulesOf(row).acceptDisturbed,
    }),
    tries: t.int({ select: { rules: true }, description: 'Of each member.', resolve: (row) => rulesOf(row).tries }),
    triesLeft: t.int({
      nullable: true,
      select: { id: true, rules: true },
      description: 'Of the member who asks; null for others.',
      resolve: async (row, _args, { room, principal }) =>
        principal.kind === 'member' && principal.role === 'MEMBER'
          ? Math.max(0, rulesOf(row).tries - (await room.records.countSubmissions(row.id, principal.memberId)))
          : null,
    }),
    question: t.string({
      nullable: true,
      select: { rules: true },
      description: 'What is to be predicted before the first submission; null where nothing is.',
      resolve: (row) => rulesOf(row).prediction?.question ?? null,
    }),
    myPrediction: t.field({
      type: PredictionRef,
      nullable: true,
      select: { id: true },
      description: 'Of the member who asks.',
      resolve: ({ id }, _args, { room, principal }) =>
        principal.kind === 'member' ? room.records.findPrediction(id, principal.memberId) : null,
    }),
    baseline: t.field({
      type: EstimateRef,
      nullable: true,
      select: { baselineRunId: true },
      description: 'The baseline’s wall time, once it was measured.',
      resolve: async ({ baselineRunId }, _args, { prisma }) => {
        const run =
          baselineRunId === null
            ? null
            : await prisma.run.findUnique({ where: { id: baselineRunId }, select: { summary: true } });
        return fromJson<Summary | null>(run?.summary ?? null)?.wall ?? null;
      },
    }),
  }),
});

const PredictionInput = builder.inputType('ChallengePredictionInput', {
  description: 'Asks for a number before the first submission.',
  fields: (t) => ({
    question: t.string({ required: true, description: `At most ${CLASSROOM_LIMITS.questionLength.max} characters.` }),
    experiment: t.field({
      type: ExperimentInput,
      description:
        'Its figure, in the challenge’s metric, is the answer; without it, each member’s own first that ranks.',
    }),
  }),
});

const OpenChallengeInput = builder.inputType('OpenChallengeInput', {
  fields: (t) => ({
    classroomId: t.id({ required: true }),
    title: t.string({ required: true, description: 'At most 100 characters.' }),
    task: t.field({ type: TaskInputRef, required: true, description: 'Fixed, with its parameters.' }),
    runtime: t.string({ required: true, defaultValue: DEFAULTS.runtime, description: 'Fixed.' }),
    repetitions: t.int({
      required: true,
      defaultValue: DEFAULTS.repetitions,
      description: `Fixed; at least ${CLASSROOM_LIMITS.repetitions.min}, since an interval needs rounds.`,
    }),
    warmup: t.int({ required: true, defaultValue: DEFAULTS.warmup, description: 'Fixed.' }),
    timeoutMs: t.int({ required: true, defaultValue: DEFAULTS.timeoutMs, description: 'Fixed.' }),
    primitives: t.field({
      type: [PrimitiveEnum],
      description: 'Those that may be chosen; all of the task’s if not given.',
    }),
    fabrics: t.field({
      type: [FabricEnum],
      description: 'Those that may be chosen; all that can be had if not given.',
    }),
    minWorkers: t.int({ required: true, defaultValue: DEFAULTS.workers }),
    maxWorkers: t.int({ required: true, defaultValue: LIMITS.workers.max }),
    options: t.field({ type: OptionsInput, description: 'Fixed if given, else each chooses.' }),
    metric: t.field({ type: MetricEnum, required: true, defaultValue: METRICS[0] }),
    direction: t.field({ type: DirectionEnum, description: 'Which end wins; the metric’s own if not given.' }),
    correctness: t.field({ type: CorrectnessEnum, required: true, defaultValue: CORRECTNESS_RULES[0] }),
    acceptDisturbed: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Rank runs that were disturbed as well, instead of running them again: for a host that is never quiet. What ' +
        'is INVALID never ranks.',
    }),
    tries: t.int({
      required: true,
      defaultValue: 20,
      description: `Submissions of each member, up to ${CLASSROOM_LIMITS.tries.max}.`,
    }),
    opensAt: t.field({ type: 'DateTime', description: 'When it opens by itself; at once if not given.' }),
    closesAt: t.field({
      type: 'DateTime',
      description: 'When it closes by itself; if not given, it is closed by hand.',
    }),
    baseline: t.field({ type: ExperimentInput, description: 'What SPEEDUP and EFFICIENCY are counted against.' }),
    prediction: t.field({ type: PredictionInput }),
    verifyTop: t.int({
      required: true,
      defaultValue: 3,
      description: `Places that are run again before a reveal, up to ${CLASSROOM_LIMITS.verifyTop.max}.`,
    }),
  }),
});

function readChallengeInput(input: typeof OpenChallengeInput.$inferInput): ChallengeRequest {
  const { task, runtime, repetitions, warmup, timeoutMs, primitives, fabrics, baseline, prediction, ...rest } = input;
  return {
    ...rest,
    fixed: { task: readTaskInput(task), runtime, repetitions, warmup, timeoutMs },
    primitives: primitives ?? null,
    fabrics: fabrics ?? null,
    options: rest.options,
    direction: rest.direction ?? null,
    opensAt: rest.opensAt ?? null,
    closesAt: rest.closesAt ?? null,
    baseline: baseline ? readExperimentInput(baseline) : null,
    prediction: prediction
      ? {
          question: prediction.question,
          experiment: prediction.experiment ? readExperimentInput(prediction.experiment) : null,
        }
      : null,
  };
}

/** @returns the id of what was done. @throws InvalidInputError, QueueFullError where it was not */
export function doneId(done: Done): string {
  switch (done.kind) {
    case 'done':
      return done.id;
    case 'refused':
      throw new InvalidInputError(done.problems);
    case 'queue full':
      throw new QueueFullError(done.limit);
  }
}

builder.queryField('challenge', (t) =>
  t.prismaField({
    type: 'Challenge',
    nullable: true,
    authScopes: (_root, { id }) => ({ seesChallenge: id }),
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { prisma }) => prisma.challenge.findUnique({ ...query, where: { id } }),
  }),
);

builder.mutationFields((t) => ({
  openChallenge: t.prismaField({
    type: 'Challenge',
    authScopes: (_root, { input }) => ({ leadsClassroom: input.classroomId }),
    description: 'Opens a challenge. Its baseline, and what answers its prediction, are measured at once.',
    args: { input: t.arg({ type: OpenChallengeInput, required: true }) },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'OpenChallengeResult' } },
    resolve: async (query, _root, { input }, { prisma, room }) => {
      const id = doneId(await room.challenges.open(input.classroomId, readChallengeInput(input)));
      return prisma.challenge.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  closeChallenge: t.prismaField({
    type: 'Challenge',
    authScopes: (_root, { challengeId }) => ({ leadsChallenge: challengeId }),
    description: 'Takes no more submissions; those that wait still count.',
    args: { challengeId: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'CloseChallengeResult' } },
    resolve: async (query, _root, { challengeId }, { prisma, room }) => {
      const id = doneId(await room.challenges.close(challengeId));
      return prisma.challenge.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  freezeLeaderboard: t.prismaField({
    type: 'Challenge',
    authScopes: (_root, { challengeId }) => ({ leadsChallenge: challengeId }),
    description: 'From now on the class sees the board as it is now; the instructor sees all.',
    args: { challengeId: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'FreezeLeaderboardResult' } },
    resolve: async (query, _root, { challengeId }, { prisma, room }) => {
      const id = doneId(await room.challenges.freeze(challengeId));
      return prisma.challenge.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  revealLeaderboard: t.prismaField({
    type: 'Challenge',
    authScopes: (_root, { challengeId }) => ({ leadsChallenge: challengeId }),
    description:
      'Closes the challenge, runs the top entries again until those on top have held, and then shows the class one ' +
      'place after the other, from the last one up. Follow it with `leaderboard`.',
    args: {
      challengeId: t.arg.id({ required: true }),
      everyMs: t.arg.int({
        required: true,
        defaultValue: 1000,
        description: `Between two places, from ${CLASSROOM_LIMITS.revealEveryMs.min} to ${CLASSROOM_LIMITS.revealEveryMs.max}.`,
      }),
    },
    errors: { types: [InvalidInputError], union: { name: 'RevealLeaderboardResult' } },
    resolve: async (query, _root, { challengeId, everyMs }, { prisma, room }) => {
      doneId(await room.reveal.begin(challengeId, everyMs));
      return prisma.challenge.findUniqueOrThrow({ ...query, where: { id: challengeId } });
    },
  }),
}));
