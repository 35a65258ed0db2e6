/**
 * A stage: shared memory of one kind with actors on it, so that one suite can be played on all of them. The
 * test itself is on the stage too: it sees the same words.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { createSharedMemory } from '../../src/fabric/memory/open.js';
import type { SharedMemory, Substrate } from '../../src/fabric/memory/shared-memory.js';
import { EVERYBODY, LINE_WORDS, type Words } from '../../src/primitives/words.js';

export interface Setting {
  readonly name: string;
  readonly substrate: Substrate;
  readonly actors: 'thread' | 'process';
  /** The actors' handles record; the test's own does not. */
  readonly isRecorded?: boolean;
}

const ALL_SETTINGS: readonly Setting[] = [
  { name: 'threads over a SharedArrayBuffer', substrate: 'SHARED_ARRAY_BUFFER', actors: 'thread' },
  { name: 'threads over futex memory', substrate: 'FUTEX', actors: 'thread' },
  { name: 'processes over futex memory', substrate: 'FUTEX', actors: 'process' },
];

/** Those that this host can have. */
export const SETTINGS = ALL_SETTINGS.filter(
  ({ substrate }) => substrate === 'SHARED_ARRAY_BUFFER' || loadLinux().available,
);

/** The same again, with handles that record what they do: they must behave as the plain ones. */
export const RECORDED_SETTINGS = SETTINGS.filter(({ substrate }) => substrate === 'FUTEX' || SETTINGS.length === 1).map(
  (setting) => ({ ...setting, name: `recorded ${setting.name}`, isRecorded: true }),
);

/** Where things are on the stage, each on a cache line of its own. */
export const LAYOUT = {
  interrupt: 0,
  lock: 1 * LINE_WORDS,
  counter: 2 * LINE_WORDS,
  inside: 3 * LINE_WORDS,
  gate: 4 * LINE_WORDS,
  /** Nobody ever wakes anybody here. */
  nobody: 5 * LINE_WORDS,
  /** What each actor sleeps on, a line each (see `self.ts`). */
  blocked: 8 * LINE_WORDS,
  /** The resource that a suite is about. */
  resource: 24 * LINE_WORDS,
  /** Of recorded stages: meters and rings, up to the end of a mebibyte. */
  recording: 196_608,
} as const;

export interface StageOptions {
  readonly bytes?: number;
  /** What the actors can do: a module with a `createActor`. */
  readonly script?: URL;
}

const USUAL_SCRIPT = new URL('./workers/actor.mjs', import.meta.url);

export interface Role {
  /** The actor's number. */
  readonly self?: number;
  readonly spins?: number;
  /**
   * The longest sleep in one call. The product's own is short, which hides a wake that never came as a mere
   * delay: the default here is longer than any test.
   */
  readonly longestSleepMs?: number;
}

const LONGER_THAN_ANY_TEST_MS = 600_000;

export interface Actor {
  /** Tells it what to do next. @returns what came of it; rejects with what it threw */
  ask<Result = unknown>(order: string, ...args: readonly unknown[]): Promise<Result>;
  /** Ends it by force: a process by SIGKILL, a thread by `terminate`. Resolves when it is gone. */
  kill(): Promise<unknown>;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

interface Link {
  send(message: { id: number; order: string; args: readonly unknown[] }): void;
  end(): Promise<unknown>;
}

export class Stage {
  readonly memory: SharedMemory;
  readonly words: Words;
  readonly #setting: Setting;
  readonly #script: string;
  readonly #links: Link[] = [];

  constructor(setting: Setting, { bytes = 4096, script = USUAL_SCRIPT }: StageOptions = {}) {
    this.#setting = setting;
    this.#script = script.href;
    this.memory = createSharedMemory(bytes, setting.substrate);
    this.words = this.memory.words();
  }

  actor({ self = 0, spins = 0, longestSleepMs = LONGER_THAN_ANY_TEST_MS }: Role = {}): Actor {
    const waiting = new Map<number, (answer: Answer) => void>();
    const hear = (answer: Answer): void => waiting.get(answer.id)?.(answer);
    const role = {
      script: this.#script,
      self,
      spins,
      layout: LAYOUT,
      words: { interrupt: LAYOUT.interrupt, longestSleepMs },
    };
    const link = this.#setting.actors === 'thread' ? this.#startThread(role, hear) : this.#startProcess(role, hear);
    this.#links.push(link);
    let lastId = 0;
    return {
      async ask<Result>(order: string, ...args: readonly unknown[]): Promise<Result> {
        lastId += 1;
        const id = lastId;
        const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
        link.send({ id, order, args });
        const { value, error } = await answered;
        if (error) throw Object.assign(new Error(error.message), { name: error.name });
        return value as Result;
      },
      kill: () => link.end(),
    };
  }

  /** So many actors, numbered from 0. */
  actors(count: number, role: Role = {}): readonly Actor[] {
    return Array.from({ length: count }, (_, self) => this.actor({ ...role, self }));
  }

  /** Calls the play off: whoever sleeps on the lock wakes up and sees the interrupt. */
  interrupt(): void {
    this.words.store(LAYOUT.interrupt, 1);
    this.words.wake(LAYOUT.lock, EVERYBODY);
  }

  /** Calls the play off for whoever sleeps anywhere. */
  interruptAll(): void {
    this.words.store(LAYOUT.interrupt, 1);
    for (let line = 0; line < this.words.plain.length / LINE_WORDS; line += 1) {
      this.words.wake(line * LINE_WORDS, EVERYBODY);
    }
  }

  async clear(): Promise<void> {
    // A thread in an endless sleep could not be ended, so whatever anybody sleeps on changes. Of a stage for a
    // test these are the first lines, and one of them is its interrupt.
    for (let line = 0; line < 64; line += 1) {
      this.words.store(line * LINE_WORDS, -1);
      this.words.wake(line * LINE_WORDS, EVERYBODY);
    }
    await Promise.all(this.#links.map((link) => link.end()));
    this.memory.close();
  }

  #startThread(role: unknown, hear: (answer: Answer) => void): Link {
    const worker = new Worker(new URL('./workers/thread.mjs', import.meta.url), {
      workerData: { memory: this.memory.handle, role },
    });
    worker.on('message', hear);
    return { send: (message) => worker.postMessage(message), end: () => worker.terminate() };
  }

  #startProcess(role: unknown, hear: (answer: Answer) => void): Link {
    const { handle } = this.memory;
    if (handle.substrate !== 'FUTEX') throw new Error('Processes need futex memory.');
    const inherited = 4;
    const child = fork(
      fileURLToPath(new URL('./workers/process.mjs', import.meta.url)),
      [JSON.stringify({ memory: { ...handle, descriptor: inherited }, role })],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc', handle.descriptor], execArgv: [] },
    );
    child.on('message', hear);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return {
      send: (message) => child.send(message),
      end: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  }
}
