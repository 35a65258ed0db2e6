/** Batches: runs that belong together, as those of a lesson or a claim, and what they came to. */
import { CLAIMS_BY_ID } from '../catalog/claims/claims.js';
import { LESSONS_BY_ID } from '../catalog/lessons/lessons.js';
import {
  EXPECTATION_KINDS,
  VERDICTS,
  type BatchResult,
  type Claim,
  type ClaimVerdict,
  type Figure,
  type Lesson,
  type ObservedLine,
} from '../domain/lesson.js';
import { DEFAULTS } from '../domain/plan.js';
import type { StartResult } from '../scheduler/batches.js';
import { fromJson } from '../store/records.js';
import { builder } from './builder.js';
import { InvalidInputError, QueueFullError } from './errors.js';

const ExpectationKindEnum = builder.enumType('ExpectationKind', {
  description: 'EXACT: always the same answer. OUTCOME: one of several. TIMING: a time or a ratio.',
  values: EXPECTATION_KINDS,
});
const VerdictEnum = builder.enumType('Verdict', { values: VERDICTS });

export const LessonRef = builder.objectRef<Lesson>('Lesson').implement({
  description: 'A program of the course unit, with what the unit expects of it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    rows: t.exposeStringList('rows', { description: 'Rows of the unit that it stands for.' }),
    title: t.exposeString('title'),
    doc: t.exposeString('doc', { description: 'What there is to see, for a student.' }),
  }),
});

export const ClaimRef = builder.objectRef<Claim>('Claim').implement({
  description: 'A sentence of the course unit, with a rule for its verdict.',
  fields: (t) => ({
    id: t.exposeID('id'),
    number: t.exposeInt('number'),
    sentence: t.exposeString('sentence'),
    rule: t.exposeString('rule', { description: 'How the verdict follows from the figures.' }),
    explanation: t.exposeString('explanation', { description: 'The mechanism, for a student.' }),
  }),
});

const LineRef = builder.objectRef<ObservedLine>('ObservedLine').implement({
  description: 'What the unit expects, beside what was observed.',
  fields: (t) => ({
    kind: t.field({ type: ExpectationKindEnum, resolve: (line) => line.kind }),
    program: t.exposeString('program', { description: 'The program that it is of.' }),
    expected: t.exposeString('expected'),
    observed: t.exposeString('observed'),
    isMet: t.exposeBoolean('isMet'),
    leftOut: t.string({
      nullable: true,
      description: 'Why it does not apply to the runtime that was asked for.',
      resolve: ({ leftOut }) => leftOut ?? null,
    }),
  }),
});

export const FigureRef = builder.objectRef<Figure>('Figure').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', { nullable: true }),
    high: t.exposeFloat('high', { nullable: true }),
    unit: t.exposeString('unit'),
  }),
});

const ClaimVerdictRef = builder.objectRef<ClaimVerdict>('ClaimVerdict').implement({
  description: 'What the evidence says of a claim, on this host.',
  fields: (t) => ({
    verdict: t.field({ type: VerdictEnum, resolve: ({ verdict }) => verdict }),
    reason: t.exposeString('reason'),
    figures: t.field({
      type: [FigureRef],
      resolve: ({ figures }) => figures.filter(({ value }) => !Number.isNaN(value)),
    }),
  }),
});

export const BatchRef = builder.prismaObject('Batch', {
  description: 'Runs that belong together. It is finished when all of them have ended.',
  fields: (t) => ({
    id: t.exposeID('id'),
    lesson: t.field({
      type: LessonRef,
      nullable: true,
      select: { kind: true, subject: true },
      resolve: ({ kind, subject }) => (kind === 'LESSON' ? (LESSONS_BY_ID.get(subject) ?? null) : null),
    }),
    claim: t.field({
      type: ClaimRef,
      nullable: true,
      select: { kind: true, subject: true },
      resolve: ({ kind, subject }) => (kind === 'CLAIM' ? (CLAIMS_BY_ID.get(subject) ?? null) : null),
    }),
    scale: t.exposeFloat('scale', { description: 'Of the unit’s sizes and times.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    runs: t.relation('runs', { query: { orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }] } }),
    lines: t.field({
      type: [LineRef],
      nullable: true,
      select: { result: true },
      description: 'Of a lesson, once it is finished: expected beside observed.',
      resolve: ({ result }) => {
        const read = fromJson<BatchResult | null>(result);
        return read?.kind === 'LESSON' ? read.lines : null;
      },
    }),
    verdict: t.field({
      type: ClaimVerdictRef,
      nullable: true,
      select: { result: true },
      description: 'Of a claim, once it is finished.',
      resolve: ({ result }) => {
        const read = fromJson<BatchResult | null>(result);
        return read?.kind === 'CLAIM' ? read.verdict : null;
      },
    }),
  }),
});

builder.queryField('batch', (t) =>
  t.prismaField({
    type: 'Batch',
    nullable: true,
    authScopes: { works: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { prisma, reach }) =>
      prisma.batch.findUnique({ ...query, where: { ...reach, id } }),
  }),
);

/** @throws InvalidInputError, QueueFullError where it was not started */
export function startedBatch(result: StartResult): string {
  switch (result.kind) {
    case 'started':
      return result.batchId;
    case 'refused':
      throw new InvalidInputError(result.problems);
    case 'queue full':
      throw new QueueFullError(result.limit);
  }
}

const ON_RUNTIME =
  'The runtime that all its programs run on, as far as it has what they need; the default leaves each with its own.';

builder.mutationFields((t) => ({
  runLesson: t.prismaField({
    type: 'Batch',
    authScopes: { works: true },
    description: 'Runs a lesson: all its programs, one after another.',
    args: {
      lessonId: t.arg.id({ required: true }),
      scale: t.arg.float({
        required: true,
        defaultValue: 1,
        description: 'Of the unit’s sizes and times, above 0 and at most 1: smaller is a quicker run.',
      }),
      runtime: t.arg.string({ required: true, defaultValue: DEFAULTS.runtime, description: ON_RUNTIME }),
    },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'RunLessonResult' } },
    resolve: async (query, _root, { lessonId, scale, runtime }, { prisma, batches, ownerId }) => {
      const id = startedBatch(await batches.startLesson(lessonId, scale, ownerId, runtime));
      return prisma.batch.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  checkClaim: t.prismaField({
    type: 'Batch',
    authScopes: { works: true },
    description: 'Runs the experiments that test a claim; the verdict is on the batch when it is finished.',
    args: {
      claimId: t.arg.id({ required: true }),
      runtime: t.arg.string({ required: true, defaultValue: DEFAULTS.runtime, description: ON_RUNTIME }),
    },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'CheckClaimResult' } },
    resolve: async (query, _root, { claimId, runtime }, { prisma, batches, ownerId }) => {
      const id = startedBatch(await batches.startClaim(claimId, ownerId, runtime));
      return prisma.batch.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  cancelBatch: t.prismaField({
    type: 'Batch',
    authScopes: { works: true },
    description: 'Ends all runs of a batch that have not ended, and answers when they have.',
    args: { id: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'CancelBatchResult' } },
    resolve: async (query, _root, { id }, { prisma, batches, reach }) => {
      const batch = await prisma.batch.findUnique({ where: { ...reach, id }, select: { id: true } });
      if (!batch || !(await batches.cancel(id))) {
        throw new InvalidInputError([
          { path: 'id', code: 'UNKNOWN', message: `There is no batch ${id.slice(0, 60)}.` },
        ]);
      }
      return prisma.batch.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
