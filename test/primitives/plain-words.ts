import type { WaitResult, Words } from '../../src/primitives/words.js';

/** Words of one lonely worker: an array. Whoever sleeps here would never be woken, so nobody may. */
export class PlainWords implements Words {
  readonly plain: Int32Array;
  readonly bytes: Uint8Array;
  readonly slept = 0;
  readonly woke = 0;

  constructor(words: number) {
    this.plain = new Int32Array(words);
    this.bytes = new Uint8Array(this.plain.buffer);
  }

  load(index: number): number {
    const value = this.plain[index];
    if (value === undefined) throw new RangeError(`There is no word ${index}.`);
    return value;
  }

  store(index: number, value: number): void {
    this.load(index);
    this.plain[index] = value;
  }

  compareExchange(index: number, expected: number, replacement: number): number {
    const before = this.load(index);
    if (before === expected) this.store(index, replacement);
    return before;
  }

  exchange(index: number, value: number): number {
    const before = this.load(index);
    this.store(index, value);
    return before;
  }

  add(index: number, delta: number): number {
    return this.exchange(index, this.load(index) + delta);
  }

  wait(index: number, _expected: number, _timeoutMs: number): WaitResult {
    throw new Error(`The only worker went to sleep on word ${index}.`);
  }

  wake(_index: number, _count: number): number {
    return 0;
  }
}
