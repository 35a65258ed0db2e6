/** The catalogue and the runtimes: what can be asked for here. */
import { TASKS } from '../catalog/catalog.js';
import { CLAIMS } from '../catalog/claims/claims.js';
import { LESSONS } from '../catalog/lessons/lessons.js';
import type { TaskKind } from '../catalog/task-kind.js';
import { FABRICS, LIMITS, type Fabric } from '../domain/experiment.js';
import type { ParameterSpec } from '../domain/task-spec.js';
import type { PythonFacts } from '../runtimes/cpython/probe.js';
import type { AbsentRuntime, RuntimeInfo } from '../runtimes/runtimes.js';
import { ClaimRef, LessonRef } from './batch.js';
import { builder, FabricEnum, PrimitiveEnum } from './builder.js';
import { TaskKindEnum } from './task.js';

const ParameterRef = builder.objectRef<ParameterSpec & { readonly name: string }>('TaskParameter').implement({
  description: 'A parameter of a task: a whole number with bounds, or one word of a few.',
  fields: (t) => ({
    name: t.exposeString('name'),
    doc: t.exposeString('doc'),
    unit: t.string({ nullable: true, resolve: (spec) => (spec.type === 'integer' ? spec.unit : null) }),
    min: t.field({ type: 'SafeInt', nullable: true, resolve: (spec) => (spec.type === 'integer' ? spec.min : null) }),
    max: t.field({ type: 'SafeInt', nullable: true, resolve: (spec) => (spec.type === 'integer' ? spec.max : null) }),
    words: t.stringList({
      nullable: true,
      description: 'What may be chosen; null for a number.',
      resolve: (spec) => (spec.type === 'choice' ? spec.words : null),
    }),
    default: t.string({ resolve: (spec) => String(spec.default) }),
  }),
});

const TaskSpecRef = builder.objectRef<TaskKind>('TaskSpec').implement({
  description: 'A task kind: what it does, and what it takes.',
  fields: (t) => ({
    kind: t.field({ type: TaskKindEnum, resolve: (task) => task.kind }),
    inputName: t.string({ description: 'Its field in `TaskInput`.', resolve: (task) => task.kind }),
    title: t.exposeString('title'),
    doc: t.exposeString('doc'),
    workUnit: t.exposeString('workUnit', { description: 'What one unit of its work is.' }),
    parameters: t.field({
      type: [ParameterRef],
      resolve: (task) => Object.entries(task.parameters).map(([name, spec]) => ({ name, ...spec })),
    }),
    primitives: t.field({ type: [PrimitiveEnum], resolve: (task) => task.primitives }),
    fabrics: t.field({ type: [FabricEnum], resolve: (task) => task.fabrics }),
    minWorkers: t.int({
      description: 'The fewest workers that it can do with.',
      resolve: (task) => task.workers?.min ?? LIMITS.workers.min,
    }),
    maxWorkers: t.int({
      nullable: true,
      description: 'The most workers that it can use; null where only the lab’s own limit holds.',
      resolve: (task) => task.workers?.max ?? null,
    }),
  }),
});

const FabricAvailabilityRef = builder
  .objectRef<{ fabric: Fabric; reason: string | null }>('FabricAvailability')
  .implement({
    fields: (t) => ({
      fabric: t.field({ type: FabricEnum, resolve: ({ fabric }) => fabric }),
      available: t.boolean({ resolve: ({ reason }) => reason === null }),
      reason: t.exposeString('reason', { nullable: true, description: 'Why it cannot be used on this host.' }),
    }),
  });

const AbsentRuntimeRef = builder.objectRef<AbsentRuntime>('AbsentRuntime').implement({
  description: 'A runtime that was looked for, or found, and cannot be used.',
  fields: (t) => ({
    name: t.exposeString('name'),
    path: t.exposeString('path', { nullable: true, description: 'Where it was found.' }),
    reason: t.exposeString('reason'),
  }),
});

const CatalogRef = builder.objectRef<{ readonly tasks: readonly TaskKind[] }>('Catalog').implement({
  description: 'What can be asked for here.',
  fields: (t) => ({
    tasks: t.field({ type: [TaskSpecRef], resolve: ({ tasks }) => tasks }),
    lessons: t.field({ type: [LessonRef], resolve: () => LESSONS }),
    claims: t.field({ type: [ClaimRef], resolve: () => CLAIMS }),
    fabrics: t.field({
      type: [FabricAvailabilityRef],
      resolve: (_catalog, _args, { offer }) =>
        FABRICS.map((fabric) => ({ fabric, reason: offer.unavailable[fabric] ?? null })),
    }),
    absentRuntimes: t.field({
      type: [AbsentRuntimeRef],
      description: 'What cannot be used here of what could execute tasks, and why.',
      resolve: (_catalog, _args, { runtimes }) => runtimes.absent,
    }),
  }),
});

const PythonRef = builder.objectRef<PythonFacts>('PythonInterpreter').implement({
  description: 'What a Python interpreter tells of itself.',
  fields: (t) => ({
    build: t.exposeString('build', { description: 'Its version, build and compiler, as it prints them.' }),
    freeThreaded: t.exposeBoolean('freeThreaded', {
      description: 'Whether it was built so that it can do without the global lock (PEP 703).',
    }),
    startMethods: t.exposeStringList('startMethods', {
      description: 'How it can start processes, its usual way first; none where it has no multiprocessing.',
    }),
    subinterpreters: t.exposeBoolean('subinterpreters', {
      description: 'Whether it can have several interpreters in one process.',
    }),
  }),
});

const RuntimeRef = builder.objectRef<RuntimeInfo>('Runtime').implement({
  description: 'Who executes: found on this host.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    version: t.exposeString('version'),
    gil: t.exposeBoolean('gil', { description: 'Whether a global lock lets only one thread run at a time.' }),
    path: t.exposeString('path'),
    python: t.field({
      type: PythonRef,
      nullable: true,
      description: 'Of a Python interpreter.',
      resolve: ({ python }) => python ?? null,
    }),
    tasks: t.field({
      type: [TaskKindEnum],
      description: 'The tasks that it can execute. What it lacks of them, it says when it is asked for it.',
      resolve: ({ id }, _args, { offer }) => [...(offer.runtimeOffers?.get(id) ?? offer).tasks.keys()],
    }),
  }),
});

builder.queryFields((t) => ({
  catalog: t.field({ type: CatalogRef, resolve: () => ({ tasks: TASKS }) }),
  runtimes: t.field({ type: [RuntimeRef], resolve: (_root, _args, { runtimes }) => runtimes.found }),
}));
