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
import { ProcessWorker } from './process-worker.js';
import { ThreadWorker } from './thread-worker.js';
import type { WarmWorker } from './warm-worker.js';

export class Crew {
  readonly arena: Arena;
  readonly #keep: number;
  readonly #threads = new Set<WarmWorker>();
  readonly #processes = new Map<number, WarmWorker>();
  #doorbell: () => void = () => {};

  /** @param keep how many threads, and how many processes, stay warm after a run */
  constructor(substrate: Substrate, keep: number) {
    this.arena = new Arena(createSharedMemory(ARENA_BYTES, substrate));
    this.#keep = keep;
  }

  /** Whom to tell that all members of a round are through. One round at a time. */
  onDoorbell(listener: () => void): void {
    this.#doorbell = listener;
  }

  /** One ready worker for each member, in their order. @throws when one cannot be started. */
  async assemble(assignment: Assignment): Promise<readonly WarmWorker[]> {
    const threads = [...this.#threads].filter((worker) => worker.alive);
    const processes = [...this.#processes.values()].filter((worker) => worker.alive);
    const workers = assignment.members.map((member) =>
      livesInProcess(assignment.groups[member.group]?.fabric ?? 'THREADS')
        ? (processes.shift() ?? this.#startProcess())
        : (threads.shift() ?? this.#startThread()),
    );
    await Promise.all(workers.map((worker) => worker.ready));
    return workers;
  }

  /** Starts workers ahead of the first run. */
  async warmUp(threads: number, processes: number): Promise<void> {
    const starting: WarmWorker[] = [];
    while (this.#threads.size < threads) starting.push(this.#startThread());
    if (this.arena.memory.substrate === 'FUTEX') {
      while (this.#processes.size < processes) starting.push(this.#startProcess());
    }
    await Promise.all(starting.map((worker) => worker.ready));
  }

  /** Lets go of what a run needed beyond the usual. */
  trim(): void {
    for (const worker of [...this.#threads].slice(this.#keep)) worker.kill();
    for (const worker of [...this.#processes.values()].slice(this.#keep)) worker.kill();
  }

  async close(): Promise<void> {
    const everyone = [...this.#threads, ...this.#processes.values()];
    for (const worker of everyone) worker.kill();
    await Promise.all(everyone.map((worker) => worker.died));
    this.arena.memory.close();
  }

  #startThread(): WarmWorker {
    const worker = new ThreadWorker(this.arena.memory.handle, { onDoorbell: () => this.#doorbell() });
    this.#threads.add(worker);
    void worker.died.then(() => this.#threads.delete(worker));
    return worker;
  }

  #startProcess(): WarmWorker {
    let index = 0;
    while (this.#processes.has(index)) index += 1;
    if (index >= PROCESS_MAILBOXES) throw new Error(`There can be at most ${PROCESS_MAILBOXES} worker processes.`);
    const worker = new ProcessWorker(this.arena, index, { onDoorbell: () => this.#doorbell() });
    this.#processes.set(index, worker);
    void worker.died.then(() => this.#processes.delete(index));
    return worker;
  }
}
