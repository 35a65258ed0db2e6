/** Experiments: defined once, run as often as one likes. */
import { v7 as createId } from 'uuid';
import { DEFAULTS, planExperiment, type ExperimentRequest } from '../domain/plan.js';
import type { Fabric, Group, Plan, Primitive, PrimitiveOptions, StartMethod } from '../domain/experiment.js';
import { fromJson } from '../store/records.js';
import { builder, FabricEnum, PAGE, PrimitiveEnum } from './builder.js';
import { InvalidInputError } from './errors.js';
import { RecordingEnum } from './recording.js';
import { readTaskInput, TaskInputRef, TaskKindEnum, TaskRef } from './task.js';

export const StartMethodEnum = builder.enumType('StartMethod', {
  description: 'How Python starts a process.',
  values: {
    FORK: { description: 'As a copy of itself.' },
    SPAWN: { description: 'As a new interpreter.' },
    FORKSERVER: { description: 'As a copy of a new interpreter that was started for that.' },
  } satisfies Record<StartMethod, { description: string }>,
});

export const OptionsRef = builder.objectRef<PrimitiveOptions>('PrimitiveOptions').implement({
  description: 'How the primitive, and the interpreter, is made; each heeds what concerns it.',
  fields: (t) => ({
    permits: t.exposeInt('permits', { description: 'SEMAPHORE, BOUNDED_SEMAPHORE.' }),
    capacity: t.exposeInt('capacity', { description: 'QUEUE: messages; 0 for as many as fit.' }),
    capacityBytes: t.exposeInt('capacityBytes', { description: 'QUEUE, PIPE: bytes of the ring.' }),
    switchIntervalMs: t.exposeInt('switchIntervalMs', {
      nullable: true,
      description: 'Of the global interpreter lock; null where the runtime has none.',
    }),
    startMethod: t.field({
      type: StartMethodEnum,
      nullable: true,
      description: 'Of the processes; null where there are none, or the runtime has but one way.',
      resolve: ({ startMethod }) => startMethod ?? null,
    }),
  }),
});

const GroupRef = builder.objectRef<Group>('Group').implement({
  description: 'Workers that do the same task in the same place.',
  fields: (t) => ({
    task: t.field({ type: TaskRef, resolve: (group) => group.task }),
    primitive: t.field({ type: PrimitiveEnum, resolve: (group) => group.primitive }),
    options: t.field({ type: OptionsRef, resolve: (group) => group.options }),
    fabric: t.field({ type: FabricEnum, resolve: (group) => group.fabric }),
    workers: t.exposeInt('workers'),
  }),
});

builder.prismaObject('Experiment', {
  description: 'What to run. Fixed once defined.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { nullable: true }),
    task: t.field({
      type: TaskRef,
      select: { plan: true },
      resolve: ({ plan }) => fromJson<Plan>(plan).groups[0].task,
    }),
    primitive: t.field({
      type: PrimitiveEnum,
      select: { primitive: true },
      resolve: (row) => row.primitive as Primitive,
    }),
    fabric: t.field({ type: FabricEnum, select: { fabric: true }, resolve: (row) => row.fabric as Fabric }),
    options: t.field({
      type: OptionsRef,
      select: { plan: true },
      resolve: ({ plan }) => fromJson<Plan>(plan).groups[0].options ?? DEFAULTS.options,
    }),
    workers: t.exposeInt('workers'),
    alongside: t.field({
      type: [GroupRef],
      select: { plan: true },
      description: 'Further groups behind the same start barrier.',
      resolve: ({ plan }) => fromJson<Plan>(plan).groups.slice(1),
    }),
    runtime: t.exposeString('runtime'),
    repetitions: t.exposeInt('repetitions', { description: 'Measured rounds.' }),
    warmup: t.exposeInt('warmup', { description: 'Rounds before them, which do not count.' }),
    timeoutMs: t.exposeInt('timeoutMs', { description: 'For the whole run.' }),
    precision: t.float({
      nullable: true,
      description: 'The width of the wall time’s interval that rounds are added for, in parts of the median.',
      select: { plan: true },
      resolve: ({ plan }) => fromJson<Plan>(plan).precision ?? null,
    }),
    recording: t.field({
      type: RecordingEnum,
      select: { plan: true },
      resolve: ({ plan }) => fromJson<Plan>(plan).recording ?? DEFAULTS.recording,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    runs: t.relatedConnection('runs', {
      cursor: 'id',
      description: 'The newest first.',
      complexity: (args) => ({ multiplier: pageSize(args) }),
      query: (_args, { reach }) => ({ where: reach, orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }] }),
    }),
  }),
});

/** Rows that a page may hold: what a query costs. */
export function pageSize(args: { first?: number | null | undefined; last?: number | null | undefined }): number {
  // Lists count ten times by themselves, and `edges` is one.
  return Math.max(1, Math.min(args.first ?? args.last ?? PAGE.usual, PAGE.most) / 10);
}

export const OptionsInput = builder.inputType('PrimitiveOptionsInput', {
  description: 'How the primitive, and the interpreter, is made; each heeds what concerns it.',
  fields: (t) => ({
    permits: t.int({
      required: true,
      defaultValue: DEFAULTS.options.permits,
      description: 'SEMAPHORE, BOUNDED_SEMAPHORE: how many may be inside at once, from 1 to 1000.',
    }),
    capacity: t.int({
      required: true,
      defaultValue: DEFAULTS.options.capacity,
      description: 'QUEUE: the most messages that it holds, up to 1000000; 0 for as many as fit into its bytes.',
    }),
    capacityBytes: t.int({
      required: true,
      defaultValue: DEFAULTS.options.capacityBytes,
      description: 'QUEUE, PIPE: bytes of its ring, a power of two from 1024 to 4194304.',
    }),
    switchIntervalMs: t.int({
      description:
        'Only on a runtime with a global interpreter lock, which all groups share: how long a thread that wants it ' +
        `waits before it asks for it, in milliseconds, from 1 to 1000; ${DEFAULTS.switchIntervalMs} where it is not given.`,
    }),
    startMethod: t.field({
      type: StartMethodEnum,
      description:
        'Of processes, on a runtime that has several ways to start them (`Runtime.python.startMethods`); the first ' +
        'of those where it is not given.',
    }),
  }),
});

export const GroupInput = builder.inputType('GroupInput', {
  description: 'Workers that do something else meanwhile, behind the same start barrier.',
  fields: (t) => ({
    task: t.field({ type: TaskInputRef, required: true }),
    primitive: t.field({ type: PrimitiveEnum, required: true, defaultValue: DEFAULTS.primitive }),
    options: t.field({ type: OptionsInput }),
    fabric: t.field({ type: FabricEnum, required: true, defaultValue: DEFAULTS.fabric }),
    workers: t.int({
      required: true,
      defaultValue: DEFAULTS.workers,
      description: 'From 1 to 64, all groups together.',
    }),
  }),
});

export const ExperimentInput = builder.inputType('ExperimentInput', {
  fields: (t) => ({
    name: t.string({ description: 'At most 200 characters.' }),
    task: t.field({ type: TaskInputRef, required: true }),
    primitive: t.field({ type: PrimitiveEnum, required: true, defaultValue: DEFAULTS.primitive }),
    options: t.field({ type: OptionsInput }),
    fabric: t.field({ type: FabricEnum, required: true, defaultValue: DEFAULTS.fabric }),
    workers: t.int({ required: true, defaultValue: DEFAULTS.workers, description: 'From 1 to 64.' }),
    runtime: t.string({
      required: true,
      defaultValue: DEFAULTS.runtime,
      description: 'The id of one of `runtimes`.',
    }),
    repetitions: t.int({
      required: true,
      defaultValue: DEFAULTS.repetitions,
      description: 'Measured rounds, from 1 to 10000.',
    }),
    warmup: t.int({
      required: true,
      defaultValue: DEFAULTS.warmup,
      description: 'Rounds before them, which do not count, from 0 to 1000.',
    }),
    alongside: t.field({ type: [GroupInput], description: 'Further groups, at most 7.' }),
    precision: t.float({
      description:
        'Adds rounds to the repetitions until the wall time’s 95 % interval is at most this part of its median wide (0.02: ±1 %), or the time limit is over, which then is no failure.',
    }),
    recording: t.field({
      type: RecordingEnum,
      required: true,
      defaultValue: DEFAULTS.recording,
      description: 'What to record beside the times. It is not free: `Run.recording` tells what it cost.',
    }),
    timeoutMs: t.int({
      required: true,
      defaultValue: DEFAULTS.timeoutMs,
      description: 'For the whole run, in milliseconds, from 10 to 86400000 (a day).',
    }),
  }),
});

export function readExperimentInput(input: typeof ExperimentInput.$inferInput): ExperimentRequest {
  return {
    ...input,
    task: readTaskInput(input.task),
    alongside: input.alongside?.map((group) => ({ ...group, task: readTaskInput(group.task) })),
  };
}

const ExperimentFilter = builder.inputType('ExperimentFilter', {
  description: 'All that are given must hold.',
  fields: (t) => ({
    task: t.field({ type: TaskKindEnum }),
    primitive: t.field({ type: PrimitiveEnum }),
    fabric: t.field({ type: FabricEnum }),
    runtime: t.string(),
    nameContains: t.string(),
  }),
});

builder.queryFields((t) => ({
  experiment: t.prismaField({
    type: 'Experiment',
    nullable: true,
    authScopes: { works: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { prisma, reach }) =>
      prisma.experiment.findUnique({ ...query, where: { ...reach, id } }),
  }),
  experiments: t.prismaConnection({
    type: 'Experiment',
    cursor: 'id',
    authScopes: { works: true },
    description: 'The newest first.',
    args: { filter: t.arg({ type: ExperimentFilter }) },
    complexity: (args) => ({ multiplier: pageSize(args) }),
    resolve: (query, _root, { filter }, { prisma, reach }) =>
      prisma.experiment.findMany({
        ...query,
        where: {
          ...reach,
          ...(filter?.task && { task: filter.task }),
          ...(filter?.primitive && { primitive: filter.primitive }),
          ...(filter?.fabric && { fabric: filter.fabric }),
          ...(filter?.runtime && { runtime: filter.runtime }),
          ...(filter?.nameContains && { name: { contains: filter.nameContains } }),
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      }),
  }),
}));

builder.mutationField('defineExperiment', (t) =>
  t.prismaField({
    type: 'Experiment',
    authScopes: { works: true },
    description: 'Checks and stores an experiment. Run it with `runExperiment`.',
    args: { input: t.arg({ type: ExperimentInput, required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'DefineExperimentResult' } },
    resolve: async (query, _root, { input }, { prisma, records, offer, ownerId }) => {
      const checked = planExperiment(readExperimentInput(input), offer);
      if (!checked.ok) throw new InvalidInputError(checked.problems);
      const id = createId();
      await records.commit([records.insertExperiment(id, checked.value, ownerId)]);
      return prisma.experiment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
