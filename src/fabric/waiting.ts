/**
 * Who waits for whom, read out of shared memory while a round is on: for the watchdog, for the workers'
 * states, and for the last words on a worker that died.
 *
 * A worker that sleeps says on what (`Self.blockedOn`), and locks know their owner. So each blocked worker has
 * at most one arrow, to the worker that holds what it wants; a cycle of arrows is a deadlock. Waiting for
 * something that has no owner (a permit, a message, an event) has no arrow: anybody may still bring it. But
 * when every worker that is left waits like that, or for one that does, nobody is left to bring anything.
 */
import { lockOwner, locksOf } from '../primitives/registry.js';
import { TIMED } from '../primitives/self.js';
import type { Arena } from './arena.js';
import { resourcesOf, type Assignment, type PlacedResource } from './assignment.js';
import type { RecordedPart } from './recording.js';

/** One worker that sleeps. */
export interface Waiting {
  readonly worker: number;
  /** What it wants: `LOCK 0`. */
  readonly wants: string;
  /** The worker that holds it, where somebody can. */
  readonly holder: number | null;
  /** Its sleep has a time limit. */
  readonly isTimed: boolean;
  /** How often it was woken so far. */
  readonly wakes: number;
}

/** What a worker holds. */
export interface Holding {
  readonly worker: number;
  readonly holds: readonly string[];
}

export function readWaiting(arena: Arena, assignment: Assignment): readonly Waiting[] {
  const waiting: Waiting[] = [];
  for (let worker = 0; worker < assignment.slots; worker += 1) {
    const blockedOn = arena.words.load(arena.blockedWord(worker));
    if (blockedOn === 0) continue;
    const wakes = arena.words.load(arena.blockedWord(worker) + 1);
    const word = blockedOn & ~TIMED;
    const { name, isLock } = nameOf(assignment, word);
    const holder = isLock ? lockOwner(arena.words, word) : null;
    waiting.push({ worker, wants: name, holder, isTimed: word !== blockedOn, wakes });
  }
  return waiting;
}

export function readHoldings(arena: Arena, assignment: Assignment): readonly Holding[] {
  const held = new Map<number, string[]>();
  for (const { word, name } of locksIn(assignment)) {
    const owner = lockOwner(arena.words, word);
    if (owner !== null) held.set(owner, [...(held.get(owner) ?? []), name]);
  }
  return [...held].map(([worker, holds]) => ({ worker, holds }));
}

/**
 * The workers of a deadlock, in the order of their waiting where it is a cycle; empty when there is none.
 * @param asleep who has slept without a wake for a while; who naps in between is not stuck
 * @param left workers that have not ended
 */
export function findDeadlock(asleep: readonly Waiting[], left: number): readonly Waiting[] {
  const stuck = asleep.filter(({ isTimed }) => !isTimed);
  const byWorker = new Map(stuck.map((entry) => [entry.worker, entry]));
  for (const start of stuck) {
    const path: Waiting[] = [];
    for (let at: Waiting | undefined = start; at; at = at.holder === null ? undefined : byWorker.get(at.holder)) {
      const from = path.indexOf(at);
      if (from >= 0) return path.slice(from);
      path.push(at);
    }
  }
  return left > 0 && stuck.length === left ? stuck : [];
}

/** Who sleeps the same sleep in both looks, and was not woken in between. */
export function stillAsleep(before: readonly Waiting[], now: readonly Waiting[]): readonly Waiting[] {
  return now.filter(({ worker, wants, wakes }) =>
    before.some((then) => then.worker === worker && then.wants === wants && then.wakes === wakes),
  );
}

interface NamedLock {
  readonly word: number;
  readonly name: string;
}

function locksIn(assignment: Assignment): readonly NamedLock[] {
  return named(assignment).flatMap(({ resource, label }) =>
    locksOf(resource.spec, resource.index).map(({ word, name }) => ({ word, name: name + label })),
  );
}

function nameOf(assignment: Assignment, word: number): { readonly name: string; readonly isLock: boolean } {
  const lock = locksIn(assignment).find((candidate) => candidate.word === word);
  if (lock) return { name: lock.name, isLock: true };
  const all = named(assignment);
  const at = all.findLast(({ resource }) => resource.index <= word);
  return { name: at ? at.resource.spec.kind + at.label : 'something', isLock: false };
}

/** What to call what is recorded: `LOCK`, or `LOCK 0` where there are several. */
export function nameOfPart(assignment: Assignment, { place, part: { inside } }: RecordedPart): string {
  if (place === null) return 'the interpreter lock';
  const at = named(assignment)[place];
  return at ? `${inside ? `${inside} ` : ''}${at.resource.spec.kind}${at.label}` : '';
}

/** Each resource with its number among those of its kind, told only where there are several. */
export function named(
  assignment: Assignment,
): readonly { readonly resource: PlacedResource; readonly label: string }[] {
  const all = resourcesOf(assignment);
  const total = new Map<string, number>();
  for (const { spec } of all) total.set(spec.kind, (total.get(spec.kind) ?? 0) + 1);
  const seen = new Map<string, number>();
  return all.map((resource) => {
    const { kind } = resource.spec;
    const number = seen.get(kind) ?? 0;
    seen.set(kind, number + 1);
    return { resource, label: (total.get(kind) ?? 0) > 1 ? ` ${number}` : '' };
  });
}
