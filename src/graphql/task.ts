/**
 * Task kinds in the schema: an enumeration, a `@oneOf` input and an object type for each, all made from the
 * catalogue. Nothing here knows a task by name.
 */
import { TASKS } from '../catalog/catalog.js';
import type { TaskKind } from '../catalog/task-kind.js';
import type { TaskChoice } from '../domain/experiment.js';
import { builder } from './builder.js';

export function toConstantCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function toPascalCase(camelCase: string): string {
  return camelCase.charAt(0).toUpperCase() + camelCase.slice(1);
}

export const TaskKindEnum = builder.enumType('TaskKind', {
  description: 'The work.',
  values: Object.fromEntries(
    TASKS.map((task) => [toConstantCase(task.kind), { value: task.kind, description: task.title }]),
  ),
});

export const TaskRef = builder.interfaceRef<TaskChoice>('Task').implement({
  description: 'A task with its parameters; each kind is a type of its own.',
  fields: (t) => ({
    kind: t.field({ type: TaskKindEnum, resolve: (task) => task.kind }),
    title: t.string({ resolve: (task) => TASKS.find(({ kind }) => kind === task.kind)?.title ?? task.kind }),
  }),
});

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
            type: 'SafeInt',
            description: `${spec.doc} In ${spec.unit}.`,
            resolve: (choice) => choice.parameters[name] ?? spec.default,
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
        Object.entries(task.parameters).map(([name, { doc, unit, min, max, default: defaultValue }]) => [
          name,
          t.field({
            type: 'SafeInt',
            required: true,
            defaultValue,
            description: `${doc} In ${unit}, from ${min} to ${max}.`,
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
export function readTaskInput(input: object): { kind: string; parameters: Record<string, number> } {
  const [[kind, parameters] = ['', {}]] = Object.entries(input);
  return { kind, parameters: { ...(parameters as Record<string, number>) } };
}
