/**
 * One round, host half: prepare the memory, call the members, and wait until all are through, somebody died,
 * or the run is called off. Returns only when no member can touch the arena any more.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Gil } from '../primitives/gil.js';
import { initializeResource } from '../primitives/registry.js';
import { WORD } from './arena.js';
import { resourcesOf, type Assignment } from './assignment.js';
import type { Crew } from './crew.js';
import type { Death, WarmWorker } from './warm-worker.js';

/** How long a called-off member may take to notice by itself; then it is ended by force. */
const GRACE_MS = 30;
/** A sleeper that fell asleep just after the wake is woken again. */
const WAKE_AGAIN_MS = 5;

export type RoundEnd =
  /** And when the host heard of it. */
  | { readonly kind: 'through'; readonly atNs: bigint }
  | { readonly kind: 'called off' }
  | { readonly kind: 'died'; readonly member: number; readonly worker: WarmWorker; readonly death: Death };

export async function playRound(
  crew: Crew,
  assignment: Assignment,
  workers: readonly WarmWorker[],
  round: number,
  calledOff: AbortSignal,
): Promise<RoundEnd> {
  const { arena } = crew;
  const awaited = assignment.members.filter(({ isDaemon }) => !isDaemon).length;
  arena.prepareRound(round, assignment.members.length, awaited, assignment);
  for (const { spec, index } of resourcesOf(assignment)) initializeResource(arena.words, index, spec);
  for (const { gil } of assignment.members) if (gil) Gil.initialize(arena.words, gil.index);

  const listening = new AbortController();
  const through = createDeferred<RoundEnd>();
  const died = createDeferred<RoundEnd>();
  const tellDeath = (worker: WarmWorker, death: Death): void => {
    const member = workers.indexOf(worker);
    if (member >= 0) died.resolve({ kind: 'died', member, worker, death });
  };
  // Listened to through the crew: a reaction left on each worker's own promise would stay as long as the
  // worker, round after round.
  // A member that throws wakes the others once and is gone; who fell asleep just after would sleep on.
  let waking: NodeJS.Timeout | undefined;
  const wakeAgain = (): void => arena.interrupt(assignment);
  crew.listen({
    onDoorbell: () => {
      // A ring of an earlier round, late because its worker was being ended, is none of this one.
      if (arena.words.load(WORD.done) === awaited) through.resolve({ kind: 'through', atNs: process.hrtime.bigint() });
      else if (arena.words.load(WORD.interrupt) !== 0) waking ??= setInterval(wakeAgain, WAKE_AGAIN_MS);
    },
    onDeath: tellDeath,
  });
  for (const [member, worker] of workers.entries()) {
    // One that died before this round began to listen.
    if (!worker.alive) void worker.died.then((death) => tellDeath(worker, death));
    worker.call(member);
  }
  const end = await Promise.race<RoundEnd>([through.promise, died.promise, aborted(calledOff, listening.signal)]);
  listening.abort();
  clearInterval(waking);

  if (end.kind === 'through') await dropDaemons(assignment, workers);
  else await callOff(crew, assignment, workers, through.promise);
  return end;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function createDeferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function aborted(signal: AbortSignal, listening: AbortSignal): Promise<RoundEnd> {
  return new Promise((resolve) => {
    const end = (): void => resolve({ kind: 'called off' });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true, signal: listening });
  });
}

/** As at the end of a program: nobody asks a daemon whether it is done. */
async function dropDaemons(assignment: Assignment, workers: readonly WarmWorker[]): Promise<void> {
  const daemons = workers.filter((_, member) => assignment.members[member]?.isDaemon);
  for (const daemon of daemons) daemon.kill();
  await Promise.all(daemons.map((daemon) => daemon.died));
}

async function callOff(
  crew: Crew,
  assignment: Assignment,
  workers: readonly WarmWorker[],
  through: Promise<RoundEnd>,
): Promise<void> {
  let isThrough = false;
  void through.then(() => {
    isThrough = true;
  });
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += WAKE_AGAIN_MS) {
    crew.arena.interrupt(assignment);
    await Promise.race([through, pause(WAKE_AGAIN_MS)]);
    if (isThrough) return;
  }
  // A dead member never rings, so after a death this is the way for those that are left as well: a worker
  // that could still touch the arena must not be taken for a free one.
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map((worker) => worker.died));
}
