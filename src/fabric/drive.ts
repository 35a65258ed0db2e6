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
import { nowNs } from '../primitives/recording/clock.js';
import { kindNumber, type SpanKind, type SpanRing } from '../primitives/recording/span-ring.js';
import type { Resource } from '../primitives/registry.js';
import type { Self } from '../primitives/self.js';
import { Interrupted } from '../primitives/words.js';
import { WORD, type Arena } from './arena.js';
import { livesInProcess, sharesOneThread, type Assignment, type Member, type PlacedGroup } from './assignment.js';
import { WITHOUT_GIL, type Interpreter } from './interpreter.js';
import { attachResources, ringOf } from './recording.js';
import type { CpuClock, ThreadUsage } from './thread-usage.js';

/** An event loop looks at the interrupt at least this often while a task sleeps. */
const LONGEST_PAUSE_MS = 20;

/** One worker of a round, ready to go. */
export interface Part {
  readonly slot: number;
  readonly task: TaskKind;
  readonly body: Body<unknown>;
  /** Where there is a trace. */
  readonly ring: SpanRing | null;
  result?: unknown;
  /** It failed by itself; the others beside it in the thread were only stopped by that. */
  threw?: boolean;
}

export function createParts(
  arena: Arena,
  assignment: Assignment,
  member: Member,
  interpreter: Interpreter = WITHOUT_GIL,
): readonly Part[] {
  const group = assignment.groups[member.group] as PlacedGroup;
  const task = taskNamed(group.task.kind);
  return member.workers.map((worker) => {
    const slot = group.firstSlot + worker;
    // Locks know their owner by its slot, which is its number over all groups.
    // Who shares a thread, or an interpreter, only keeps the others from running while it spins.
    const isShared = sharesOneThread(group.fabric) || (interpreter.hasGil && !livesInProcess(group.fabric));
    const self: Self = {
      worker: slot,
      spins: isShared ? 0 : assignment.spins,
      blockedOn: arena.blockedWord(slot),
      interpreter: interpreter.hasGil
        ? { leave: () => interpreter.leave(), enter: () => interpreter.enter(slot) }
        : undefined,
    };
    const ring = ringOf(arena, assignment, slot);
    const attached = attachResources(arena, assignment, group, self, ring);
    const [primitive, ...resources] = attached as [Resource, ...Resource[]];
    const body = task.body({
      worker,
      workers: group.workers,
      parameters: group.task.parameters,
      primitive,
      resources,
      isCooperative: group.fabric === 'ASYNC',
      fileServer: `http://127.0.0.1:${arena.words.load(WORD.fileServerPort)}/`,
      report: (units) => arena.report(slot, units),
      checkpoint: interpreter.hasGil ? () => interpreter.checkpoint(slot) : GO_ON,
    });
    return { slot, task, body, ring };
  });
}

const GO_ON = (): void => {};

/** What to do about a step; resolves to what the body gets for it. */
type Follow = (part: Part, step: Step) => Promise<unknown> | undefined;

async function driveOne(
  arena: Arena,
  part: Part,
  interpreter: Interpreter,
  cpuClock: CpuClock,
  follow: Follow,
): Promise<void> {
  try {
    // A thread's first instruction comes when it is let into its interpreter.
    interpreter.enter(part.slot);
    await runBody(arena, part, cpuClock, follow);
  } catch (error) {
    part.threw = !(error instanceof Interrupted);
    throw error;
  } finally {
    interpreter.exit();
  }
}

/** Runs a body to its end. Awaits only where a step asks for it: a body that never does runs straight through. */
async function runBody(arena: Arena, part: Part, cpuClock: CpuClock, follow: Follow): Promise<void> {
  const { body, slot } = part;
  const clock = startClock(arena, slot, cpuClock);
  let next = body.next();
  while (!next.done) {
    const pending = follow(part, next.value);
    if (!pending) {
      next = body.next();
      continue;
    }
    let given: unknown;
    try {
      given = await pending;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      next = body.throw(error);
      continue;
    }
    next = body.next(given);
  }
  part.result = next.value;
  clock.stop();
}

export async function driveInTurn(
  arena: Arena,
  parts: readonly Part[],
  cpuClock: CpuClock,
  interpreter: Interpreter = WITHOUT_GIL,
): Promise<void> {
  const follow: Follow = (part, step) => {
    checkInterrupt(arena);
    if (!step) {
      interpreter.checkpoint(part.slot);
      return undefined;
    }
    if ('io' in step) {
      return resting(arena, part, 'IO', interpreter, () => orInterrupt(step.io, () => checkInterrupt(arena)));
    }
    sleep(arena, part, interpreter, step.sleepMs);
    return undefined;
  };
  for (const part of parts) await driveOne(arena, part, interpreter, cpuClock, follow);
}

export async function driveInterleaved(
  arena: Arena,
  parts: readonly Part[],
  cpuClock: CpuClock,
  interpreter: Interpreter = WITHOUT_GIL,
): Promise<void> {
  let hasThrown = false;
  const lookAround = (): void => {
    checkInterrupt(arena);
    if (hasThrown) throw new Interrupted();
  };
  const follow = async (part: Part, step: Step): Promise<unknown> => {
    let given: unknown;
    if (!step) await nextTurn();
    else if ('io' in step) {
      given = await resting(arena, part, 'IO', interpreter, () => orInterrupt(step.io, lookAround));
    } else await resting(arena, part, 'SLEEP', interpreter, () => pauseFor(step.sleepMs, lookAround));
    lookAround();
    interpreter.checkpoint(part.slot);
    return given;
  };
  // Bodies share one thread, and so its processor time cannot be told apart.
  const ownClock = parts.length === 1 ? cpuClock : () => null;
  // All must have stopped before the round may end, also when one threw: its error is the one to tell.
  const endings = await Promise.allSettled(
    parts.map((part) =>
      driveOne(arena, part, interpreter, ownClock, follow).catch((error: unknown) => {
        hasThrown = true;
        throw error;
      }),
    ),
  );
  const errors = endings.flatMap((ending) => (ending.status === 'rejected' ? [ending.reason as unknown] : []));
  if (errors.length > 0) throw errors.find((error) => !(error instanceof Interrupted)) ?? errors[0];
}

async function resting<T>(
  arena: Arena,
  part: Part,
  kind: SpanKind,
  interpreter: Interpreter,
  take: () => Promise<T>,
): Promise<T> {
  arena.setState(part.slot, 'RESTING');
  const noteRest = noteSpan(part, kind);
  try {
    interpreter.leave();
    return await take();
  } finally {
    noteRest();
    interpreter.enter(part.slot);
    arena.setState(part.slot, 'RUNNING');
  }
}

async function pauseFor(milliseconds: number, lookAround: () => void): Promise<void> {
  const deadline = performance.now() + milliseconds;
  for (let leftMs = milliseconds; leftMs > 0; leftMs = deadline - performance.now()) {
    await pause(Math.min(leftMs, LONGEST_PAUSE_MS));
    lookAround();
  }
}

/** Some I/O may take longer than anybody wants to wait for a cancel. */
async function orInterrupt(io: Promise<unknown>, lookAround: () => void): Promise<unknown> {
  const over = new AbortController();
  const interrupted = (async (): Promise<never> => {
    for (;;) {
      await pause(LONGEST_PAUSE_MS, undefined, { signal: over.signal });
      lookAround();
    }
  })();
  interrupted.catch(() => {});
  try {
    return await Promise.race([io, interrupted]);
  } finally {
    over.abort();
  }
}

export function startClock(arena: Arena, slot: number, cpuClock: CpuClock): { stop(): void } {
  arena.setState(slot, 'RUNNING');
  const before = cpuClock();
  const startedNs = process.hrtime.bigint();
  arena.setStarted(slot, startedNs);
  return {
    stop() {
      const endedNs = process.hrtime.bigint();
      arena.setTimes(slot, startedNs, endedNs);
      const after = cpuClock();
      if (before && after) arena.setUsage(slot, usageBetween(before, after));
    },
  };
}

function usageBetween(before: ThreadUsage, after: ThreadUsage): ThreadUsage {
  return {
    cpuNs: after.cpuNs - before.cpuNs,
    voluntarySwitches: after.voluntarySwitches - before.voluntarySwitches,
    involuntarySwitches: after.involuntarySwitches - before.involuntarySwitches,
    runDelayNs: before.runDelayNs === null || after.runDelayNs === null ? null : after.runDelayNs - before.runDelayNs,
  };
}

function checkInterrupt(arena: Arena): void {
  if (arena.words.load(WORD.interrupt) !== 0) throw new Interrupted();
}

/** Where there is a trace. @returns what to call when it is over */
function noteSpan({ ring }: Part, kind: SpanKind): () => void {
  if (!ring) return () => {};
  const beganNs = nowNs();
  return () => ring.write(kindNumber(kind), 0, 0, 0, beganNs, nowNs());
}

function sleep(arena: Arena, part: Part, interpreter: Interpreter, milliseconds: number): void {
  const { slot } = part;
  const word = arena.sleepingWord(slot);
  // Before it lets the others in: what it waits for them is part of its sleep.
  const deadline = performance.now() + milliseconds;
  arena.setState(slot, 'RESTING');
  const noteRest = noteSpan(part, 'SLEEP');
  try {
    interpreter.leave();
    for (let leftMs = milliseconds; leftMs > 0; leftMs = deadline - performance.now()) {
      arena.words.wait(word, 0, leftMs);
    }
  } finally {
    noteRest();
    interpreter.enter(slot);
  }
  arena.setState(slot, 'RUNNING');
}
