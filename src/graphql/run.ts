/** Runs: one execution of an experiment, with its samples, figures and events. */
import * as z from 'zod';
import { LIMITS } from '../domain/experiment.js';
import {
  OUTLIER_LABELS,
  type DeadlockedWorker,
  type Failure,
  type Grade,
  type Outcome,
  type OutlyingRound,
  type RunState,
  type Summary,
} from '../domain/run.js';
import { fromJson } from '../store/records.js';
import { builder, FabricEnum, FailureCodeEnum, GradeEnum, PrimitiveEnum, RunStateEnum } from './builder.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { EstimateRef } from './estimate.js';
import { pageSize } from './experiment.js';
import { RunEventRef } from './run-event.js';
import { SHARED } from './shared.js';
import { TaskKindEnum } from './task.js';

const EVENTS = { most: 1000 } as const;

const OutlierLabelEnum = builder.enumType('OutlierLabel', {
  description:
    'After Tukey: beyond 1.5 interquartile ranges from the quartiles, below or above. SEVERE: beyond 3 of them.',
  values: OUTLIER_LABELS,
});

const OutlyingRoundRef = builder.objectRef<OutlyingRound>('OutlyingRound').implement({
  description: 'A round that took unusually short or long. It counts as all others do.',
  fields: (t) => ({
    round: t.exposeInt('round'),
    wallMs: t.exposeFloat('wallMs'),
    label: t.field({ type: OutlierLabelEnum, resolve: (outlier) => outlier.label }),
  }),
});

export const SummaryRef = builder.objectRef<Summary & { readonly runId: string }>('Summary').implement({
  description: 'The figures of the measured rounds.',
  fields: (t) => ({
    rounds: t.exposeInt('rounds', { description: 'Measured rounds that they stand on.' }),
    wall: t.field({
      type: EstimateRef,
      description: 'From the release of the start barrier to the last worker’s end.',
      resolve: (summary) => summary.wall,
    }),
    cpu: t.field({
      type: EstimateRef,
      nullable: true,
      description: 'Processor time of all workers together; null where it cannot be told apart.',
      resolve: (summary) => summary.cpu,
    }),
    throughput: t.field({
      type: EstimateRef,
      description: 'Units of work a second, all workers together.',
      resolve: (summary) => summary.throughput,
    }),
    workUnit: t.exposeString('workUnit', { description: 'What one unit of work is.' }),
    startup: t.field({
      type: EstimateRef,
      nullable: true,
      description:
        'From the release of the start barrier until all workers had begun: part of `wall`. null for runs of an ' +
        'earlier version. What making them took is in `Run.workerCosts`.',
      resolve: ({ startup }) => startup ?? null,
    }),
    outliers: t.field({
      type: [OutlyingRoundRef],
      // With the run's own row.
      complexity: { field: 1, multiplier: 2 },
      description: 'Rounds whose wall time is far from the others’; all are counted.',
      resolve: ({ outliers }) => outliers ?? [],
    }),
  }),
});

const DeadlockedWorkerRef = builder.objectRef<DeadlockedWorker>('DeadlockedWorker').implement({
  description: 'A worker in a deadlock.',
  fields: (t) => ({
    worker: t.exposeInt('worker'),
    wants: t.exposeString('wants', { description: 'What it sleeps on.' }),
    holder: t.exposeInt('holder', {
      nullable: true,
      description: 'The worker that has it; null where what it waits for belongs to nobody.',
    }),
    holds: t.exposeStringList('holds'),
  }),
});

const FailureRef = builder.objectRef<Failure>('Failure').implement({
  description: 'Why a run did not succeed.',
  fields: (t) => ({
    code: t.field({ type: FailureCodeEnum, resolve: (failure) => failure.code }),
    message: t.exposeString('message', { description: 'One sentence: who, what, and what ended it.' }),
    deadlock: t.field({
      type: [DeadlockedWorkerRef],
      nullable: true,
      description: 'Of a deadlock: who is in it, each waiting for the next where it is a cycle.',
      resolve: (failure) => failure.deadlock ?? null,
    }),
  }),
});

export const OutcomeRef = builder.objectRef<Outcome>('Outcome').implement({
  description: 'What the shared state ended as, over the measured rounds.',
  fields: (t) => ({
    result: t.exposeString('result'),
    grade: t.field({ type: GradeEnum, resolve: (outcome) => outcome.grade }),
    count: t.exposeInt('count'),
    share: t.exposeFloat('share', { description: 'Of the measured rounds, from 0 to 1.' }),
    shareBound: t.float({
      nullable: true,
      description:
        'For one that was looked out for and not seen: its share is below this with 95 % confidence (about 3 in the number of rounds). null for one that was seen.',
      resolve: ({ shareBound }) => shareBound ?? null,
    }),
  }),
});

const WorkerSampleRef = builder.prismaObject('WorkerSample', {
  description: 'One worker’s part of a sample. Times count from the release of the start barrier.',
  fields: (t) => ({
    worker: t.exposeInt('worker', { description: '0 and up.' }),
    startMs: t.exposeFloat('startMs', { description: 'Its first instruction.' }),
    endMs: t.exposeFloat('endMs', { description: 'Its last instruction.' }),
    runDelayMs: t.exposeFloat('runDelayMs', {
      nullable: true,
      description: 'How long it could have run and had no core; null where the platform does not tell.',
    }),
    voluntarySwitches: t.exposeInt('voluntarySwitches', {
      nullable: true,
      description: 'How often it gave its core away, to wait or to sleep; null as above.',
    }),
    involuntarySwitches: t.exposeInt('involuntarySwitches', {
      nullable: true,
      description: 'How often its core was taken from it; null as above.',
    }),
    cpuMs: t.exposeFloat('cpuMs', {
      nullable: true,
      description:
        'Its processor time; null on ASYNC, where workers share a thread, and where the platform does not tell.',
    }),
  }),
});

builder.prismaObject('Sample', {
  description: 'One repetition.',
  fields: (t) => ({
    id: t.exposeID('id'),
    round: t.exposeInt('round', { description: '0 and up, warm-up rounds first.' }),
    warmup: t.exposeBoolean('warmup', { description: 'It does not count.' }),
    wallMs: t.exposeFloat('wallMs', { description: 'From the release of the start barrier to the last worker’s end.' }),
    startSkewMs: t.exposeFloat('startSkewMs', {
      description: 'Between the first and the last worker’s first instruction.',
    }),
    joinMs: t.exposeFloat('joinMs', {
      nullable: true,
      description:
        'From the last worker’s end until the lab had all of them back: no part of `wallMs`. null on interpreters ' +
        'other than Node, where the lab is not told, and for a round that was called off at its very end.',
    }),
    cpuMs: t.exposeFloat('cpuMs', { nullable: true, description: 'Processor time of all workers.' }),
    result: t.exposeString('result', { description: 'The class of outcome.' }),
    grade: t.field({ type: GradeEnum, select: { grade: true }, resolve: (sample) => sample.grade as Grade }),
    expected: t.exposeString('expected'),
    observed: t.exposeString('observed'),
    lostUpdates: t.exposeInt('lostUpdates', { nullable: true }),
    // Not as a relation: Prisma would ask for the workers of all samples of a long run in one statement, with
    // more parameters than a database takes.
    workers: t.field({
      type: [WorkerSampleRef],
      select: { id: true },
      resolve: ({ id }, _args, { workerSamples }) => workerSamples.load(id),
    }),
  }),
});

builder.prismaObject('Run', {
  description: 'One execution of an experiment.',
  fields: (t) => ({
    id: t.exposeID('id', { extensions: SHARED }),
    state: t.field({
      type: RunStateEnum,
      extensions: SHARED,
      select: { state: true },
      resolve: (run) => run.state as RunState,
    }),
    experiment: t.relation('experiment'),
    owner: t.relation('owner', { nullable: true, description: 'The member whose it is; null: the lab’s owner.' }),
    attempt: t.exposeInt('attempt', {
      description: 'How often it was started: more than 1 after a restart of the server.',
    }),
    program: t.exposeString('program', { nullable: true, description: 'Its name in its batch.' }),
    progress: t.exposeFloat('progress', { description: 'From 0 to 1.', extensions: SHARED }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', extensions: SHARED }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    summary: t.field({
      type: SummaryRef,
      nullable: true,
      select: { id: true, summary: true },
      description: 'Its figures, once it has ended with at least one measured round.',
      resolve: (run) => {
        const summary = fromJson<Summary | null>(run.summary);
        return summary && { ...summary, runId: run.id };
      },
    }),
    samples: t.prismaField({
      type: ['Sample'],
      select: { id: true, attempt: true },
      description: 'Every repetition of the last attempt, warm-up rounds first.',
      resolve: (query, run, _args, { prisma }) =>
        prisma.sample.findMany({ ...query, where: { runId: run.id, attempt: run.attempt }, orderBy: { round: 'asc' } }),
    }),
    outcomes: t.field({
      type: [OutcomeRef],
      select: { outcomes: true },
      resolve: (run) => fromJson<readonly Outcome[] | null>(run.outcomes) ?? [],
    }),
    failure: t.field({
      type: FailureRef,
      nullable: true,
      select: { failure: true },
      resolve: (run) => fromJson<Failure | null>(run.failure),
    }),
    events: t.field({
      type: [RunEventRef],
      select: { id: true },
      description: 'What happened, after the cursor, in order. To follow it live: `runEvents`.',
      args: {
        after: t.arg.int({ required: true, defaultValue: 0, validate: z.number().min(0) }),
        first: t.arg.int({
          required: true,
          defaultValue: EVENTS.most,
          validate: z.number().min(1).max(EVENTS.most),
        }),
      },
      complexity: ({ first }) => ({ multiplier: first / 10 }),
      resolve: (run, { after, first }, { records }) => records.findEvents(run.id, after, first),
    }),
  }),
});

const RunFilter = builder.inputType('RunFilter', {
  description: 'All that are given must hold.',
  fields: (t) => ({
    experimentId: t.id(),
    states: t.field({ type: [RunStateEnum], description: 'Any of these.' }),
    task: t.field({ type: TaskKindEnum }),
    primitive: t.field({ type: PrimitiveEnum }),
    fabric: t.field({ type: FabricEnum }),
    queuedAfter: t.field({ type: 'DateTime' }),
    queuedBefore: t.field({ type: 'DateTime' }),
  }),
});

builder.queryFields((t) => ({
  run: t.prismaField({
    type: 'Run',
    nullable: true,
    authScopes: { works: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { prisma, reach }) => prisma.run.findUnique({ ...query, where: { ...reach, id } }),
  }),
  runs: t.prismaConnection({
    type: 'Run',
    cursor: 'id',
    authScopes: { works: true },
    description: 'The newest first.',
    args: { filter: t.arg({ type: RunFilter }) },
    complexity: (args) => ({ multiplier: pageSize(args) }),
    resolve: (query, _root, { filter }, { prisma, reach }) =>
      prisma.run.findMany({
        ...query,
        where: {
          ...reach,
          ...(filter?.experimentId && { experimentId: filter.experimentId }),
          ...(filter?.states && { state: { in: filter.states } }),
          ...((filter?.queuedAfter || filter?.queuedBefore) && {
            queuedAt: {
              ...(filter.queuedAfter && { gt: filter.queuedAfter }),
              ...(filter.queuedBefore && { lt: filter.queuedBefore }),
            },
          }),
          experiment: {
            ...(filter?.task && { task: filter.task }),
            ...(filter?.primitive && { primitive: filter.primitive }),
            ...(filter?.fabric && { fabric: filter.fabric }),
          },
        },
        orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
      }),
  }),
}));

builder.mutationFields((t) => ({
  runExperiment: t.prismaField({
    type: 'Run',
    authScopes: { works: true },
    description:
      'Puts a run of the experiment into the queue. When it answers, the run is stored and will be run, whatever ' +
      'happens to the server.',
    args: {
      experimentId: t.arg.id({ required: true }),
      idempotencyKey: t.arg.string({ description: 'The same key again gives the same run. At most 200 characters.' }),
    },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'RunExperimentResult' } },
    resolve: async (query, _root, { experimentId, idempotencyKey }, { prisma, scheduler, reach, ownerId }) => {
      const key = idempotencyKey ?? null;
      const { min, max } = LIMITS.idempotencyKeyLength;
      if (key !== null && (key.length < min || key.length > max)) {
        throw new InvalidInputError([
          {
            path: 'idempotencyKey',
            code: key.length < min ? 'EMPTY' : 'TOO_LONG',
            message: `An idempotency key has ${min} to ${max} characters; this has ${key.length}.`,
          },
        ]);
      }
      const found = await prisma.experiment.findUnique({ where: { ...reach, id: experimentId }, select: { id: true } });
      if (!found) throw unknownId('experimentId', 'experiment', experimentId);
      const result = await scheduler.submit(experimentId, key, ownerId);
      switch (result.kind) {
        case 'queued':
        case 'known':
          return prisma.run.findUniqueOrThrow({ ...query, where: { id: result.runId } });
        case 'no such experiment':
          throw unknownId('experimentId', 'experiment', experimentId);
        case 'key taken':
          throw new InvalidInputError([
            { path: 'idempotencyKey', code: 'CONFLICT', message: 'This key began a run of another experiment.' },
          ]);
        case 'queue full':
          throw new QueueFullError(result.limit);
      }
    },
  }),
  cancelRun: t.prismaField({
    type: 'Run',
    authScopes: { works: true },
    description:
      'Ends a run, waiting or running, and answers when it has ended. One that has ended already stays as it is.',
    args: { id: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'CancelRunResult' } },
    resolve: async (query, _root, { id }, { prisma, scheduler, reach }) => {
      const found = await prisma.run.findUnique({ where: { ...reach, id }, select: { id: true } });
      if (!found || (await scheduler.cancel(id)) === 'no such run') throw unknownId('id', 'run', id);
      return prisma.run.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));

function unknownId(path: string, what: string, id: string): InvalidInputError {
  return new InvalidInputError([{ path, code: 'UNKNOWN', message: `There is no ${what} ${id.slice(0, 60)}.` }]);
}
