/**
 * The arena: one piece of shared memory that the lab host and all its warm workers see, laid out once.
 * Anonymous pages that are not touched cost nothing, so it is laid out for the most there can be.
 *
 *   bytes
 *       0   header, one cache line to each field that is written in a round:
 *             line 0  assignment number, its bytes, round, members, port of the file server,
 *                     members that the round waits for (host)
 *             line 1  arrived: members at the start barrier            (members)
 *             line 2  go: the round whose barrier is open              (last member to arrive)
 *             line 3  parked: members that sleep at the barrier        (members)
 *             line 4  done: members through with the round             (members)
 *             line 5  interrupt: 1 once the round is called off        (host, or a member whose task threw)
 *             line 6  released at, nanoseconds, 64 bits                (last member to arrive)
 *    4096   the assignment: JSON, what everybody shall do
 *   65536   mailboxes of processes, one cache line each (see `mailbox.ts`)
 *  131072   slots, 16 KiB for each worker of the run:
 *             +0    state, +4 sleeping word, +8 bytes of the report, +12 and +16 what it sleeps on (see `self.ts`)
 *             +64   units done (f64), started, ended (ns, i64), then what its thread used (f64 each, -1 unknown):
 *                   processor time and run delay (ns), voluntary and involuntary context switches
 *             +256  the report: JSON
 *    4 MiB  data: the primitives, then the tasks' own words; zeroed before each round
 *   64 MiB  meters of runs that are recorded, 8 KiB for each worker of each part of a primitive (see
 *           `primitives/recording/meter.ts`); emptied by the host after each round
 *  128 MiB  span rings of runs that are traced, one for each worker (see `primitives/recording/span-ring.ts`)
 *
 * Who writes what when: outside a round only the host writes; in a round the members write their slots and
 * the barrier lines, and everyone may use the data through the primitives. A round begins with a change of
 * the mailboxes' epochs and ends when `done` equals `awaited` (or somebody died).
 */
import { LIMITS } from '../domain/experiment.js';
import { EVERYBODY, LINE_WORDS, type Words } from '../primitives/words.js';
import type { SharedMemory, WordsOptions } from './memory/shared-memory.js';
import type { ThreadUsage } from './thread-usage.js';

const LINE_BYTES = LINE_WORDS * 4;

/** Indices of words. */
export const WORD = {
  assignment: 0,
  assignmentBytes: 1,
  round: 2,
  members: 3,
  fileServerPort: 4,
  /** Members that the round waits for. */
  awaited: 5,
  arrived: 1 * LINE_WORDS,
  go: 2 * LINE_WORDS,
  parked: 3 * LINE_WORDS,
  done: 4 * LINE_WORDS,
  interrupt: 5 * LINE_WORDS,
} as const;

const RELEASED_AT = (6 * LINE_BYTES) / 8;

const ASSIGNMENT = { offset: 4096, bytes: 61_440 } as const;
const MAILBOXES = { offset: 65_536, count: 1024 } as const;
const SLOTS = { offset: 131_072, bytes: 16_384, count: 2 * LIMITS.workers.max } as const;
const REPORT = { offset: 256, bytes: SLOTS.bytes - 256 } as const;
/** Words of 64 bits from a slot's first one to what its thread used. */
const USAGE = 3;
const USAGE_LONGS = 4;
const UNKNOWN = -1;
const DATA_OFFSET = 4 * 1024 * 1024;
const METERS_OFFSET = 64 * 1024 * 1024;
const SPANS_OFFSET = 128 * 1024 * 1024;

export const ARENA_BYTES = 136 * 1024 * 1024;
export const DATA_WORD = DATA_OFFSET / 4;
export const DATA_WORDS = (METERS_OFFSET - DATA_OFFSET) / 4;
export const METERS_WORD = METERS_OFFSET / 4;
export const METERS_WORDS = (SPANS_OFFSET - METERS_OFFSET) / 4;
export const SPANS_WORD = SPANS_OFFSET / 4;
export const SPANS_WORDS = (ARENA_BYTES - SPANS_OFFSET) / 4;
export const PROCESS_MAILBOXES = MAILBOXES.count;

/**
 * NEW before it was called, READY for its turn (at the start, or at its interpreter's lock), RESTING in a pause or
 * in I/O. What it is blocked on is told apart.
 */
export const SLOT_STATES = ['NEW', 'READY', 'RUNNING', 'RESTING', 'DONE', 'THREW', 'INTERRUPTED'] as const;
export type SlotState = (typeof SLOT_STATES)[number];

/** One worker's own corner. */
export interface Slot {
  readonly state: SlotState;
  readonly units: number;
  readonly startedNs: bigint;
  readonly endedNs: bigint;
  /** null where the platform does not tell. */
  readonly usage: ThreadUsage | null;
}

/** How much of the arena a run uses. */
export interface RoundSize {
  readonly slots: number;
  readonly dataWords: number;
}

export class Arena {
  readonly memory: SharedMemory;
  readonly words: Words;
  readonly #bytes: Uint8Array;
  readonly #floats: Float64Array;
  readonly #longs: BigInt64Array;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(memory: SharedMemory, options: WordsOptions = {}) {
    this.memory = memory;
    this.words = memory.words(options);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#floats = new Float64Array(memory.buffer);
    this.#longs = new BigInt64Array(memory.buffer);
  }

  /** The host's half of a new run: what everybody shall do. */
  writeAssignment(assignment: unknown): void {
    const length = this.#writeJson(assignment, ASSIGNMENT.offset, ASSIGNMENT.bytes);
    this.words.store(WORD.assignmentBytes, length);
    this.words.add(WORD.assignment, 1);
  }

  readAssignment(): unknown {
    return this.#readJson(ASSIGNMENT.offset, this.words.load(WORD.assignmentBytes));
  }

  /** The host's half of a new round: barrier shut, slots empty, data zero. */
  prepareRound(round: number, members: number, awaited: number, { slots, dataWords }: RoundSize): void {
    const words = this.words;
    words.store(WORD.round, round);
    words.store(WORD.members, members);
    words.store(WORD.awaited, awaited);
    for (const index of [WORD.arrived, WORD.go, WORD.parked, WORD.done, WORD.interrupt]) words.store(index, 0);
    for (let slot = 0; slot < slots; slot += 1) {
      words.store(slotWord(slot), SLOT_STATES.indexOf('NEW'));
      words.store(slotWord(slot) + 2, 0);
      words.store(this.blockedWord(slot), 0);
      words.store(this.blockedWord(slot) + 1, 0);
      this.report(slot, 0);
      const first = slotLong(slot);
      this.#longs.fill(0n, first + 1, first + USAGE);
      this.#floats.fill(UNKNOWN, first + USAGE, first + USAGE + USAGE_LONGS);
    }
    this.#bytes.fill(0, DATA_OFFSET, DATA_OFFSET + dataWords * 4);
  }

  get releasedNs(): bigint {
    return this.#longs[RELEASED_AT] as bigint;
  }

  set releasedNs(value: bigint) {
    this.#longs[RELEASED_AT] = value;
  }

  report(slot: number, units: number): void {
    this.#floats[slotLong(slot)] = units;
  }

  /** Index of the word that this worker alone sleeps on. */
  sleepingWord(slot: number): number {
    return slotWord(slot) + 1;
  }

  /** Index of the two words in which this worker says what it sleeps on. */
  blockedWord(slot: number): number {
    return slotWord(slot) + 3;
  }

  setState(slot: number, state: SlotState): void {
    this.words.store(slotWord(slot), SLOT_STATES.indexOf(state));
  }

  /** At once, so that a worker that never ends has begun. */
  setStarted(slot: number, startedNs: bigint): void {
    this.#longs[slotLong(slot) + 1] = startedNs;
  }

  setTimes(slot: number, startedNs: bigint, endedNs: bigint): void {
    const first = slotLong(slot);
    this.#longs[first + 1] = startedNs;
    this.#longs[first + 2] = endedNs;
  }

  setUsage(slot: number, { cpuNs, runDelayNs, voluntarySwitches, involuntarySwitches }: ThreadUsage): void {
    const usage = [cpuNs, runDelayNs ?? UNKNOWN, voluntarySwitches, involuntarySwitches];
    this.#floats.set(usage, slotLong(slot) + USAGE);
  }

  readSlot(slot: number): Slot {
    const first = slotLong(slot);
    const [cpuNs, runDelayNs, voluntarySwitches, involuntarySwitches] = this.#floats.subarray(
      first + USAGE,
      first + USAGE + USAGE_LONGS,
    ) as unknown as [number, number, number, number];
    return {
      state: SLOT_STATES[this.words.load(slotWord(slot))] ?? 'NEW',
      units: this.#floats[first] as number,
      startedNs: this.#longs[first + 1] as bigint,
      endedNs: this.#longs[first + 2] as bigint,
      usage:
        cpuNs === UNKNOWN
          ? null
          : {
              cpuNs,
              runDelayNs: runDelayNs === UNKNOWN ? null : runDelayNs,
              voluntarySwitches,
              involuntarySwitches,
            },
    };
  }

  writeReport(slot: number, value: unknown): void {
    const length = this.#writeJson(value, SLOTS.offset + slot * SLOTS.bytes + REPORT.offset, REPORT.bytes);
    this.words.store(slotWord(slot) + 2, length);
  }

  readReport(slot: number): unknown {
    return this.#readJson(SLOTS.offset + slot * SLOTS.bytes + REPORT.offset, this.words.load(slotWord(slot) + 2));
  }

  /** Calls the round off: whoever sleeps on a word of it wakes up and sees the interrupt. */
  interrupt({ slots, dataWords }: RoundSize): void {
    this.words.store(WORD.interrupt, 1);
    this.words.wake(WORD.go, EVERYBODY);
    for (let slot = 0; slot < slots; slot += 1) this.words.wake(this.sleepingWord(slot), EVERYBODY);
    for (let word = 0; word < dataWords; word += LINE_WORDS) this.words.wake(DATA_WORD + word, EVERYBODY);
  }

  #writeJson(value: unknown, offset: number, limit: number): number {
    const text = JSON.stringify(value);
    // encodeInto refuses shared buffers on some substrates, so it goes through a copy.
    const encoded = this.#encoder.encode(text);
    if (encoded.length > limit) throw new RangeError(`${encoded.length} bytes do not fit into ${limit}.`);
    this.#bytes.set(encoded, offset);
    return encoded.length;
  }

  #readJson(offset: number, length: number): unknown {
    if (length === 0) return undefined;
    return JSON.parse(this.#decoder.decode(this.#bytes.slice(offset, offset + length)));
  }
}

function slotWord(slot: number): number {
  return (SLOTS.offset + slot * SLOTS.bytes) / 4;
}

function slotLong(slot: number): number {
  return (SLOTS.offset + slot * SLOTS.bytes + 64) / 8;
}

/** Index of the first word of a process's mailbox. */
export function mailboxWord(process: number): number {
  return MAILBOXES.offset / 4 + process * LINE_WORDS;
}
