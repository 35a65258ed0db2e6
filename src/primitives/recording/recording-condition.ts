/**
 * A condition that tells one meter who waits for it, and another how its lock is used: a wait gives the lock up
 * and takes it again, which counts there too.
 */
import { Condition } from '../condition.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import type { RecordingLock } from './recording-lock.js';
import { kindNumber } from './span-ring.js';

const WAIT = kindNumber('WAIT');

export class RecordingCondition extends Condition {
  readonly #words: Words;
  readonly #meter: Meter;

  constructor(words: Words, index: number, self: Self, meter: Meter, lock: RecordingLock) {
    super(words, index, self, lock);
    this.#words = words;
    this.#meter = meter;
  }

  override wait(timeoutMs = Infinity): boolean {
    const wasNotified = this.#meter.during(() => super.wait(timeoutMs));
    if (wasNotified) this.#meter.passed(WAIT);
    else this.#meter.gaveUp();
    return wasNotified;
  }

  override notify(count = 1): void {
    const wokeBefore = this.#words.woke;
    super.notify(count);
    if (this.#words.woke !== wokeBefore) this.#meter.woke(this.#words.woke - wokeBefore);
  }
}
