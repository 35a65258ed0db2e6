/** The order of turns: the higher priority first, and first come, first served among equals. */
import type { BatchPriority } from '../domain/batch-plan.js';

/** Below that of any run that somebody asked for by itself: a batch of thousands never holds one up. */
export const BATCH_PRIORITY: Readonly<Record<BatchPriority, number>> = { HIGH: -1, NORMAL: -2, LOW: -3 };

/** Where a run of this priority joins the queue: behind its equals, before all that are lower. */
export function placeFor(waiting: readonly { readonly priority: number }[], priority: number): number {
  // Most come to the end, so the search begins there.
  let place = waiting.length;
  while (place > 0 && (waiting[place - 1]?.priority ?? 0) < priority) place -= 1;
  return place;
}
