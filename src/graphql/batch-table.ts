/** What a matrix came to: its table, the best and the worst of it, and how it compares with another. */
import { resolveArrayConnection } from '@pothos/plugin-relay';
import * as z from 'zod';
import type { StoredBatchPlan } from '../domain/batch-run.js';
import { CHANGES, compareRows, type ComparedRow, type BatchComparison, type Measured } from '../report/compare.js';
import type { JoinedReason, JoinedValidity } from '../report/joined-validity.js';
import { BATCH_METRICS, findExtreme, type Row } from '../report/table.js';
import { fromJson } from '../store/records.js';
import { BatchProgressRef } from './batch-event.js';
import { builder, PAGE } from './builder.js';
import { notFound } from './errors.js';
import { pageSize } from './experiment.js';
import { CoordinateRef } from './matrix.js';
import { BatchOrderEnum, BatchPriorityEnum } from './matrix-input.js';
import { EstimateRef } from './estimate.js';
import { OutcomeRef } from './run.js';
import { ValidityCodeEnum, ValidityVerdictEnum } from './validity.js';

const MetricEnum = builder.enumType('BatchMetric', {
  description: 'What configurations are compared by. Of times less is better, of the others more.',
  values: BATCH_METRICS,
});

const JoinedReasonRef = builder.objectRef<JoinedReason>('JoinedReason').implement({
  fields: (t) => ({
    code: t.field({ type: ValidityCodeEnum, resolve: ({ code }) => code }),
    runs: t.exposeInt('runs', { description: 'In so many runs.' }),
    example: t.exposeString('example', { description: 'What it says of one of them.' }),
  }),
});

const JoinedValidityRef = builder.objectRef<JoinedValidity>('JoinedValidity').implement({
  description: 'How far figures over several runs can be trusted: as far as the worst of them.',
  fields: (t) => ({
    verdict: t.field({ type: ValidityVerdictEnum, resolve: ({ verdict }) => verdict }),
    runs: t.exposeInt('runs', { description: 'Runs that were judged.' }),
    doubtful: t.exposeInt('doubtful', { description: 'Of those, the ones that are not VALID.' }),
    reasons: t.field({
      type: [JoinedReasonRef],
      description: 'What speaks against them, the commonest first.',
      resolve: ({ reasons }) => reasons,
    }),
  }),
});

const RowRef = builder.objectRef<Row>('BatchRow').implement({
  description: 'A configuration of a matrix, with figures over all its runs that succeeded.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the matrix, from 0.' }),
    label: t.exposeString('label'),
    coordinates: t.field({ type: [CoordinateRef], resolve: (row) => row.coordinates }),
    experimentId: t.id({ resolve: (row) => row.experimentId }),
    runs: t.exposeInt('runs'),
    ended: t.exposeInt('ended'),
    succeeded: t.int({ resolve: (row) => row.measuredRuns.length }),
    validity: t.field({
      type: JoinedValidityRef,
      nullable: true,
      description: 'Of the runs that succeeded, as far as they were judged.',
      resolve: (row) => row.validity,
    }),
    wall: t.field({ type: EstimateRef, nullable: true, resolve: (row) => row.wall }),
    cpu: t.field({ type: EstimateRef, nullable: true, resolve: (row) => row.cpu }),
    throughput: t.field({ type: EstimateRef, nullable: true, resolve: (row) => row.throughput }),
    speedup: t.field({
      type: EstimateRef,
      nullable: true,
      description: 'Its throughput over that of its baseline; null of a baseline itself, and where there is none.',
      resolve: (row) => row.speedup,
    }),
    workUnit: t.exposeString('workUnit', { nullable: true }),
    outcomes: t.field({ type: [OutcomeRef], resolve: (row) => row.outcomes }),
    isBaseline: t.exposeBoolean('isBaseline'),
  }),
});

builder.prismaObjectFields('Batch', (t) => ({
  name: t.exposeString('name', { nullable: true }),
  order: t.field({
    type: BatchOrderEnum,
    nullable: true,
    select: { plan: true },
    resolve: ({ plan }) => fromJson<StoredBatchPlan | null>(plan)?.order ?? null,
  }),
  priority: t.field({
    type: BatchPriorityEnum,
    nullable: true,
    select: { plan: true },
    resolve: ({ plan }) => fromJson<StoredBatchPlan | null>(plan)?.priority ?? null,
  }),
  repetitions: t.int({
    description: 'Runs of each configuration.',
    select: { plan: true },
    resolve: ({ plan }) => fromJson<StoredBatchPlan | null>(plan)?.repetitions ?? 1,
  }),
  baseline: t.field({
    type: [CoordinateRef],
    description: 'What speed-ups are measured against.',
    select: { plan: true },
    resolve: ({ plan }) => fromJson<StoredBatchPlan | null>(plan)?.baseline ?? [],
  }),
  progress: t.field({
    type: BatchProgressRef,
    select: { id: true },
    resolve: async ({ id }, _args, { feed, batchRecords }) => feed.progressOf(id) ?? batchRecords.countEnded(id),
  }),
  table: t.connection({
    type: RowRef,
    description: 'Of a matrix: a row for each configuration. Empty for lessons and claims.',
    complexity: (args) => ({ multiplier: pageSize(args) }),
    select: { id: true },
    resolve: async ({ id }, args, { batchTables }) =>
      resolveArrayConnection({ args, maxSize: PAGE.most, defaultSize: PAGE.usual }, [...(await batchTables.load(id))]),
  }),
  best: t.field({
    type: [RowRef],
    description: 'The best configuration, and all that cannot be told from it: their intervals overlap.',
    args: { by: t.arg({ type: MetricEnum, required: true, defaultValue: 'WALL' }) },
    select: { id: true },
    resolve: async ({ id }, { by }, { batchTables }) => findExtreme(await batchTables.load(id), by, 'best'),
  }),
  worst: t.field({
    type: [RowRef],
    description: 'The worst configuration, and all that cannot be told from it.',
    args: { by: t.arg({ type: MetricEnum, required: true, defaultValue: 'WALL' }) },
    select: { id: true },
    resolve: async ({ id }, { by }, { batchTables }) => findExtreme(await batchTables.load(id), by, 'worst'),
  }),
}));

const ChangeEnum = builder.enumType('Change', {
  description:
    'What became of a configuration from one batch to the other. REGRESSION and IMPROVEMENT only where the whole ' +
    'interval says so; TIED: cannot be told apart, or not by enough.',
  values: CHANGES,
});

const ComparedRowRef = builder.objectRef<ComparedRow>('ComparedRow').implement({
  fields: (t) => ({
    label: t.exposeString('label'),
    before: t.field({ type: EstimateRef, nullable: true, resolve: (row) => row.before }),
    after: t.field({ type: EstimateRef, nullable: true, resolve: (row) => row.after }),
    ratio: t.field({
      type: EstimateRef,
      nullable: true,
      description: 'After over before. The intervals of all rows hold together, at 95 %.',
      resolve: (row) => row.ratio,
    }),
    change: t.field({ type: ChangeEnum, resolve: (row) => row.change }),
    validity: t.field({
      type: ValidityVerdictEnum,
      nullable: true,
      description: 'That of the less trustworthy of the two; null where one was not judged, or is not there.',
      resolve: ({ validity }) => validity,
    }),
  }),
});

const ComparisonRef = builder.objectRef<BatchComparison>('BatchComparison').implement({
  description: 'Two batches side by side. Configurations are matched by what they measure, not by name.',
  fields: (t) => ({
    metric: t.field({ type: MetricEnum, resolve: ({ metric }) => metric }),
    threshold: t.exposeFloat('threshold'),
    regressions: t.int({ resolve: ({ rows }) => countOf(rows, 'REGRESSION') }),
    improvements: t.int({ resolve: ({ rows }) => countOf(rows, 'IMPROVEMENT') }),
    rows: t.field({ type: [ComparedRowRef], resolve: ({ rows }) => rows }),
  }),
});

function countOf(rows: readonly ComparedRow[], change: ComparedRow['change']): number {
  return rows.filter((row) => row.change === change).length;
}

builder.queryField('compareBatches', (t) =>
  t.field({
    type: ComparisonRef,
    authScopes: { works: true },
    args: {
      before: t.arg.id({ required: true }),
      after: t.arg.id({ required: true }),
      by: t.arg({ type: MetricEnum, required: true, defaultValue: 'WALL' }),
      threshold: t.arg.float({
        required: true,
        defaultValue: 0.05,
        description: 'A change by a smaller share is none, however sure.',
        validate: z.number().min(0).max(10),
      }),
    },
    resolve: async (_root, { before, after, by, threshold }, { prisma, reach, batchTables, batchRecords }) => {
      for (const id of [before, after]) {
        const batch = await prisma.batch.findUnique({ where: { ...reach, id }, select: { id: true } });
        if (!batch) throw notFound('batch', id);
      }
      const load = async (id: string): Promise<Measured> => {
        const [rows, plans] = await Promise.all([batchTables.load(id), batchRecords.findExperiments(id)]);
        return { rows, plans };
      };
      return compareRows(...(await Promise.all([load(before), load(after)])), by, threshold);
    },
  }),
);
