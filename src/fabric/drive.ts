/**
 * Drives task bodies through one round: one after another, each straight to its end (SERIAL, THREADS,
 * PROCESSES: there with a single worker each), or all interleaved on the event loop (ASYNC).
 *
 * A worker's clock starts at its body's first instruction and stops at its last; reports are made up after
 * all clocks have stopped.
 */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { taskNamed } from '../catalog/catalog.js';
import type { Body, Step, TaskKind } from '../catalog/task-kind.js';
import { attachResource, type Resource } from '../primitives/registry.js';
import type { Self } from '../primitives/self.js';
import { Interrupted } from '../primitives/words.js';
import { WORD, type Arena } from './arena.js';
import type { Assignment, Member, PlacedGroup } from './assignment.js';

/** An event loop looks at the interrupt at least this often while a task sleeps. */
const LONGEST_PAUSE_MS = 20;

/** One worker of a round, ready to go. */
export interface Part {
  readonly slot: number;
  readonly task: TaskKind;
  readonly body: Body<unknown>;
  result?: unknown;
}

export function createParts(arena: Arena, assignment: Assignment, member: Member): readonly Part[] {
  const group = assignment.groups[member.group] as PlacedGroup;
  const task = taskNamed(group.task.kind);
  return member.workers.map((worker) => {
    const slot = group.firstSlot + worker;
    // Locks know their owner by its slot, which is its number over all groups.
    const self: Self = { worker: slot, spins: assignment.spins, blockedOn: arena.blockedWord(slot) };
    const [primitive, ...resources] = group.resources.map(({ spec, index }) =>
      attachResource(arena.words, index, spec, self),
    ) as [Resource, ...Resource[]];
    const body = task.body({
      worker,
      workers: group.workers,
      parameters: group.task.parameters,
      primitive,
      resources,
      isCooperative: group.fabric === 'ASYNC',
      report: (units) => arena.report(slot, units),
    });
    return { slot, task, body };
  });
}

/** Nanoseconds of processor time of this thread so far, or null where nobody knows. */
export type CpuClock = () => number | null;

export function driveInTurn(arena: Arena, parts: readonly Part[], cpuClock: CpuClock): void {
  for (const part of parts) {
    const clock = startClock(arena, part.slot, cpuClock);
    for (let next = part.body.next(); ; next = part.body.next()) {
      if (next.done) {
        part.result = next.value;
        break;
      }
      checkInterrupt(arena);
      if (next.value) sleep(arena, part.slot, next.value.sleepMs);
    }
    clock.stop();
  }
}

export async function driveInterleaved(arena: Arena, parts: readonly Part[], cpuClock: CpuClock): Promise<void> {
  const threw = new AbortController();
  const driveOne = async (part: Part): Promise<void> => {
    // Bodies share one thread, and so its processor time cannot be told apart.
    const clock = startClock(arena, part.slot, parts.length === 1 ? cpuClock : () => null);
    try {
      for (let next = part.body.next(); ; next = part.body.next()) {
        if (next.done) {
          part.result = next.value;
          break;
        }
        await follow(next.value);
      }
      clock.stop();
    } catch (error) {
      threw.abort();
      throw error;
    }
  };
  const follow = async (step: Step): Promise<void> => {
    if (step) {
      const deadline = performance.now() + step.sleepMs;
      for (let leftMs = step.sleepMs; leftMs > 0; leftMs = deadline - performance.now()) {
        await pause(Math.min(leftMs, LONGEST_PAUSE_MS));
        checkInterrupt(arena);
      }
    } else {
      await nextTurn();
    }
    checkInterrupt(arena);
    if (threw.signal.aborted) throw new Interrupted();
  };
  // All must have stopped before the round may end, also when one threw: its error is the one to tell.
  const endings = await Promise.allSettled(parts.map(driveOne));
  const errors = endings.flatMap((ending) => (ending.status === 'rejected' ? [ending.reason as unknown] : []));
  if (errors.length > 0) throw errors.find((error) => !(error instanceof Interrupted)) ?? errors[0];
}

function startClock(arena: Arena, slot: number, cpuClock: CpuClock): { stop(): void } {
  arena.setState(slot, 'RUNNING');
  const cpuBefore = cpuClock();
  const startedNs = process.hrtime.bigint();
  return {
    stop() {
      const endedNs = process.hrtime.bigint();
      const cpuAfter = cpuClock();
      arena.setTimes(slot, startedNs, endedNs, cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore);
    },
  };
}

function checkInterrupt(arena: Arena): void {
  if (arena.words.load(WORD.interrupt) !== 0) throw new Interrupted();
}

function sleep(arena: Arena, slot: number, milliseconds: number): void {
  const word = arena.sleepingWord(slot);
  const deadline = performance.now() + milliseconds;
  for (let leftMs = milliseconds; leftMs > 0; leftMs = deadline - performance.now()) {
    arena.words.wait(word, 0, leftMs);
  }
}
