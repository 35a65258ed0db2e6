/** The board, host half: a file that the workers write on and that is read now and then. Laid out in `harness/board.py`. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

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
  readonly #line = new BigInt64Array(LINE);

  /** Makes the file. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'w+');
    this.clear();
  }

  /** Before a round, while no worker writes. */
  clear(): void {
    writeSync(this.#descriptor, new Uint8Array(SIZE), 0, SIZE, 0);
  }

  /** As it stands now. */
  slot(slot: number): SeenSlot {
    const line = this.#read(slot);
    const wants = Number(line[WANTS]);
    return {
      state: STATES[Number(line[STATE])] ?? 'NEW',
      units: Number(line[UNITS]),
      wants: wants === 0 ? null : wants - 1,
      sleeps: Number(line[SLEEPS]),
    };
  }

  /** @returns the slot of who has it now */
  ownerOf(lock: number): number | null {
    const owner = Number(this.#read(SLOTS + lock)[0]);
    return owner === 0 ? null : owner - 1;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(line: number): BigInt64Array {
    readSync(this.#descriptor, this.#line, 0, this.#line.byteLength, line * this.#line.byteLength);
    return this.#line;
  }
}
