/**
 * The crew: warm threads and processes over one arena, kept between runs.
 *
 * Starting a worker costs tens of milliseconds and calling a warm one some microseconds, so workers stay. The
 * crew grows to what a run asks for, replaces the dead, and after a run lets go of what exceeds `keep`.
 */
import { Arena, ARENA_BYTES, PROCESS_MAILBOXES } from './arena.js';
import { livesInProcess, type Assignment } from './assignment.js';
import { createSharedMemory } from './memory/open.js';
import type { Substrate } from './memory/shared-memory.js';
import { readPssBytes } from './process-memory.js';
import { ProcessWorker } from './process-worker.js';
import { ThreadWorker } from './thread-worker.js';
import type { Death, WarmWorker } from './warm-worker.js';

/** What a round hears of the crew. */
export interface RoundListener {
  /** All members are through, or one of them has called the round off. */
  readonly onDoorbell: () => void;
  /** A worker is gone: one of the round, or another. */
  readonly onDeath: (worker: WarmWorker, death: Death) => void;
}

/** null where nobody can tell. */
export interface WorkerMemory {
  readonly bytes: number | null;
  /** Since it was last measured. */
  readonly growthBytes: number | null;
}

export class Crew {
  readonly arena: Arena;
  readonly #keep: number;
  readonly #threads = new Set<WarmWorker>();
  readonly #processes = new Map<number, WarmWorker>();
  /** What a worker took when it was last measured, at rest. */
  readonly #restingBytes = new WeakMap<WarmWorker, number>();
  #listener: RoundListener = { onDoorbell: () => {}, onDeath: () => {} };

  /** @param keep how many threads, and how many processes, stay warm after a run */
  constructor(substrate: Substrate, keep: number) {
    this.arena = new Arena(createSharedMemory(ARENA_BYTES, substrate));
    this.#keep = keep;
  }

  /** Whom to tell. One round at a time: it takes the place of the one before. */
  listen(listener: RoundListener): void {
    this.#listener = listener;
  }

  /** One ready worker for each member, in their order. @throws when one cannot be started. */
  async assemble(assignment: Assignment): Promise<readonly WarmWorker[]> {
    const threads = this.#living(this.#threads);
    const processes = this.#living(this.#processes.values());
    const workers = assignment.members.map((member) =>
      livesInProcess(assignment.groups[member.group]?.fabric ?? 'THREADS')
        ? (processes.shift() ?? this.#startProcess())
        : (threads.shift() ?? this.#startThread()),
    );
    await Promise.all(workers.map((worker) => worker.ready));
    return workers;
  }

  /** In the order in which runs get them. */
  livingThreads(): readonly WarmWorker[] {
    return this.#living(this.#threads);
  }

  processIds(): readonly number[] {
    return [...this.#processes.values()].flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }

  /** Starts workers ahead of the first run. */
  async warmUp(threads: number, processes: number): Promise<void> {
    const starting: WarmWorker[] = [];
    while (this.#threads.size < threads) starting.push(this.#startThread());
    if (this.arena.memory.substrate === 'FUTEX') {
      while (this.#processes.size < processes) starting.push(this.#startProcess());
    }
    await Promise.all(starting.map((worker) => worker.ready));
    for (const worker of starting) this.measureMemory(worker);
  }

  /** Between rounds, while it rests. */
  measureMemory(worker: WarmWorker): WorkerMemory {
    const bytes = worker.pid === null ? null : readPssBytes(worker.pid);
    if (bytes === null) return { bytes: null, growthBytes: null };
    const before = this.#restingBytes.get(worker);
    this.#restingBytes.set(worker, bytes);
    return { bytes, growthBytes: before === undefined ? null : bytes - before };
  }

  /** Lets go of what a run needed beyond the usual. */
  trim(): void {
    for (const worker of this.#living(this.#threads).slice(this.#keep)) worker.kill();
    for (const worker of this.#living(this.#processes.values()).slice(this.#keep)) worker.kill();
  }

  async close(): Promise<void> {
    const everyone = [...this.#threads, ...this.#processes.values()];
    for (const worker of everyone) worker.kill();
    await Promise.all(everyone.map((worker) => worker.died));
    this.arena.memory.close();
  }

  #living(workers: Iterable<WarmWorker>): WarmWorker[] {
    return [...workers].filter((worker) => worker.alive);
  }

  #startThread(): WarmWorker {
    const worker = new ThreadWorker(this.arena.memory.handle, { onDoorbell: () => this.#listener.onDoorbell() });
    this.#threads.add(worker);
    void worker.died.then((death) => {
      this.#threads.delete(worker);
      this.#listener.onDeath(worker, death);
    });
    return worker;
  }

  #startProcess(): WarmWorker {
    let index = 0;
    while (this.#processes.has(index)) index += 1;
    if (index >= PROCESS_MAILBOXES) throw new Error(`There can be at most ${PROCESS_MAILBOXES} worker processes.`);
    const worker = new ProcessWorker(this.arena, index, { onDoorbell: () => this.#listener.onDoorbell() });
    this.#processes.set(index, worker);
    void worker.died.then((death) => {
      this.#processes.delete(index);
      this.#listener.onDeath(worker, death);
    });
    return worker;
  }
}
