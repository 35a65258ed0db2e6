/**
 * The watchdog: looks while a round is on, and calls it off when it is deadlocked.
 *
 * Certain, not suspected: it acts only on workers that have slept the same sleep, without one wake, over
 * several looks in a row. A run that is merely slow has somebody who runs, or somebody who is woken now and
 * then, or a sleep that will end by itself.
 */
import type { DeadlockedWorker, Failure } from '../domain/run.js';
import type { SlotState } from '../fabric/arena.js';
import { findDeadlock, stillAsleep, type Waiting } from '../fabric/waiting.js';
import type { Sight } from './sight.js';

const LOOK_MS = 50;
/** Looks that must agree: together below the second within which a deadlock is told. */
const LOOKS = 5;

export interface Watchdog {
  /** Aborts when a round is deadlocked. */
  readonly deadlocked: AbortSignal;
  /** What it saw; null while there is nothing. */
  readonly failure: () => Failure | null;
  /** A round begins. */
  readonly enter: () => void;
  /** It is over. */
  readonly leave: () => void;
  readonly stop: () => void;
}

export function watchRun(sight: Sight): Watchdog {
  const bark = new AbortController();
  let failure: Failure | null = null;
  let isOn = false;
  let before: readonly Waiting[] = [];
  let suspected = '';
  let agreed = 0;

  const look = (): void => {
    if (!isOn) return;
    const now = sight.waiting();
    const deadlock = findDeadlock(stillAsleep(before, now), countLeft(sight));
    before = now;
    const seen = deadlock.map(({ worker, wants, wakes }) => `${worker} ${wants} ${wakes}`).join();
    agreed = seen !== '' && seen === suspected ? agreed + 1 : 1;
    suspected = seen;
    if (seen === '' || agreed < LOOKS) return;
    failure = describe(deadlock, sight);
    isOn = false;
    bark.abort();
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    deadlocked: bark.signal,
    failure: () => failure,
    enter() {
      isOn = true;
      before = [];
      suspected = '';
    },
    leave() {
      isOn = false;
    },
    stop: () => clearInterval(timer),
  };
}

const LEFT: ReadonlySet<SlotState> = new Set(['NEW', 'READY', 'RUNNING', 'RESTING']);

function countLeft(sight: Sight): number {
  let left = 0;
  for (let slot = 0; slot < sight.slots; slot += 1) {
    const { state } = sight.slot(slot);
    if (LEFT.has(state)) left += 1;
  }
  return left;
}

function describe(deadlock: readonly Waiting[], sight: Sight): Failure {
  const holdings = sight.holdings();
  const workers: readonly DeadlockedWorker[] = deadlock.map(({ worker, wants, holder }) => ({
    worker,
    wants,
    holder,
    holds: holdings.find((holding) => holding.worker === worker)?.holds ?? [],
  }));
  const sentences = workers.map(({ worker, wants, holder, holds }) => {
    const has = holds.length > 0 ? `holds ${holds.join(', ')} and ` : '';
    const by = holder === null ? '' : holder === worker ? ', which it holds itself' : `, which worker ${holder} holds`;
    return `worker ${worker} ${has}waits for ${wants}${by}`;
  });
  return { code: 'DEADLOCK', message: `Nobody can go on: ${sentences.join('; ')}.`, deadlock: workers };
}
