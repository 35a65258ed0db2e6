/**
 * What an experiment is about, as one short word: groups and runtime, not its name, and not how often or for how
 * long. Experiments with the same subject measure the same thing, today and in a year.
 */
import { createHash } from 'node:crypto';
import type { Plan } from '../domain/experiment.js';

export function subjectOf({ groups, runtime }: Plan): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ groups, runtime })))
    .digest('hex')
    .slice(0, 32);
}

/**
 * Of a configuration in a batch: recording slows what is recorded, so that a traced row is no slower version of the
 * one that is not.
 */
export function rowSubjectOf(plan: Plan): string {
  const { recording = 'NONE' } = plan;
  return recording === 'NONE' ? subjectOf(plan) : `${subjectOf(plan)} ${recording}`;
}

/** Keys in one order, whoever made the object. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
