/** A run shown while it is on, on the error output: the output is for results. */
import type { RunEvent } from '../api/event.js';

export interface Progress {
  tell(event: RunEvent): void;
  /** Something that is no event of the run. */
  say(text: string): void;
  close(): void;
}
