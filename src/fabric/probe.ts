/**
 * A probe of the cores: members that all do the same small piece of work at once, and what processor time it took.
 * The piece has a loop of its own, which no task shares, so that every member's compiler sees it alone and alike.
 */
import type { Assignment } from './assignment.js';
import type { Arena } from './arena.js';
import { startClock } from './drive.js';
import { passStartBarrier } from './start-barrier.js';
import type { CpuClock } from './thread-usage.js';

/** Loads at the start barrier before sleeping: some 200 µs. */
const BARRIER_SPINS = 40_000;

/** @param steps of the loop, a small integer */
export function probeAssignment(members: number, steps: number): Assignment {
  return {
    groups: [],
    members: Array.from({ length: members }, (_, member) => ({
      group: 0,
      workers: [member],
      isDaemon: false,
      gil: null,
    })),
    spins: 0,
    barrierSpins: BARRIER_SPINS,
    slots: members,
    dataWords: 0,
    gil: null,
    recording: null,
    probeSteps: steps,
  };
}

/** In a worker. */
export function playProbe(arena: Arena, slot: number, steps: number, cpuClock: CpuClock): void {
  passStartBarrier(arena, BARRIER_SPINS);
  const clock = startClock(arena, slot, cpuClock);
  const left = spin(steps);
  clock.stop();
  // Told, so that it had to be computed.
  arena.report(slot, left);
}

function spin(n: number): number {
  while (n > 0) n -= 1;
  return n;
}
