/**
 * A semaphore that tells its meter how it is used. A permit has no owner; what is held is from the first permit
 * that a worker has to the last that it gives back.
 */
import { Semaphore } from '../semaphore.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import { kindNumber } from './span-ring.js';

const WAIT = kindNumber('WAIT');

export class RecordingSemaphore extends Semaphore {
  readonly #words: Words;
  readonly #meter: Meter;
  /** Permits that this worker has. */
  #inside = 0;

  constructor(words: Words, index: number, self: Self, meter: Meter) {
    super(words, index, self);
    this.#words = words;
    this.#meter = meter;
  }

  override tryAcquire(): boolean {
    const isIn = super.tryAcquire();
    if (isIn) this.#enter();
    else this.#meter.waits();
    return isIn;
  }

  override acquire(timeoutMs = Infinity): boolean {
    if (this.tryAcquire()) return true;
    if (timeoutMs <= 0) return false;
    const isIn = super.acquire(timeoutMs);
    if (isIn) this.#enter();
    else this.#meter.gaveUp();
    return isIn;
  }

  override release(): void {
    const wokeBefore = this.#words.woke;
    if (this.#inside === 1) this.#meter.left();
    super.release();
    this.#inside = Math.max(0, this.#inside - 1);
    if (this.#words.woke !== wokeBefore) this.#meter.woke(this.#words.woke - wokeBefore);
  }

  #enter(): void {
    this.#inside += 1;
    if (this.#inside === 1) this.#meter.entered();
    else this.#meter.passed(WAIT);
  }
}
