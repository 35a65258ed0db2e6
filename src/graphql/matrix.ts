/** Batches of a matrix: planned and begun. */
import type { BatchPlan, PlannedConfiguration } from '../domain/batch-plan.js';
import type { Coordinate } from '../domain/matrix.js';
import type { EstimatedPlan } from '../scheduler/matrix-batches.js';
import { BatchRef, startedBatch } from './batch.js';
import { builder } from './builder.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { BatchInput, BatchOrderEnum, BatchPriorityEnum, readBatchInput } from './matrix-input.js';

export const CoordinateRef = builder.objectRef<Coordinate>('Coordinate').implement({
  description: 'Where a configuration stands on one axis of its matrix.',
  fields: (t) => ({ axis: t.exposeString('axis'), value: t.exposeString('value') }),
});

const PlannedConfigurationRef = builder.objectRef<PlannedConfiguration>('PlannedConfiguration').implement({
  fields: (t) => ({
    label: t.exposeString('label'),
    coordinates: t.field({ type: [CoordinateRef], resolve: ({ coordinates }) => coordinates }),
  }),
});

const SkippedRef = builder.objectRef<BatchPlan['skipped'][number]>('SkippedConfiguration').implement({
  fields: (t) => ({ label: t.exposeString('label'), reason: t.exposeString('reason') }),
});

const BatchPlanRef = builder.objectRef<EstimatedPlan>('BatchPlan').implement({
  description: 'What a batch would be. Nothing was stored.',
  fields: (t) => ({
    name: t.string({ nullable: true, resolve: ({ plan }) => plan.name }),
    runs: t.exposeInt('runs'),
    estimatedMs: t.exposeFloat('estimatedMs', {
      nullable: true,
      description: 'All its runs together, as far as earlier runs tell; null where none was like these.',
    }),
    atMostMs: t.exposeFloat('atMostMs', { description: 'If every run took its whole time limit.' }),
    configurations: t.field({ type: [PlannedConfigurationRef], resolve: ({ plan }) => plan.configurations }),
    baseline: t.field({ type: [CoordinateRef], resolve: ({ plan }) => plan.baseline }),
    order: t.field({ type: BatchOrderEnum, resolve: ({ plan }) => plan.order }),
    priority: t.field({ type: BatchPriorityEnum, resolve: ({ plan }) => plan.priority }),
    excluded: t.int({ description: 'Combinations that were left out.', resolve: ({ plan }) => plan.excluded }),
    skipped: t.field({
      type: [SkippedRef],
      description: 'Combinations that a task or this host cannot do.',
      resolve: ({ plan }) => plan.skipped,
    }),
  }),
});

const RunBatchResult = builder.errorUnion('RunBatchResult', {
  types: [BatchPlanRef, BatchRef, InvalidInputError, QueueFullError],
  resolveType: (value) => ('atMostMs' in value ? BatchPlanRef : BatchRef),
});

builder.mutationField('runBatch', (t) =>
  t.field({
    type: RunBatchResult,
    authScopes: { works: true },
    description:
      'Multiplies out a matrix of experiments and puts all its runs into the queue, in one transaction: when it ' +
      'answers, all of them are stored and will be run. With `dryRun`, only tells what that would be.',
    args: { input: t.arg({ type: BatchInput, required: true }) },
    resolve: async (_root, { input }, { prisma, matrices, ownerId }) => {
      const request = readBatchInput(input);
      if (input.dryRun) {
        const planned = matrices.plan(request);
        if (planned.kind === 'refused') throw new InvalidInputError(planned.problems);
        return planned.estimated;
      }
      const id = startedBatch(await matrices.start(request, input.idempotencyKey ?? null, ownerId));
      return BatchRef.addBrand(await prisma.batch.findUniqueOrThrow({ where: { id } }));
    },
  }),
);
