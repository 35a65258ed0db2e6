/**
 * How long a run will take, as far as earlier ones tell: the same experiment before, else its task on its fabric
 * by the unit of work, recorded alike or else unrecorded. And what every turn takes beside that, to be handed over
 * and to be written down, which for short runs is most of it. Kept in memory, and learned anew from the store at a
 * start: a wrong guess costs nothing but a wrong guess.
 *
 * How many rounds a run takes that is asked for a precision, only its noise knows. It is expected to take as many as
 * stand before the first look, and teaches nothing of the unit of work.
 */
import type { Plan } from '../domain/experiment.js';
import { unitsOfRound } from '../lab/summarize.js';
import { nextLook } from '../stats/precision.js';
import { median } from '../stats/quantile.js';

/** Of each, the newest are remembered. */
const REMEMBERED = 7;
/** Turns of which it is remembered what they took beside their run. */
const TURNS = 50;
/** Different experiments; beyond, the one that was not run for the longest time is forgotten. */
const KINDS = 5_000;

export class Durations {
  readonly #exact = new Map<string, readonly number[]>();
  readonly #perUnit = new Map<string, readonly number[]>();
  #besideMs: readonly number[] = [];
  /** Their median. */
  #besideEachMs = 0;
  /** A batch asks for all of its plans at every step. */
  readonly #keys = new WeakMap<Plan, Keys>();

  /** @param elapsedMs from its start to its end */
  learn(plan: Plan, elapsedMs: number): void {
    const { exact, kind, work } = this.#keysOf(plan);
    remember(this.#exact, exact, elapsedMs);
    if (plan.precision === undefined) remember(this.#perUnit, kind, elapsedMs / work);
  }

  /** @param besideMs what a turn of one run took beside it */
  learnTurn(besideMs: number): void {
    this.#besideMs = [...this.#besideMs, besideMs].slice(-TURNS);
    this.#besideEachMs = median(this.#besideMs);
  }

  /** Milliseconds of its turn; null where nothing like it was run. */
  expect(plan: Plan): number | null {
    const elapsedMs = this.#expectElapsed(plan);
    return elapsedMs === null ? null : elapsedMs + this.#besideEachMs;
  }

  #expectElapsed(plan: Plan): number | null {
    const { exact, kind, unrecorded, work } = this.#keysOf(plan);
    const same = this.#exact.get(exact);
    if (same) return median(same);
    const perUnit = this.#perUnit.get(kind) ?? this.#perUnit.get(unrecorded);
    return perUnit ? median(perUnit) * work : null;
  }

  #keysOf(plan: Plan): Keys {
    const keys = this.#keys.get(plan) ?? {
      exact: exactKey(plan),
      kind: kindKey(plan),
      unrecorded: kindKey({ ...plan, recording: 'NONE' }),
      work: workOf(plan),
    };
    this.#keys.set(plan, keys);
    return keys;
  }
}

interface Keys {
  readonly exact: string;
  readonly kind: string;
  /** The same as `kind` where nothing is recorded. */
  readonly unrecorded: string;
  /** Units of work of all rounds. */
  readonly work: number;
}

function remember(known: Map<string, readonly number[]>, key: string, value: number): void {
  const values = [...(known.get(key) ?? []), value].slice(-REMEMBERED);
  // To the end of the map, which keeps the order of insertion.
  known.delete(key);
  known.set(key, values);
  const [oldest] = known.keys();
  if (known.size > KINDS && oldest !== undefined) known.delete(oldest);
}

function exactKey({ groups, runtime, repetitions, warmup, recording = 'NONE', precision }: Plan): string {
  return JSON.stringify([groups, runtime, repetitions, warmup, recording, precision]);
}

function kindKey({ groups, runtime, recording = 'NONE' }: Plan): string {
  const work = groups.map(({ task, fabric, primitive }) => [task.kind, fabric, primitive]);
  return JSON.stringify([work, runtime, recording]);
}

function workOf(plan: Plan): number {
  const { repetitions, warmup, precision } = plan;
  const rounds = precision === undefined ? repetitions : Math.max(repetitions, nextLook(0));
  return Math.max(1, unitsOfRound(plan)) * (rounds + warmup);
}
