/** One task over fabrics, runtimes and numbers of workers, read as curves. */
import type { Plan } from '../domain/experiment.js';
import type { RunState, Summary } from '../domain/run.js';
import type {
  Curve,
  CurvePoint,
  CurveVerdict,
  ModelComparison,
  ModelPoint,
  RuntimeComparison,
} from '../domain/runtime-comparison.js';
import type { StoredBatchPlan } from '../domain/batch-run.js';
import type { Validity } from '../domain/validity.js';
import { compareRuntimes } from '../lab/compare-runtimes.js';
import { fromJson } from '../store/records.js';
import { builder, FabricEnum, RunStateEnum } from './builder.js';
import type { Context } from './context.js';
import { SentenceRef } from './explanation.js';
import { PairVerdictEnum } from './pair.js';
import { BoundedRef } from './scaling.js';
import { TaskKindEnum } from './task.js';
import { ValidityVerdictEnum } from './validity.js';

/** In the cost of an operation, like a hundred lists: it reads every round. */
const COST = 1_000;

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
    state: t.field({ type: RunStateEnum, description: 'Of the run.', resolve: ({ state }) => state }),
    pairs: t.exposeInt('pairs', { description: 'Rounds with one of the one thread beside them.' }),
    speedup: t.field({
      type: BoundedRef,
      nullable: true,
      description: 'Of throughput, over one thread; null until both have measured something.',
      resolve: ({ speedup }) => speedup,
    }),
    verdict: t.field({
      type: PairVerdictEnum,
      nullable: true,
      description: 'Whether the speed-up can be told from 1; null as above.',
      resolve: ({ verdict }) => verdict,
    }),
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
  description: 'What a fabric of a runtime gains with each number of workers.',
  fields: (t) => ({
    runtime: t.exposeString('runtime'),
    fabric: t.field({ type: FabricEnum, resolve: ({ fabric }) => fabric }),
    gil: t.exposeBoolean('gil', { description: 'Whether a global lock lets only one thread run at a time.' }),
    points: t.field({ type: [CurvePointRef], description: 'Fewest workers first.', resolve: ({ points }) => points }),
    verdict: t.field({
      type: CurveVerdictEnum,
      description: 'Over all its numbers of workers.',
      resolve: ({ verdict }) => verdict,
    }),
  }),
});

const ModelPointRef = builder.objectRef<ModelPoint>('ModelPoint').implement({
  description: 'A speed-up of the model, beside the real one.',
  fields: (t) => ({
    fabric: t.field({ type: FabricEnum, resolve: ({ fabric }) => fabric }),
    workers: t.exposeInt('workers'),
    model: t.exposeFloat('model', { description: 'The speed-up of the model.' }),
    real: t.exposeFloat('real', { description: 'The speed-up of the interpreter.' }),
    ratio: t.field({
      type: BoundedRef,
      description: 'Of the model’s speed-up to the real one. The intervals of all points hold together, at 95 %.',
      resolve: ({ ratio }) => ratio,
    }),
    verdict: t.field({
      type: PairVerdictEnum,
      description: 'Whether the two can be told apart.',
      resolve: ({ verdict }) => verdict,
    }),
  }),
});

const ModelComparisonRef = builder.objectRef<ModelComparison>('ModelComparison').implement({
  description: 'How near the model of a global lock comes to an interpreter that has one.',
  fields: (t) => ({
    model: t.exposeString('model', { description: 'The runtime that is the model.' }),
    real: t.exposeString('real', { description: 'The runtime that it is held against.' }),
    points: t.field({
      type: [ModelPointRef],
      description: 'Where both were measured.',
      resolve: ({ points }) => points,
    }),
    farthest: t.exposeFloat('farthest', { description: 'The ratio farthest from 1, as a share: 0.1 is a tenth off.' }),
  }),
});

const RuntimeComparisonRef = builder.objectRef<RuntimeComparison>('RuntimeComparison').implement({
  description: 'One task over fabrics, runtimes and numbers of workers.',
  fields: (t) => ({
    task: t.field({ type: TaskKindEnum, resolve: ({ task }) => task }),
    workUnit: t.exposeString('workUnit', { description: 'What one unit of work is.' }),
    curves: t.field({
      type: [CurveRef],
      description: 'One for each fabric of each runtime.',
      resolve: ({ curves }) => curves,
    }),
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
    paragraph: t.string({
      description: 'All sentences, one after another.',
      resolve: ({ sentences }) => sentences.map(({ text }) => text).join(' '),
    }),
    sentences: t.field({
      type: [SentenceRef],
      description: 'What the curves say, for a student.',
      resolve: ({ sentences }) => sentences,
    }),
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
