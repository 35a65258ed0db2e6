/** Progress as plain lines, for logs and pipes. */
import type { Narration } from './narrate.js';
import type { Progress } from './progress.js';

export class LineProgress<Event> implements Progress<Event> {
  readonly #write: (line: string) => void;
  readonly #narrate: (step: number, event: Event) => Narration;
  #step = 0;

  constructor(write: (line: string) => void, narrate: (step: number, event: Event) => Narration) {
    this.#write = write;
    this.#narrate = narrate;
  }

  tell(event: Event): void {
    const { step, line } = this.#narrate(this.#step, event);
    this.#step = step;
    if (line !== null) this.#write(line);
  }

  say(text: string): void {
    this.#write(text);
  }

  close(): void {}
}
