/** Scaling: what runs of one experiment with different numbers of workers gained, and the law behind it. */
import type {
  Bounded,
  FitRefusal,
  FitRefusalCode,
  ScalingFit,
  ScalingLaw,
  ScalingParameter,
  ScalingParameterName,
  ScalingPeak,
  ScalingPoint,
  ScalingReport,
} from '../domain/scaling.js';
import { checkRunIds, type LeftOutRun } from '../domain/sweep.js';
import { scaleRuns } from '../report/scaling.js';
import { builder, FabricEnum, PrimitiveEnum } from './builder.js';
import { InvalidInputError } from './errors.js';
import { EstimateRef } from './estimate.js';
import { TaskKindEnum } from './task.js';
import { ValidityReasonRef, ValidityVerdictEnum } from './validity.js';

/** In the cost of an operation, like a hundred lists: it computes for some tens of milliseconds. */
export const SCALING_COST = 1_000;

const ScalingLawEnum = builder.enumType('ScalingLaw', {
  description: 'How the speed-up C depends on the number of workers N.',
  values: {
    LINEAR: { description: 'C = N.' },
    AMDAHL: { description: 'C = N / (1 + σ(N − 1)): a fraction σ of the work is serial.' },
    GUSTAFSON: { description: 'C = s + (1 − s)N: a fraction s of the time is serial, the rest grows with N.' },
    UNIVERSAL: {
      description: 'C = N / (1 + σ(N − 1) + κN(N − 1)): Gunther’s universal scalability law, which can fall again.',
    },
  } satisfies Record<ScalingLaw, { description: string }>,
});

const ScalingParameterEnum = builder.enumType('ScalingParameterName', {
  values: {
    RATE: { description: 'Units of work a second of one worker.' },
    SERIAL_FRACTION: { description: 'Amdahl’s σ, Gustafson’s s: from 0 to 1.' },
    CONTENTION: { description: 'σ of the universal law: waiting for what only one can have. From 0 to 1.' },
    COHERENCE: { description: 'κ of the universal law: what each two workers cost each other. Not below 0.' },
  } satisfies Record<ScalingParameterName, { description: string }>,
});

const FitRefusalEnum = builder.enumType('FitRefusalCode', {
  values: {
    NO_SINGLE_WORKER: { description: 'No run has one worker.' },
    TOO_FEW_POINTS: { description: 'Too few different numbers of workers for the parameters of the law.' },
    TOO_FEW_ROUNDS: { description: 'Too few measured rounds at some number of workers.' },
    NOT_POSITIVE: { description: 'A throughput is not above zero.' },
  } satisfies Record<FitRefusalCode, { description: string }>,
});

export const BoundedRef = builder.objectRef<Bounded>('BoundedFigure').implement({
  description: 'A figure with its 95 % bootstrap confidence interval.',
  fields: (t) => ({
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', { nullable: true, description: 'null where there are fewer than five rounds.' }),
    high: t.exposeFloat('high', { nullable: true }),
  }),
});

const PointRef = builder.objectRef<ScalingPoint>('ScalingPoint').implement({
  description: 'One number of workers, as measured. Runs of the same number are one point.',
  fields: (t) => ({
    workers: t.exposeInt('workers'),
    rounds: t.exposeInt('rounds', { description: 'Measured rounds that it stands on.' }),
    validity: t.field({
      type: ValidityVerdictEnum,
      nullable: true,
      description: 'How far it can be trusted: the worst of its runs. null where one was judged by nobody.',
      resolve: (point) => point.validity,
    }),
    reasons: t.field({
      type: [ValidityReasonRef],
      description: 'What speaks against its figures.',
      resolve: (point) => point.reasons,
    }),
    wall: t.field({ type: EstimateRef, resolve: (point) => point.wall }),
    throughput: t.field({ type: EstimateRef, resolve: (point) => point.throughput }),
    speedup: t.field({
      type: BoundedRef,
      nullable: true,
      description:
        'Of throughput, over one worker; null where no run has one. For work that is split between workers, that is ' +
        'the ratio of the walls; for work that each does, it is Gustafson’s scaled speed-up.',
      resolve: (point) => point.speedup,
    }),
    efficiency: t.field({
      type: BoundedRef,
      nullable: true,
      description: 'Speed-up for each worker.',
      resolve: (point) => point.efficiency,
    }),
    serialFraction: t.field({
      type: BoundedRef,
      nullable: true,
      description:
        'Karp and Flatt’s experimentally determined serial fraction; null for one worker. It rises with the workers ' +
        'where they get into each other’s way, and is below 0 beyond linear speed-up.',
      resolve: (point) => point.serialFraction,
    }),
  }),
});

const ParameterRef = builder.objectRef<ScalingParameter>('ScalingParameter').implement({
  description: 'A parameter of a law, with its 95 % bootstrap confidence interval.',
  fields: (t) => ({
    name: t.field({ type: ScalingParameterEnum, resolve: (parameter) => parameter.name }),
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', { nullable: true }),
    high: t.exposeFloat('high', { nullable: true }),
  }),
});

const PeakRef = builder.objectRef<ScalingPeak>('ScalingPeak').implement({
  description: 'The number of workers at which throughput is highest, by the law.',
  fields: (t) => ({
    workers: t.exposeFloat('workers'),
    low: t.exposeFloat('low'),
    high: t.exposeFloat('high', { nullable: true, description: 'null where the rounds agree with no peak as well.' }),
    speedup: t.exposeFloat('speedup', { description: 'There.' }),
  }),
});

const FitRef = builder.objectRef<ScalingFit>('ScalingFit').implement({
  description: 'A law, fitted to the medians of all points.',
  fields: (t) => ({
    law: t.field({ type: ScalingLawEnum, resolve: (fit) => fit.law }),
    parameters: t.field({ type: [ParameterRef], resolve: (fit) => fit.parameters }),
    peak: t.field({
      type: PeakRef,
      nullable: true,
      description: 'Of UNIVERSAL; null where throughput never falls.',
      resolve: (fit) => fit.peak,
    }),
    residual: t.exposeFloat('residual', { description: 'What it misses rounds by, in parts of their throughput.' }),
    aicc: t.exposeFloat('aicc', { description: 'Akaike’s criterion, corrected; only differences mean anything.' }),
    deltaAicc: t.exposeFloat('deltaAicc', { description: 'Above that of the best law; up to 2 is no difference.' }),
  }),
});

const RefusalRef = builder.objectRef<FitRefusal>('FitRefusal').implement({
  description: 'Why a law was not fitted.',
  fields: (t) => ({
    law: t.field({ type: ScalingLawEnum, resolve: (refusal) => refusal.law }),
    code: t.field({ type: FitRefusalEnum, resolve: (refusal) => refusal.code }),
    message: t.exposeString('message'),
  }),
});

const LeftOutRunRef = builder.objectRef<LeftOutRun>('LeftOutRun').implement({
  description: 'A run whose figures are not what was asked for: no point stands on it.',
  fields: (t) => ({
    runId: t.exposeID('runId'),
    workers: t.exposeInt('workers'),
    reason: t.exposeString('reason'),
  }),
});

export const ScalingReportRef = builder.objectRef<ScalingReport>('ScalingReport').implement({
  description: 'What runs of one experiment with different numbers of workers gained.',
  fields: (t) => ({
    task: t.field({ type: TaskKindEnum, resolve: (report) => report.task }),
    fabric: t.field({ type: FabricEnum, resolve: (report) => report.fabric }),
    primitive: t.field({ type: PrimitiveEnum, resolve: (report) => report.primitive }),
    runtime: t.exposeString('runtime'),
    workUnit: t.exposeString('workUnit', { description: 'What one unit of work is.' }),
    points: t.field({ type: [PointRef], description: 'Fewest workers first.', resolve: (report) => report.points }),
    leftOut: t.field({
      type: [LeftOutRunRef],
      description: 'Runs that are INVALID, and why.',
      resolve: (report) => report.leftOut,
    }),
    validity: t.field({
      type: ValidityVerdictEnum,
      nullable: true,
      description: 'How far points, and what is fitted to them, can be trusted: the worst of the points.',
      resolve: (report) => report.validity,
    }),
    fits: t.field({ type: [FitRef], resolve: (report) => report.fits }),
    refusals: t.field({ type: [RefusalRef], resolve: (report) => report.refusals }),
    chosen: t.field({
      type: ScalingLawEnum,
      nullable: true,
      description: 'The law that the evidence favours; null where none was fitted.',
      resolve: (report) => report.chosen,
    }),
    reason: t.exposeString('reason', { description: 'Why that one, or why none.' }),
  }),
});

builder.queryField('scaling', (t) =>
  t.field({
    type: ScalingReportRef,
    authScopes: { works: true },
    description:
      'Speed-up and scaling laws over finished runs that are the same but for their number of workers: the same ' +
      'task, parameters, primitive, options, fabric, runtime and host. Runs that are INVALID are left out and told; ' +
      'DISTURBED ones count, and mark what stands on them.',
    args: {
      runIds: t.arg.idList({ required: true, description: 'At most 100, one with a single worker among them.' }),
    },
    complexity: SCALING_COST,
    errors: { types: [InvalidInputError], union: { name: 'ScalingResult' } },
    resolve: async (_root, { runIds }, { prisma, reach, records }) => {
      const problems = checkRunIds(runIds);
      if (problems.length > 0) throw new InvalidInputError(problems);
      const own = await prisma.run.findMany({ where: { ...reach, id: { in: [...runIds] } }, select: { id: true } });
      const ids = own.map(({ id }) => id);
      const scaled = await scaleRuns(runIds, ids, records);
      if (!scaled.ok) throw new InvalidInputError(scaled.problems);
      return scaled.value;
    },
  }),
);
