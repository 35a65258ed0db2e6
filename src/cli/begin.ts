/** Beginning something in a lab that may go away meanwhile: asked again under the same key, it is begun once. */
import { randomUUID } from 'node:crypto';
import { Outage, persist } from '../client/outage.js';
import { tellOutage } from './attend.js';
import type { Output } from './output.js';

/** @param key the user's own; where there is none, one that nobody else has */
export function beginOnce<T>(
  begin: (idempotencyKey: string) => Promise<T>,
  key: string | undefined,
  output: Output,
): Promise<T> {
  const idempotencyKey = key ?? randomUUID();
  const outage = new Outage(tellOutage((text) => output.note(text)));
  return persist(() => begin(idempotencyKey), outage, new AbortController().signal);
}
