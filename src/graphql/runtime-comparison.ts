/** One task over fabrics, runtimes and numbers of workers: asked for once, and read as curves. */
import type { Plan } from '../domain/experiment.js';
import type { RunState, Summary } from '../domain/run.js';
import {
  checkLists,
  toComparisonProblem,
  toMatrix,
  type Curve,
  type CurvePoint,
  type CurveVerdict,
  type ModelComparison,
  type ModelPoint,
  type RuntimeComparison,
} from '../domain/runtime-comparison.js';
import type { StoredBatchPlan } from '../domain/batch-run.js';
import { DEFAULTS } from '../domain/plan.js';
import type { Validity } from '../domain/validity.js';
import { compareRuntimes } from '../lab/compare-runtimes.js';
import { fromJson } from '../store/records.js';
import { startedBatch } from './batch.js';
import { builder, FabricEnum, PrimitiveEnum, RunStateEnum } from './builder.js';
import type { Context } from './context.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { SentenceRef } from './explanation.js';
import { PairVerdictEnum } from './pair.js';
import { BoundedRef } from './scaling.js';
import { readTaskInput, TaskInputRef, TaskKindEnum } from './task.js';
import { ValidityVerdictEnum } from './validity.js';

/** In the cost of an operation, like a hundred lists: it reads every round. */
const COST = 1_000;

/** More than an interval needs, few enough for a lesson. */
const ROUNDS = 15;

const CurveVerdictEnum = builder.enumType('CurveVerdict', {
  description: 'What a fabric of a runtime gains over one thread of that runtime.',
  values: {
    SCALES: { description: 'With some number of workers the whole interval is above a gain of 1.2.' },
    GAINS_NOTHING: { description: 'With every number of workers above one, it is below.' },
    LOSES: { description: 'With every number of workers above one, it is below 1.' },
    NOT_TOLD: { description: 'The rounds do not say.' },
  } satisfies Record<CurveVerdict, { description: string }>,
});

const CurvePointRef = builder.objectRef<CurvePoint>('CurvePoint').implement({
  description: 'A run, beside that of one thread of its runtime: their rounds are interleaved.',
  fields: (t) => ({
    workers: t.exposeInt('workers'),
    runId: t.exposeID('runId'),
    state: t.field({ type: RunStateEnum, resolve: ({ state }) => state }),
    pairs: t.exposeInt('pairs', { description: 'Rounds with one of the one thread beside them.' }),
    speedup: t.field({
      type: BoundedRef,
      nullable: true,
      description: 'Of throughput, over one thread; null until both have measured something.',
      resolve: ({ speedup }) => speedup,
    }),
    verdict: t.field({ type: PairVerdictEnum, nullable: true, resolve: ({ verdict }) => verdict }),
    coresAtWork: t.exposeFloat('coresAtWork', {
      nullable: true,
      description: 'The workers’ processor time over the wall time; null where the platform does not tell.',
    }),
    validity: t.field({
      type: ValidityVerdictEnum,
      nullable: true,
      description: 'That of the less trustworthy of the two runs; null while one is on.',
      resolve: ({ validity }) => validity,
    }),
  }),
});

const CurveRef = builder.objectRef<Curve>('SpeedupCurve').implement({
  fields: (t) => ({
    runtime: t.exposeString('runtime'),
    fabric: t.field({ type: FabricEnum, resolve: ({ fabric }) => fabric }),
    gil: t.exposeBoolean('gil', { description: 'Whether a global lock lets only one thread run at a time.' }),
    points: t.field({ type: [CurvePointRef], description: 'Fewest workers first.', resolve: ({ points }) => points }),
    verdict: t.field({ type: CurveVerdictEnum, resolve: ({ verdict }) => verdict }),
  }),
});

const ModelPointRef = builder.objectRef<ModelPoint>('ModelPoint').implement({
  description: 'A speed-up of the model, beside the real one.',
  fields: (t) => ({
    fabric: t.field({ type: FabricEnum, resolve: ({ fabric }) => fabric }),
    workers: t.exposeInt('workers'),
    model: t.exposeFloat('model'),
    real: t.exposeFloat('real'),
    ratio: t.field({
      type: BoundedRef,
      description: 'Of the model’s speed-up to the real one. The intervals of all points hold together, at 95 %.',
      resolve: ({ ratio }) => ratio,
    }),
    verdict: t.field({ type: PairVerdictEnum, resolve: ({ verdict }) => verdict }),
  }),
});

const ModelComparisonRef = builder.objectRef<ModelComparison>('ModelComparison').implement({
  description: 'How near the model of a global lock comes to an interpreter that has one.',
  fields: (t) => ({
    model: t.exposeString('model'),
    real: t.exposeString('real'),
    points: t.field({ type: [ModelPointRef], resolve: ({ points }) => points }),
    farthest: t.exposeFloat('farthest', { description: 'The ratio farthest from 1, as a share: 0.1 is a tenth off.' }),
  }),
});

const RuntimeComparisonRef = builder.objectRef<RuntimeComparison>('RuntimeComparison').implement({
  description: 'One task over fabrics, runtimes and numbers of workers.',
  fields: (t) => ({
    task: t.field({ type: TaskKindEnum, resolve: ({ task }) => task }),
    workUnit: t.exposeString('workUnit', { description: 'What one unit of work is.' }),
    curves: t.field({ type: [CurveRef], resolve: ({ curves }) => curves }),
    models: t.field({
      type: [ModelComparisonRef],
      description: '`node-gil` beside each interpreter with a global lock; none where it was not asked for.',
      resolve: ({ models }) => models,
    }),
    validity: t.field({
      type: ValidityVerdictEnum,
      nullable: true,
      description: 'That of the least trustworthy of all runs; null while one is on.',
      resolve: ({ validity }) => validity,
    }),
    paragraph: t.string({ resolve: ({ sentences }) => sentences.map(({ text }) => text).join(' ') }),
    sentences: t.field({ type: [SentenceRef], resolve: ({ sentences }) => sentences }),
  }),
});

builder.prismaObjectFields('Batch', (t) => ({
  runtimeComparison: t.field({
    type: RuntimeComparisonRef,
    nullable: true,
    complexity: COST,
    select: { id: true, plan: true },
    description:
      'Of a batch whose runs are side by side with one thread (`compareRuntimes`), as far as it is; null of others.',
    resolve: async ({ id, plan }, _args, context) => {
      if (fromJson<StoredBatchPlan | null>(plan)?.order !== 'SIDE_BY_SIDE') return null;
      return readComparison(id, context);
    },
  }),
}));

async function readComparison(batchId: string, { prisma, records }: Context): Promise<RuntimeComparison | null> {
  const runs = await prisma.run.findMany({
    where: { batchId, repetition: 0 },
    orderBy: { configuration: 'asc' },
    select: {
      id: true,
      attempt: true,
      state: true,
      validity: true,
      summary: true,
      experiment: { select: { plan: true } },
    },
  });
  const walls = await records.findWalls(runs);
  return compareRuntimes(
    runs.map(({ id, state, validity, summary, experiment }) => ({
      runId: id,
      plan: fromJson<Plan>(experiment.plan),
      state: state as RunState,
      validity: fromJson<Validity | null>(validity),
      summary: fromJson<Summary | null>(summary),
      wallsMs: walls.get(id) ?? [],
    })),
  );
}

const RuntimeComparisonInput = builder.inputType('RuntimeComparisonInput', {
  fields: (t) => ({
    name: t.string({ description: 'At most 200 characters.' }),
    task: t.field({ type: TaskInputRef, required: true, description: 'The same work for all of them.' }),
    primitive: t.field({ type: PrimitiveEnum, required: true, defaultValue: DEFAULTS.primitive }),
    fabrics: t.field({ type: [FabricEnum], required: true, defaultValue: ['THREADS', 'PROCESSES'] }),
    runtimes: t.stringList({ required: true, description: 'Ids of `runtimes`.' }),
    workers: t.intList({ required: true, defaultValue: [1, 2, 4] }),
    repetitions: t.int({ required: true, defaultValue: ROUNDS, description: 'Measured rounds of each run.' }),
    warmup: t.int({ required: true, defaultValue: DEFAULTS.warmup }),
    timeoutMs: t.int({ required: true, defaultValue: DEFAULTS.timeoutMs, description: 'Of each run.' }),
    idempotencyKey: t.string({ description: 'The same key again gives the same batch. At most 200 characters.' }),
  }),
});

builder.mutationField('compareRuntimes', (t) =>
  t.prismaField({
    type: 'Batch',
    authScopes: { works: true },
    description:
      'Runs a task over fabrics, runtimes and numbers of workers, all of a runtime beside one thread of it, their ' +
      'rounds interleaved. What it came to is `Batch.runtimeComparison`.',
    args: { input: t.arg({ type: RuntimeComparisonInput, required: true }) },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'CompareRuntimesResult' } },
    resolve: async (query, _root, { input }, { prisma, matrices, ownerId }) => {
      const request = { ...input, name: input.name?.trim() || null, task: readTaskInput(input.task) };
      const problems = checkLists(request);
      if (problems.length > 0) throw new InvalidInputError(problems);
      const result = await matrices.start(toMatrix(request), input.idempotencyKey ?? null, ownerId);
      if (result.kind === 'refused') throw new InvalidInputError(result.problems.map(toComparisonProblem));
      return prisma.batch.findUniqueOrThrow({ ...query, where: { id: startedBatch(result) } });
    },
  }),
);
