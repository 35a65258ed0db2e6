/** What a challenge fixes of its task. Which parameters there are, the catalogue says; their values, the challenge. */
import type { LabClient } from '../../client/index.js';
import type { Challenge, TaskSpec } from './documents.js';

export interface FixedParameter {
  readonly name: string;
  readonly value: string;
  readonly doc: string;
  readonly unit: string | null;
}

/** Each kind of task is a type of its own, so the question is put together for the one at hand. */
export async function readFixedParameters(
  client: LabClient,
  { id, task }: Pick<Challenge, 'id' | 'task'>,
  { parameters }: Pick<TaskSpec, 'parameters'>,
  signal: AbortSignal,
): Promise<readonly FixedParameter[]> {
  if (parameters.length === 0) return [];
  const names = parameters.map(({ name }) => name).join(' ');
  const question = `query ($id: ID!) { challenge(id: $id) { task { ... on ${task.__typename} { ${names} } } } }`;
  const { challenge } = await client.ask<{ challenge: { task: Readonly<Record<string, string | number>> } | null }>(
    question,
    { id },
    { signal },
  );
  return parameters.map(({ name, doc, unit }) => {
    const value = challenge?.task[name];
    return { name, doc, unit, value: typeof value === 'number' ? value.toLocaleString('en') : (value ?? '') };
  });
}
