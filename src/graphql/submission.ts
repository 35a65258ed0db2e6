/** Submissions and predictions: what members do in a challenge. */
import { OUT_REASONS, type Measure, type OutReason, type SubmissionState } from '../domain/classroom.js';
import { fromJson } from '../store/records.js';
import { builder } from './builder.js';
import { doneId } from './challenge.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { ExperimentInput, pageSize, readExperimentInput } from './experiment.js';

const StateEnum = builder.enumType('SubmissionState', {
  values: {
    PENDING: { description: 'Its run has not ended, or was disturbed and is run again.' },
    RANKED: { description: 'It was measured, and is on the board if it is its member’s best.' },
    FELL: { description: 'Run again, it did not hold.' },
    OUT: { description: 'It never ranked; `reason` says why.' },
  } satisfies Record<SubmissionState, { description: string }>,
});
const ReasonEnum = builder.enumType('OutReason', {
  description: 'Why a submission is not on the board.',
  values: OUT_REASONS,
});

const MeasureRef = builder.objectRef<Measure>('Measure').implement({
  description: 'A figure in the challenge’s metric, with its 95 % interval.',
  fields: (t) => ({
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low'),
    high: t.exposeFloat('high'),
    isDisturbed: t.boolean({
      description: 'Something else had a part in it, which the challenge accepts.',
      resolve: ({ isDisturbed }) => isDisturbed ?? false,
    }),
  }),
});

builder.prismaObject('Submission', {
  description: 'One try of a member in a challenge.',
  fields: (t) => ({
    id: t.exposeID('id'),
    number: t.exposeInt('number', { description: 'Which try it is, from 1.' }),
    state: t.field({ type: StateEnum, select: { state: true }, resolve: (row) => row.state as SubmissionState }),
    reason: t.field({
      type: ReasonEnum,
      nullable: true,
      select: { reason: true },
      resolve: (row) => row.reason as OutReason | null,
    }),
    measure: t.field({
      type: MeasureRef,
      nullable: true,
      select: { measure: true },
      resolve: (row) => fromJson<Measure | null>(row.measure),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    member: t.relation('member'),
    challenge: t.relation('challenge'),
    runs: t.prismaField({
      type: ['Run'],
      select: { id: true },
      description: 'The first, those after disturbed ones, and those that checked it, in this order.',
      resolve: (query, { id }, _args, { prisma }) =>
        prisma.run.findMany({
          ...query,
          where: { submissionRun: { submissionId: id } },
          orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }],
        }),
    }),
  }),
});

builder.queryField('submissions', (t) =>
  t.prismaConnection({
    type: 'Submission',
    cursor: 'id',
    authScopes: (_root, { challengeId }) => ({ works: true, seesChallenge: challengeId }),
    description: 'The newest first: a member’s own, or all of the challenge for who leads it.',
    args: { challengeId: t.arg.id({ required: true }), memberId: t.arg.id() },
    complexity: (args) => ({ multiplier: pageSize(args) }),
    resolve: (query, _root, { challengeId, memberId }, { prisma, principal }) =>
      prisma.submission.findMany({
        ...query,
        where: {
          challengeId,
          AND: [
            memberId ? { memberId } : {},
            principal.kind === 'member' && principal.role === 'MEMBER' ? { memberId: principal.memberId } : {},
          ],
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      }),
  }),
);

builder.mutationFields((t) => ({
  submit: t.prismaField({
    type: 'Submission',
    authScopes: (_root, { challengeId }) => ({ member: true, seesChallenge: challengeId }),
    description:
      'Uses a try: what the challenge leaves open is taken from the input, the rest from the challenge, and the lab ' +
      'runs it on its own clock.',
    args: {
      challengeId: t.arg.id({ required: true }),
      input: t.arg({ type: ExperimentInput, required: true }),
      idempotencyKey: t.arg.string({ description: 'The same key again gives the same submission, and uses no try.' }),
    },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'SubmitResult' } },
    resolve: async (query, _root, { challengeId, input, idempotencyKey }, { prisma, room, ownerId }) => {
      const request = readExperimentInput(input);
      const done = await room.challenges.submit(challengeId, ownerId ?? '', request, idempotencyKey ?? null);
      return prisma.submission.findUniqueOrThrow({ ...query, where: { id: doneId(done) } });
    },
  }),
  predict: t.prismaField({
    type: 'Challenge',
    authScopes: (_root, { challengeId }) => ({ member: true, seesChallenge: challengeId }),
    description: 'Says what will come out. It may be changed until the first submission, and is locked then.',
    args: {
      challengeId: t.arg.id({ required: true }),
      value: t.arg.float({ required: true, description: 'In the challenge’s metric, above 0.' }),
      low: t.arg.float({ description: 'With `high`: bounds that should hold the answer four times in five.' }),
      high: t.arg.float(),
    },
    errors: { types: [InvalidInputError], union: { name: 'PredictResult' } },
    resolve: async (query, _root, { challengeId, value, low, high }, { prisma, room, ownerId }) => {
      const request = { value, low: low ?? null, high: high ?? null };
      const id = doneId(await room.challenges.predict(challengeId, ownerId ?? '', request));
      return prisma.challenge.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
