/** Our own primitives as subjects: a warm pair of threads or of processes over one shared memory. */
import { execFileSync, fork } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createSharedMemory } from '../../../src/fabric/memory/open.js';
import type { Substrate } from '../../../src/fabric/memory/shared-memory.js';
import { initializeResource, sizeOfResource, type ResourceSpec } from '../../../src/primitives/registry.js';
import type { Subject } from '../side-by-side.js';

const GATE = 16;
const RESOURCE = 64;
const BYTES = 1 << 20;

export interface Work {
  /** What each worker does: a part in `pair.mjs`. */
  readonly part: string;
  readonly spec: ResourceSpec;
  readonly workers: 1 | 2;
  readonly spins: number;
  /** Operations of each worker. */
  readonly times: number;
  /** Operations that count, for each of those: two for two who contend, one for a message. */
  readonly counted: number;
}

interface Member {
  readonly pid?: number | undefined;
  readonly events: EventEmitter;
  readonly tell: (order: unknown) => void;
  readonly end: () => unknown;
}

export class Pair {
  readonly #memory;
  readonly #members: readonly Member[];

  constructor(kind: 'threads' | 'processes', substrate: Substrate) {
    this.#memory = createSharedMemory(BYTES, substrate);
    this.#members = [0, 1].map((worker) =>
      kind === 'threads' ? this.#startThread(worker) : this.#startProcess(worker),
    );
  }

  /** Nanoseconds for each operation that counts. */
  subject(name: string, work: Work): Subject {
    return {
      name,
      measure: async () => {
        const words = this.#memory.words();
        words.store(GATE, 0);
        words.plain.fill(0, RESOURCE, RESOURCE + sizeOfResource(work.spec));
        initializeResource(words, RESOURCE, work.spec);
        const times = await Promise.all(
          this.#members.slice(0, work.workers).map(async ({ events, tell }) => {
            const answer = once(events, 'message');
            tell(work);
            const [{ began, ended }] = (await answer) as [{ began: string; ended: string }];
            return { began: BigInt(began), ended: BigInt(ended) };
          }),
        );
        const first = times.reduce((least, { began }) => (began < least ? began : least), times[0]?.began ?? 0n);
        const last = times.reduce((most, { ended }) => (ended > most ? ended : most), 0n);
        return Number(last - first) / (work.times * work.counted);
      },
    };
  }

  /** Puts a pair of processes on one core, where one must sleep for the other to go on. */
  pin(core: number): void {
    for (const { pid } of this.#members) {
      if (pid !== undefined) execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)]);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
    this.#memory.close();
  }

  #startThread(worker: number): Member {
    const thread = new Worker(new URL('./pair.mjs', import.meta.url), {
      workerData: { memory: this.#memory.handle, worker },
    });
    return { events: thread, tell: (order) => thread.postMessage(order), end: () => thread.terminate() };
  }

  #startProcess(worker: number): Member {
    const { handle } = this.#memory;
    if (handle.substrate !== 'FUTEX') throw new Error('Processes need futex memory.');
    const child = fork(
      fileURLToPath(new URL('./pair.mjs', import.meta.url)),
      [JSON.stringify({ memory: { ...handle, descriptor: 4 }, worker })],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc', handle.descriptor], execArgv: [] },
    );
    return { pid: child.pid, events: child, tell: (order) => child.send(order as object), end: () => child.kill() };
  }
}
