/** Progress as plain lines, for logs and pipes. */
import type { RunEvent } from '../api/event.js';
import { narrate } from './narrate.js';
import type { Progress } from './progress.js';
import type { Rounds } from './rounds.js';

export class LineProgress implements Progress {
  readonly #write: (line: string) => void;
  readonly #rounds: Rounds;
  #step = 0;

  constructor(write: (line: string) => void, rounds: Rounds) {
    this.#write = write;
    this.#rounds = rounds;
  }

  tell(event: RunEvent): void {
    const { step, line } = narrate(this.#step, event, this.#rounds);
    this.#step = step;
    if (line !== null) this.#write(line);
  }

  say(text: string): void {
    this.#write(text);
  }

  close(): void {}
}
