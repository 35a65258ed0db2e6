/** What a batch is asked for with: the fields of an experiment, each as a list. */
import { TASKS } from '../catalog/catalog.js';
import type { TaskKind } from '../catalog/task-kind.js';
import { BATCH_LIMITS, BATCH_PRIORITIES, type BatchOrder, type BatchRequest } from '../domain/batch-plan.js';
import type { Numbers } from '../domain/numbers.js';
import type { MatrixRequest, OptionsAxes, TaskAxes } from '../domain/matrix.js';
import { builder, FabricEnum, PrimitiveEnum } from './builder.js';
import { GroupInput, StartMethodEnum } from './experiment.js';
import { NumbersInput, readNumbers, type NumbersGiven } from './numbers-input.js';
import { RecordingEnum } from './recording.js';
import { describeParameter, readTaskInput, TaskKindEnum, toPascalCase, typeOf } from './task.js';

export const BatchOrderEnum = builder.enumType('BatchOrder', {
  description: 'In which order the runs of a batch wait.',
  values: {
    INTERLEAVED: { description: 'All configurations once, then all again: what drifts hits all of them alike.' },
    GROUPED: { description: 'All repetitions of a configuration, then the next one.' },
    SIDE_BY_SIDE: {
      description: 'What is held against the same baseline goes to the lab with it, their rounds interleaved.',
    },
  } satisfies Record<BatchOrder, { description: string }>,
});

export const BatchPriorityEnum = builder.enumType('BatchPriority', {
  description: 'Among batches: a run that somebody asked for by itself comes before all of them.',
  values: BATCH_PRIORITIES,
});

function createTaskAxesInput(task: TaskKind) {
  return builder.inputType(`${toPascalCase(task.kind)}AxesInput`, {
    description: `${task.doc} Each parameter as a list; its default where it is not given.`,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(task.parameters).map(([name, spec]) => [
          name,
          spec.type === 'choice'
            ? t.field({ type: [typeOf(spec)], description: describeParameter(spec) })
            : t.field({ type: NumbersInput, description: describeParameter(spec) }),
        ]),
      ),
  });
}

const TaskAxesInput = builder.inputType('TaskAxesInput', {
  description: 'Exactly one task kind, with lists for its parameters; `{}` takes its defaults.',
  isOneOf: true,
  fields: (t) => Object.fromEntries(TASKS.map((task) => [task.kind, t.field({ type: createTaskAxesInput(task) })])),
});

const OptionsAxesInput = builder.inputType('PrimitiveOptionsAxesInput', {
  fields: (t) => ({
    permits: t.field({ type: NumbersInput }),
    capacity: t.field({ type: NumbersInput }),
    capacityBytes: t.field({ type: NumbersInput }),
    switchIntervalMs: t.field({ type: NumbersInput }),
    startMethod: t.field({ type: [StartMethodEnum] }),
  }),
});

const MatrixInput = builder.inputType('MatrixInput', {
  description: 'The fields of `ExperimentInput`, each as a list: all combinations are run.',
  fields: (t) => ({
    task: t.field({ type: [TaskAxesInput], required: true }),
    primitive: t.field({ type: [PrimitiveEnum] }),
    options: t.field({ type: OptionsAxesInput }),
    fabric: t.field({ type: [FabricEnum] }),
    workers: t.field({ type: NumbersInput }),
    runtime: t.stringList(),
    repetitions: t.field({ type: NumbersInput, description: 'Measured rounds of a run.' }),
    warmup: t.field({ type: NumbersInput }),
    timeoutMs: t.field({ type: NumbersInput }),
    precision: t.floatList(),
    recording: t.field({ type: [RecordingEnum] }),
    alongside: t.field({ type: [GroupInput], description: 'Further groups, the same in all.' }),
  }),
});

const SelectionInput = builder.inputType('SelectionInput', {
  description: 'Configurations that fit all that is given.',
  fields: (t) => ({
    task: t.field({ type: [TaskKindEnum] }),
    primitive: t.field({ type: [PrimitiveEnum] }),
    fabric: t.field({ type: [FabricEnum] }),
    workers: t.field({ type: NumbersInput }),
    runtime: t.stringList(),
    recording: t.field({ type: [RecordingEnum] }),
    startMethod: t.field({ type: [StartMethodEnum] }),
    switchIntervalMs: t.field({ type: NumbersInput }),
  }),
});

const BaselineInput = builder.inputType('BaselineInput', {
  description: 'A value on some axes. Each configuration is held against the one that has it and agrees otherwise.',
  fields: (t) => ({
    primitive: t.field({ type: PrimitiveEnum }),
    fabric: t.field({ type: FabricEnum }),
    workers: t.int(),
    runtime: t.string(),
    recording: t.field({ type: RecordingEnum }),
    startMethod: t.field({ type: StartMethodEnum }),
    switchIntervalMs: t.int(),
  }),
});

export const BatchInput = builder.inputType('BatchInput', {
  fields: (t) => ({
    name: t.string({ description: `At most ${BATCH_LIMITS.nameLength} characters.` }),
    matrix: t.field({ type: MatrixInput, required: true }),
    exclude: t.field({ type: [SelectionInput], description: 'Combinations that are left out.' }),
    repetitions: t.int({
      required: true,
      defaultValue: 1,
      description: `Runs of each configuration, from 1 to ${BATCH_LIMITS.repetitions}.`,
    }),
    order: t.field({ type: BatchOrderEnum, required: true, defaultValue: 'INTERLEAVED' }),
    priority: t.field({ type: BatchPriorityEnum, required: true, defaultValue: 'NORMAL' }),
    skipUnsupported: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Leaves out what a task or this host cannot do, instead of refusing the batch.',
    }),
    baseline: t.field({
      type: BaselineInput,
      description: 'What speed-ups are measured against: SERIAL, else the fewest workers, unless told otherwise.',
    }),
    idempotencyKey: t.string({ description: 'The same key again gives the same batch. At most 200 characters.' }),
    dryRun: t.boolean({ required: true, defaultValue: false, description: 'Only plans it, and stores nothing.' }),
  }),
});

type Absent<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

type SelectionGiven = Absent<Omit<BatchRequest['exclude'][number], 'workers' | 'switchIntervalMs'>> & {
  readonly workers?: NumbersGiven | null | undefined;
  readonly switchIntervalMs?: NumbersGiven | null | undefined;
};

type OptionsGiven = {
  readonly [K in keyof OptionsAxes]?: (K extends 'startMethod' ? readonly string[] : NumbersGiven) | null | undefined;
};

type GroupGiven = Omit<NonNullable<MatrixRequest['alongside']>[number], 'task'> & { readonly task: object };

interface MatrixGiven extends Absent<
  Pick<MatrixRequest, 'primitive' | 'fabric' | 'runtime' | 'recording' | 'precision'>
> {
  readonly task: readonly object[];
  readonly workers?: NumbersGiven | null | undefined;
  readonly repetitions?: NumbersGiven | null | undefined;
  readonly warmup?: NumbersGiven | null | undefined;
  readonly timeoutMs?: NumbersGiven | null | undefined;
  readonly options?: OptionsGiven | null | undefined;
  readonly alongside?: readonly GroupGiven[] | null | undefined;
}

/** As GraphQL has it: what is absent is null or not there. */
export interface BatchGiven extends Omit<BatchRequest, 'name' | 'matrix' | 'exclude' | 'baseline'> {
  readonly name?: string | null | undefined;
  readonly matrix: MatrixGiven;
  readonly exclude?: readonly SelectionGiven[] | null | undefined;
  readonly baseline?: Absent<NonNullable<BatchRequest['baseline']>> | null | undefined;
}

export function readBatchInput(input: BatchGiven): BatchRequest {
  const { repetitions, order, priority, skipUnsupported } = input;
  return {
    name: input.name?.trim() || null,
    matrix: readMatrix(input.matrix),
    exclude: (input.exclude ?? []).map(({ workers, switchIntervalMs, ...words }) => ({
      ...withoutNulls(words),
      ...(workers && { workers: readNumbers(workers) }),
      ...(switchIntervalMs && { switchIntervalMs: readNumbers(switchIntervalMs) }),
    })),
    repetitions,
    order,
    priority,
    skipUnsupported,
    baseline: input.baseline ? withoutNulls(input.baseline) : null,
  };
}

function readMatrix({
  task,
  options,
  alongside,
  workers,
  repetitions,
  warmup,
  timeoutMs,
  ...words
}: MatrixGiven): MatrixRequest {
  const numbers = Object.entries({ workers, repetitions, warmup, timeoutMs });
  return {
    ...withoutNulls(words),
    task: task.map(readTaskAxes),
    ...Object.fromEntries(numbers.flatMap(([name, given]) => (given ? [[name, readNumbers(given)]] : []))),
    ...(options && { options: readAxes(options) }),
    ...(alongside && { alongside: alongside.map((group) => ({ ...group, task: readTaskInput(group.task) })) }),
  };
}

function readTaskAxes(input: object): TaskAxes {
  const { kind, parameters } = readTaskInput(input);
  return { kind, parameters: readAxes(parameters as unknown as AxesGiven) };
}

type AxesGiven = Readonly<Record<string, NumbersGiven | readonly string[] | null | undefined>>;

/** Words as they are, numbers as the domain has them. */
function readAxes(axes: AxesGiven): Readonly<Record<string, Numbers | readonly string[]>> {
  return Object.fromEntries(
    Object.entries(axes).flatMap(([name, given]) => {
      if (!given) return [];
      return [[name, Array.isArray(given) ? (given as readonly string[]) : readNumbers(given as NumbersGiven)]];
    }),
  );
}

function withoutNulls<T extends object>(given: T): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined)) as {
    readonly [K in keyof T]?: NonNullable<T[K]>;
  };
}
