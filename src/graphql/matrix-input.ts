/** What a batch is asked for with: the fields of an experiment, each as a list. */
import { TASKS } from '../catalog/catalog.js';
import type { TaskKind } from '../catalog/task-kind.js';
import { BATCH_LIMITS, BATCH_PRIORITIES, type BatchOrder, type BatchRequest } from '../domain/batch-plan.js';
import type { MatrixRequest, TaskAxes } from '../domain/matrix.js';
import type { Numbers } from '../domain/numbers.js';
import { builder, FabricEnum, PrimitiveEnum } from './builder.js';
import { GroupInput } from './experiment.js';
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

const RangeInput = builder.inputType('RangeInput', {
  fields: (t) => ({
    from: t.field({ type: 'SafeInt', required: true }),
    to: t.field({ type: 'SafeInt', required: true, description: 'Itself included, where a step leads to it.' }),
    step: t.field({ type: 'SafeInt', required: true, defaultValue: 1 }),
  }),
});

const PowersInput = builder.inputType('PowersInput', {
  fields: (t) => ({
    from: t.field({ type: 'SafeInt', required: true, defaultValue: 1 }),
    to: t.field({ type: 'SafeInt', required: true }),
  }),
});

const NumbersInput = builder.inputType('NumbersInput', {
  description: 'Several whole numbers.',
  isOneOf: true,
  fields: (t) => ({
    values: t.field({ type: ['SafeInt'], description: 'These.' }),
    range: t.field({ type: RangeInput, description: 'From one to the other, in steps.' }),
    powersOfTwo: t.field({ type: PowersInput, description: 'All powers of two from one to the other.' }),
  }),
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
  }),
});

const BaselineInput = builder.inputType('BaselineInput', {
  description: 'A value on some axes. Each configuration is held against the one that has it and agrees otherwise.',
  fields: (t) => ({
    primitive: t.field({ type: PrimitiveEnum }),
    fabric: t.field({ type: FabricEnum }),
    workers: t.int(),
    runtime: t.string(),
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

interface NumbersGiven {
  readonly values?: readonly number[] | null | undefined;
  readonly range?: { readonly from: number; readonly to: number; readonly step: number } | null | undefined;
  readonly powersOfTwo?: { readonly from: number; readonly to: number } | null | undefined;
}

type SelectionGiven = Absent<Omit<BatchRequest['exclude'][number], 'workers'>> & {
  readonly workers?: NumbersGiven | null | undefined;
};

type GroupGiven = Omit<NonNullable<MatrixRequest['alongside']>[number], 'task'> & { readonly task: object };

interface MatrixGiven extends Absent<Pick<MatrixRequest, 'primitive' | 'fabric' | 'runtime'>> {
  readonly task: readonly object[];
  readonly workers?: NumbersGiven | null | undefined;
  readonly repetitions?: NumbersGiven | null | undefined;
  readonly warmup?: NumbersGiven | null | undefined;
  readonly timeoutMs?: NumbersGiven | null | undefined;
  readonly options?: Readonly<Record<string, NumbersGiven | null | undefined>> | null | undefined;
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
    exclude: (input.exclude ?? []).map(({ workers, ...words }) => ({
      ...withoutNulls(words),
      ...(workers && { workers: readNumbers(workers) }),
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
    ...(options && {
      options: Object.fromEntries(
        Object.entries(options).flatMap(([name, given]) => (given ? [[name, readNumbers(given)]] : [])),
      ),
    }),
    ...(alongside && { alongside: alongside.map((group) => ({ ...group, task: readTaskInput(group.task) })) }),
  };
}

function readTaskAxes(input: object): TaskAxes {
  const { kind, parameters } = readTaskInput(input);
  const given = Object.entries(parameters as unknown as Record<string, NumbersGiven | readonly string[] | null>);
  return {
    kind,
    parameters: Object.fromEntries(
      given.flatMap(([name, value]) => {
        if (!value) return [];
        return [[name, Array.isArray(value) ? (value as readonly string[]) : readNumbers(value as NumbersGiven)]];
      }),
    ),
  };
}

/** Exactly one of the three is there, which the schema holds. */
function readNumbers({ values, range, powersOfTwo }: NumbersGiven): Numbers {
  if (range) return { range };
  if (powersOfTwo) return { powersOfTwo };
  return { values: values ?? [] };
}

function withoutNulls<T extends object>(given: T): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined)) as {
    readonly [K in keyof T]?: NonNullable<T[K]>;
  };
}
