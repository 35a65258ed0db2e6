/** The board, host half: a file that the workers write on and that is read now and then. Laid out in `harness/board.py`. */
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

const WORD_BYTES = 8;
const LINE = 8;
const SLOTS = 72;
const LOCKS = 128;
const SIZE = (SLOTS + LOCKS) * LINE * WORD_BYTES;

const [STATE, UNITS, WANTS, SLEEPS] = [0, 1, 2, 3];
const STATES = ['NEW', 'READY', 'RUNNING', 'RESTING', 'DONE', 'THREW'] as const;

export interface SeenSlot {
  readonly state: (typeof STATES)[number];
  /** Units of work done. */
  readonly units: number;
  /** The lock that it sleeps for. */
  readonly wants: number | null;
  /** How often it fell asleep for one so far. */
  readonly sleeps: number;
}

export class Board {
  readonly path: string;
  readonly #descriptor: number;
  readonly #view = new BigInt64Array(SIZE / WORD_BYTES);

  /** Makes the file. */
  constructor(path: string) {
    this.path = path;
    writeFileSync(path, new Uint8Array(SIZE));
    this.#descriptor = openSync(path, 'r');
  }

  /** Takes a fresh look at all of it. */
  look(): void {
    readSync(this.#descriptor, this.#view, 0, SIZE, 0);
  }

  slot(slot: number): SeenSlot {
    const wants = this.#word(slot * LINE + WANTS);
    return {
      state: STATES[this.#word(slot * LINE + STATE)] ?? 'NEW',
      units: this.#word(slot * LINE + UNITS),
      wants: wants === 0 ? null : wants - 1,
      sleeps: this.#word(slot * LINE + SLEEPS),
    };
  }

  /** @returns the slot of who has it */
  ownerOf(lock: number): number | null {
    const owner = this.#word((SLOTS + lock) * LINE);
    return owner === 0 ? null : owner - 1;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #word(index: number): number {
    return Number(this.#view[index] ?? 0n);
  }
}
