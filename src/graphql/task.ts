/**
 * Task kinds in the schema: an enumeration, a `@oneOf` input and an object type for each, all made from the
 * catalogue. Nothing here knows a task by name.
 */
import { TASKS } from '../catalog/catalog.js';
import type { TaskKind } from '../catalog/task-kind.js';
import type { ParameterValue, TaskChoice } from '../domain/experiment.js';
import type { ParameterSpec } from '../domain/task-spec.js';
import { builder } from './builder.js';

export function toConstantCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

export function toPascalCase(camelCase: string): string {
  return camelCase.charAt(0).toUpperCase() + camelCase.slice(1);
}

export const TaskKindEnum = builder.enumType('TaskKind', {
  description: 'The work.',
  values: Object.fromEntries(
    TASKS.map((task) => [toConstantCase(task.kind), { value: task.kind, description: `${task.title}.` }]),
  ),
});

export const TaskRef = builder.interfaceRef<TaskChoice>('Task').implement({
  description: 'A task with its parameters; each kind is a type of its own.',
  fields: (t) => ({
    kind: t.field({ type: TaskKindEnum, resolve: (task) => task.kind }),
    title: t.string({ resolve: (task) => TASKS.find(({ kind }) => kind === task.kind)?.title ?? task.kind }),
  }),
});

/** An enumeration for each parameter that is one word of a few: `LockOrderOrder`. */
const CHOICE_ENUMS = new Map(
  TASKS.flatMap((task) =>
    Object.entries(task.parameters).flatMap(([name, spec]) =>
      spec.type === 'choice'
        ? [
            [
              spec as ParameterSpec,
              builder.enumType(`${toPascalCase(task.kind)}${toPascalCase(name)}`, {
                description: spec.doc,
                values: spec.words,
              }),
            ] as const,
          ]
        : [],
    ),
  ),
);

export function typeOf(spec: ParameterSpec) {
  return CHOICE_ENUMS.get(spec) ?? ('SafeInt' as const);
}

export function describeParameter(spec: ParameterSpec): string {
  return spec.type === 'choice' ? spec.doc : `${spec.doc} In ${spec.unit}, from ${spec.min} to ${spec.max}.`;
}

for (const task of TASKS) {
  builder.objectType(builder.objectRef<TaskChoice>(`${toPascalCase(task.kind)}Task`), {
    description: task.doc,
    interfaces: [TaskRef],
    isTypeOf: (value) => (value as TaskChoice).kind === task.kind,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(task.parameters).map(([name, spec]) => [
          name,
          t.field({
            type: typeOf(spec),
            description: describeParameter(spec),
            // Checked against the descriptor by the planner, so it fits the type made from it.
            resolve: (chosen) => (chosen.parameters[name] ?? spec.default) as never,
          }),
        ]),
      ),
  });
}

function createParametersInput(task: TaskKind) {
  return builder.inputType(`${toPascalCase(task.kind)}Input`, {
    description: task.doc,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(task.parameters).map(([name, spec]) => [
          name,
          t.field({
            type: typeOf(spec),
            required: true,
            defaultValue: spec.default,
            description: describeParameter(spec),
          }),
        ]),
      ),
  });
}

export const TaskInputRef = builder.inputType('TaskInput', {
  description: 'Exactly one task kind, with its parameters; `{}` takes its defaults.',
  isOneOf: true,
  fields: (t) => Object.fromEntries(TASKS.map((task) => [task.kind, t.field({ type: createParametersInput(task) })])),
});

/** What a `@oneOf` input holds: one key, and its parameters. */
export function readTaskInput(input: object): TaskChoice {
  const [[kind, parameters] = ['', {}]] = Object.entries(input);
  return { kind, parameters: { ...(parameters as Record<string, ParameterValue>) } };
}
