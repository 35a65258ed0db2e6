/** A bar where somebody looks at it, lines where something keeps them. */
import type { BatchEvent } from '../api/batch-event.js';
import type { RunEvent } from '../api/event.js';
import type { Output } from '../output.js';
import { BarProgress } from './bar.js';
import { advanceBatch, narrateBatch } from './batch.js';
import { LineProgress } from './lines.js';
import { narrate, type Narration } from './narrate.js';
import type { Progress } from './progress.js';
import type { Rounds } from './rounds.js';
import { advance, type View } from './view.js';

export function createRunProgress(output: Output, rounds: Rounds): Progress<RunEvent> {
  return create(
    output,
    (view, event) => advance(view, event, rounds),
    (step, event) => narrate(step, event, rounds),
  );
}

export function createBatchProgress(output: Output): Progress<BatchEvent> {
  return create(output, advanceBatch, narrateBatch);
}

function create<Event>(
  output: Output,
  advanceTo: (view: View, event: Event) => View,
  narrateFrom: (step: number, event: Event) => Narration,
): Progress<Event> {
  return output.errorStream.isTTY === true
    ? new BarProgress(output.errorStream, advanceTo)
    : new LineProgress((line) => output.note(line), narrateFrom);
}
