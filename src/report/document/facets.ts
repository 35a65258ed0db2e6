/** Rows by their task: what can be held against each other, since it has one unit of work. */
import type { Row } from '../table.js';

export interface Facet<T> {
  /** Null where there is but one task. */
  readonly task: string | null;
  readonly members: readonly T[];
}

export function groupByTask<T>(members: readonly T[], rowOf: (member: T) => Row | undefined): readonly Facet<T>[] {
  const groups = new Map<string | null, T[]>();
  for (const member of members) {
    const task = rowOf(member)?.coordinates.find(({ axis }) => axis === 'task')?.value ?? null;
    const group = groups.get(task);
    if (group) group.push(member);
    else groups.set(task, [member]);
  }
  return [...groups].map(([task, group]) => ({ task, members: group }));
}
