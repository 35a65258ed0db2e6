/** A barrier that tells its meter who waits at it: all but the last party. */
import { Barrier } from '../barrier.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import { kindNumber } from './span-ring.js';

const WAIT = kindNumber('WAIT');

export class RecordingBarrier extends Barrier {
  readonly #words: Words;
  readonly #meter: Meter;
  readonly #parties: number;

  constructor(words: Words, index: number, self: Self, meter: Meter, parties: number) {
    super(words, index, self);
    this.#words = words;
    this.#meter = meter;
    this.#parties = parties;
  }

  override wait(timeoutMs = Infinity): number {
    const wokeBefore = this.#words.woke;
    const arrival = this.#meter.during(() => super.wait(timeoutMs));
    if (arrival === this.#parties - 1) this.#meter.neverWaited();
    this.#meter.passed(WAIT);
    if (this.#words.woke !== wokeBefore) this.#meter.woke(this.#words.woke - wokeBefore);
    return arrival;
  }
}
