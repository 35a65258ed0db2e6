/**
 * Whether the cores are the lab's own. A hypervisor may let several guests share a core and not tell: no steal, no
 * run delay, and yet the same work takes half as much processor time again, for the time that others had the core is
 * counted as the worker's. The only sign of that is the work itself. So between rounds, now and then, the lab does a
 * small fixed piece of it, on as many threads at once as the run has, and holds what it took against the best that
 * each thread has ever done.
 *
 * It is never on the way to a run's first round, nor inside of one: the first probe comes when a turn has been on
 * for a while, the next ones ever later, some 4 ms each. And it is only for guests: on bare metal nobody is behind
 * the kernel's back, and a clock frequency that comes and goes would look the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { probeAssignment } from '../fabric/probe.js';
import type { Crew } from '../fabric/crew.js';
import { playRound } from '../fabric/round.js';
import type { WarmWorker } from '../fabric/warm-worker.js';

/** What the same work took, beside what it takes at best. */
export interface CoreShare {
  /** 1: the cores were all its own. A mean, over all probes and threads. */
  readonly slowdown: number;
  readonly probes: number;
  /** Threads at once. */
  readonly threads: number;
}

/** Some 1.5 ms. */
const STEPS = 4_000_000;
const FIRST_AFTER_MS = 200;
/** The pause until the next one grows with the turn: so long a part of it. */
const PAUSE = 0.1;
/** Fewer say nothing. */
const FEWEST_PROBES = 3;
/** More than that counts as that: one hiccup of the host is no sharing. */
const MOST = 2;
/** At all threads, before the first run: for their compilers. */
const FIRST_LOOKS = 4;

export class CoreProbe {
  readonly #crew: Crew;
  readonly #cores: number;
  /** What one piece took at best: nanoseconds of processor time. */
  readonly #bestNs = new WeakMap<WarmWorker, number>();
  #alone = 0;
  #startedMs = performance.now();
  #dueMs = Infinity;
  #taken: { readonly slowdown: number; readonly threads: number }[] = [];

  /** @param cores that should be the lab's own; see `countGuestCores` */
  constructor(crew: Crew, cores: number) {
    this.#crew = crew;
    this.#cores = cores;
  }

  /** Before the first run: learns what each thread can do. */
  async learn(): Promise<void> {
    if (this.#cores === 0) return;
    for (let look = 0; look < FIRST_LOOKS; look += 1) await this.#look(0, this.#cores);
    for (let thread = 0; thread < this.#cores; thread += 1) await this.#look(thread, 1);
  }

  /** A turn of the lab begins. */
  beginTurn(): void {
    this.#startedMs = performance.now();
    this.#dueMs = this.#startedMs + FIRST_AFTER_MS;
    this.#taken = [];
  }

  /** Between two rounds. @param members threads and processes that the runs of the turn have at once */
  async takeIfDue(members: number): Promise<void> {
    if (this.#cores === 0 || performance.now() < this.#dueMs) return;
    const threads = Math.min(members, this.#cores);
    // By itself, now this one and now that: what it can do, should it not have shown yet.
    this.#alone = (this.#alone + 1) % threads;
    await this.#look(this.#alone, 1);
    const slowdown = await this.#look(0, threads);
    if (slowdown !== null) this.#taken.push({ slowdown, threads });
    const nowMs = performance.now();
    this.#dueMs = nowMs + Math.max(FIRST_AFTER_MS, PAUSE * (nowMs - this.#startedMs));
  }

  /** Of all probes from now on; null while they are too few. */
  watch(): () => CoreShare | null {
    const before = this.#taken.length;
    return () => {
      const taken = this.#taken.slice(before);
      if (taken.length < FEWEST_PROBES) return null;
      return {
        slowdown: taken.reduce((sum, { slowdown }) => sum + slowdown, 0) / taken.length,
        probes: taken.length,
        threads: Math.max(...taken.map(({ threads }) => threads)),
      };
    };
  }

  /** @returns how much longer than at best it took, in the middle of the threads; null where nobody tells */
  async #look(first: number, threads: number): Promise<number | null> {
    const workers = this.#crew.livingThreads().slice(first, first + threads);
    if (workers.length < threads) return null;
    const assignment = probeAssignment(threads, STEPS);
    const { arena } = this.#crew;
    arena.writeAssignment(assignment);
    const end = await playRound(this.#crew, assignment, workers, 1, NEVER);
    if (end.kind !== 'through') return null;
    let sum = 0;
    for (const [slot, worker] of workers.entries()) {
      const cpuNs = arena.readSlot(slot).usage?.cpuNs;
      if (cpuNs === undefined) return null;
      const bestNs = Math.min(cpuNs, this.#bestNs.get(worker) ?? Infinity);
      this.#bestNs.set(worker, bestNs);
      sum += Math.min(MOST, cpuNs / bestNs);
    }
    return sum / threads;
  }
}

const NEVER = new AbortController().signal;

/**
 * Cores that a guest may believe to be its own; 0 on bare metal, where the kernel knows better than any probe, and
 * where nobody tells.
 */
export function countGuestCores(): number {
  try {
    const [flags = ''] = /^(?:flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'latin1')) ?? [];
    if (!/\bhypervisor\b/.test(flags)) return 0;
    const directory = '/sys/devices/system/cpu';
    const cpus = readdirSync(directory).filter((name) => /^cpu\d+$/.test(name));
    // Threads of one core share it, and the kernel knows.
    const siblings = cpus.map((cpu) => readFileSync(`${directory}/${cpu}/topology/thread_siblings_list`, 'latin1'));
    return new Set(siblings).size;
  } catch {
    return 0;
  }
}
