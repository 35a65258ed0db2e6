/** An event that tells its meter who waits for it. */
import { Event } from '../event.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import { kindNumber } from './span-ring.js';

const WAIT = kindNumber('WAIT');

export class RecordingEvent extends Event {
  readonly #words: Words;
  readonly #meter: Meter;

  constructor(words: Words, index: number, self: Self, meter: Meter) {
    super(words, index, self);
    this.#words = words;
    this.#meter = meter;
  }

  override set(): void {
    const wokeBefore = this.#words.woke;
    super.set();
    if (this.#words.woke !== wokeBefore) this.#meter.woke(this.#words.woke - wokeBefore);
  }

  override wait(timeoutMs = Infinity): boolean {
    let isSet = super.wait(0);
    if (!isSet) {
      this.#meter.waits();
      if (timeoutMs <= 0) return false;
      isSet = super.wait(timeoutMs);
    }
    if (isSet) this.#meter.passed(WAIT);
    else this.#meter.gaveUp();
    return isSet;
  }
}
