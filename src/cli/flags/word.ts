/** Words of a closed list, in any case: `threads` is `THREADS`. */
import type { Checked } from '../../domain/problem.js';

export function parseWord<T extends string>(path: string, text: string, known: readonly T[]): Checked<T> {
  const wanted = text.trim().toUpperCase().replaceAll('-', '_');
  const found = known.find((word) => word === wanted);
  if (found !== undefined) return { ok: true, value: found };
  const message = `There is no ${path} "${text}". There are: ${known.join(', ')}.`;
  return { ok: false, problems: [{ path, code: 'UNKNOWN', message }] };
}
