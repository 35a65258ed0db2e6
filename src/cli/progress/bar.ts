/** Progress as a bar, for terminals. It leaves nothing behind but what was said. */
import { SingleBar, type Options } from 'cli-progress';
import type { Progress } from './progress.js';
import { FIRST_VIEW, type View } from './view.js';

const OPTIONS: Options = {
  format: '{bar} {percentage} %  {status}',
  barsize: 30,
  barCompleteChar: '█',
  barIncompleteChar: '░',
  clearOnComplete: true,
  // A signal is the command's to handle; and a process that is killed leaves the terminal as it was.
  gracefulExit: false,
  hideCursor: null,
  // Not switched off, which a killed process would leave behind, but trimmed to.
  linewrap: true,
  autopadding: true,
};

export class BarProgress<Event> implements Progress<Event> {
  readonly #stream: NodeJS.WritableStream;
  readonly #bar: SingleBar;
  readonly #advance: (view: View, event: Event) => View;
  #view: View = FIRST_VIEW;

  constructor(stream: NodeJS.WritableStream, advance: (view: View, event: Event) => View) {
    this.#stream = stream;
    this.#bar = new SingleBar({ ...OPTIONS, stream });
    this.#advance = advance;
    this.#show();
  }

  tell(event: Event): void {
    this.#view = this.#advance(this.#view, event);
    this.#bar.update(this.#view.fraction, { status: this.#view.status });
  }

  say(text: string): void {
    this.#bar.stop();
    this.#stream.write(`${text}\n`);
    this.#show();
  }

  close(): void {
    this.#bar.stop();
  }

  #show(): void {
    this.#bar.start(1, this.#view.fraction, { status: this.#view.status });
  }
}
