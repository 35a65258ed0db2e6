/** Two experiments side by side: their rounds interleaved, and what the one is beside the other. */
import { v7 as createId } from 'uuid';
import { checkPair } from '../domain/pair.js';
import { isTerminal, type RunState } from '../domain/run.js';
import { VALIDITY_VERDICTS, type Validity, type ValidityVerdict } from '../domain/validity.js';
import type { NewQueuedRun } from '../scheduler/queued-run.js';
import { compareSamples, type Comparison } from '../stats/compare.js';
import { fromJson } from '../store/records.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { ValidityVerdictEnum } from './validity.js';

/** Two runs of one turn. */
interface Pair {
  readonly baseRunId: string;
  readonly otherRunId: string;
}

type Compared = Comparison & { readonly validity: ValidityVerdict };

export const PairVerdictEnum = builder.enumType('PairVerdict', {
  description:
    'DIFFERENT: the interval of the ratio does not hold 1. NO_DIFFERENCE_SEEN: it does, and tells how much could be there unseen. TOO_FEW_PAIRS: 95 % cannot be had from so few rounds.',
  values: ['DIFFERENT', 'NO_DIFFERENCE_SEEN', 'TOO_FEW_PAIRS'] as const,
});

const ComparedRef = builder.objectRef<Compared>('PairComparison').implement({
  description: 'Wall times of two runs, round beside round.',
  fields: (t) => ({
    verdict: t.field({ type: PairVerdictEnum, resolve: ({ verdict }) => verdict }),
    pairs: t.exposeInt('pairs', { description: 'Rounds of the one with a round of the other beside them.' }),
    ratio: t.exposeFloat('ratio', { description: 'Of the other’s time to the base’s: 1.03 is 3 % slower.' }),
    low: t.float({
      nullable: true,
      description: 'The lower limit of its 95 % interval; null for too few pairs.',
      resolve: (compared) => (compared.verdict === 'TOO_FEW_PAIRS' ? null : compared.low),
    }),
    high: t.float({
      nullable: true,
      resolve: (compared) => (compared.verdict === 'TOO_FEW_PAIRS' ? null : compared.high),
    }),
    validity: t.field({
      type: ValidityVerdictEnum,
      description: 'That of the less trustworthy of the two.',
      resolve: ({ validity }) => validity,
    }),
  }),
});

const PairRef = builder.objectRef<Pair>('RunPair').implement({
  description: 'Two runs whose rounds are interleaved.',
  fields: (t) => ({
    base: t.prismaField({
      type: 'Run',
      resolve: (query, { baseRunId }, _args, { prisma }) =>
        prisma.run.findUniqueOrThrow({ ...query, where: { id: baseRunId } }),
    }),
    other: t.prismaField({
      type: 'Run',
      resolve: (query, { otherRunId }, _args, { prisma }) =>
        prisma.run.findUniqueOrThrow({ ...query, where: { id: otherRunId } }),
    }),
    comparison: t.field({
      type: ComparedRef,
      nullable: true,
      description: 'null until both have ended, and where either measured nothing.',
      resolve: (pair, _args, context) => compare(pair, context),
    }),
  }),
});

builder.queryField('runPair', (t) =>
  t.field({
    type: PairRef,
    nullable: true,
    authScopes: { works: true },
    description: 'Two runs that were compared; null where there are no such two that shared a turn.',
    args: { baseRunId: t.arg.id({ required: true }), otherRunId: t.arg.id({ required: true }) },
    resolve: async (_root, { baseRunId, otherRunId }, { prisma, reach }) => {
      const runs = await prisma.run.findMany({
        where: { ...reach, id: { in: [baseRunId, otherRunId] }, turn: { not: null } },
        select: { turn: true },
      });
      return runs.length === 2 && runs[0]?.turn === runs[1]?.turn ? { baseRunId, otherRunId } : null;
    },
  }),
);

builder.mutationField('compareExperiments', (t) =>
  t.field({
    type: PairRef,
    authScopes: { works: true },
    description:
      'Runs two experiments in one turn, their rounds interleaved, so that whatever disturbs the host disturbs both. ' +
      'Both need the same repetitions, warm-up and precision.',
    args: {
      baseId: t.arg.id({ required: true, description: 'The experiment that the other is held against.' }),
      otherId: t.arg.id({ required: true, description: 'May be the same one: then no difference should be seen.' }),
    },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'CompareExperimentsResult' } },
    resolve: async (_root, { baseId, otherId }, context) => {
      const [base, other] = await planPair(baseId, otherId, context);
      const queued = await context.scheduler.submitAll([base, other], []);
      if (queued !== 'queued') throw new QueueFullError(queued.limit);
      return { baseRunId: base.runId, otherRunId: other.runId };
    },
  }),
);

/** @throws InvalidInputError where there are no such experiments, or they do not pair */
async function planPair(
  baseId: string,
  otherId: string,
  { prisma, records, reach, ownerId }: Context,
): Promise<readonly [NewQueuedRun, NewQueuedRun]> {
  const own = await prisma.experiment.findMany({
    where: { ...reach, id: { in: [baseId, otherId] } },
    select: { id: true },
  });
  const findPlan = (id: string) => (own.some((one) => one.id === id) ? records.findPlan(id) : null);
  const [base, other] = [await findPlan(baseId), await findPlan(otherId)];
  if (!base || !other) {
    const missing = [...(base ? [] : ['baseId']), ...(other ? [] : ['otherId'])];
    throw new InvalidInputError(
      missing.map((path) => ({ path, code: 'UNKNOWN' as const, message: `${path}: there is no such experiment.` })),
    );
  }
  const problems = checkPair(base, other);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const shared = { idempotencyKey: null, batchId: null, program: null, turn: createId(), ownerId };
  return [
    { runId: createId(), experimentId: baseId, plan: base, ...shared },
    { runId: createId(), experimentId: otherId, plan: other, ...shared },
  ];
}

async function compare({ baseRunId, otherRunId }: Pair, { prisma, records }: Context): Promise<Compared | null> {
  const runs = await prisma.run.findMany({
    where: { id: { in: [baseRunId, otherRunId] } },
    select: { id: true, state: true, attempt: true, validity: true },
  });
  if (!runs.every(({ state }) => isTerminal(state as RunState))) return null;
  const walls = await records.findWalls(runs);
  const [base, other] = [walls.get(baseRunId) ?? [], walls.get(otherRunId) ?? []];
  // One that ended early has fewer.
  const pairs = Math.min(base.length, other.length);
  if (pairs === 0) return null;
  const verdicts = new Set(runs.map(({ validity }) => fromJson<Validity | null>(validity)?.verdict ?? 'INVALID'));
  const worst = VALIDITY_VERDICTS.findLast((verdict) => verdicts.has(verdict)) ?? 'INVALID';
  return { ...compareSamples(base.slice(0, pairs), other.slice(0, pairs)), validity: worst };
}
