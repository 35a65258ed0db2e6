/**
 * Plays a few workers through every order in which their steps on shared words can fall, and looks for an
 * order in which somebody sleeps for ever or sees what must not be.
 *
 * A step is one operation on the words. To stop between two steps of plain synchronous code, a worker is
 * played from its beginning each time, with the answers it has had so far; its next operation, which has no
 * answer yet, is thrown out of it. So its code must follow from those answers alone: no clock, no state
 * outside. Sleepers wake only when they are woken, never early: an early wake would hide one that is missing. A
 * sleep with a time limit may end by it at any moment that it sleeps: time stands still but for that.
 *
 * Plain accesses (`bytes`, `plain`) are no steps of their own: they happen with the step before them. So a
 * search holds for code whose plain accesses are its worker's own at that time, as messages in a ring are.
 */
import { createHash } from 'node:crypto';
import { vi } from 'vitest';
import type { WaitResult, Words } from '../../src/primitives/words.js';

export type Act = (words: Words) => void;

export interface Play {
  /** What the words are at first. */
  readonly words: readonly number[];
  /**
   * The workers. What one throws ends the exploration. One that does several things, each without anything
   * left of those before but what is in the words, had better be told as several acts: it has fewer states.
   */
  readonly workers: readonly (Act | readonly Act[])[];
  /** Looks at the words when all are through. */
  readonly atEnd?: (words: readonly number[]) => void;
}

type Answer = number | WaitResult;

interface Operation {
  readonly name: 'load' | 'store' | 'compareExchange' | 'exchange' | 'add' | 'wait' | 'wake';
  readonly index: number;
  readonly args: readonly number[];
}

interface WorkerState {
  /** Which of its acts it is in. */
  readonly act: number;
  readonly answers: readonly Answer[];
  /** What it does next; null when it is through. */
  readonly next: Operation | null;
  readonly asleep: boolean;
}

interface State {
  readonly words: readonly number[];
  readonly workers: readonly WorkerState[];
  /** How it came to this. */
  readonly before: State | null;
  readonly step: string;
}

export interface Explored {
  /** Different states met. */
  readonly states: number;
  /** Different ends. */
  readonly ends: number;
}

/** More than this takes minutes and gigabytes: too much for `explore`, something for `wander`. */
const MOST_STATES = 150_000;

/** Goes through every order of steps. @throws where one ends in a deadlock or in an error, with that order */
export function explore(play: Play): Explored {
  return withOwnClock(() => exploreAll(play));
}

function exploreAll(play: Play): Explored {
  const seen = new Set<string>();
  let ends = 0;
  const first = firstState(play);
  const open = [first];
  for (let state = open.pop(); state; state = open.pop()) {
    const key = keyOf(state, first);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > MOST_STATES) throw new Error(`There are more than ${MOST_STATES} states.`);
    const able = findAble(state);
    for (const worker of able) open.push(...successors(play, state, worker));
    if (able.length > 0) continue;
    checkEnd(play, state);
    ends += 1;
  }
  return { states: seen.size, ends };
}

/** What tells a state from others: the words that have changed, and what each worker has seen so far. */
function keyOf({ words, workers }: State, first: State): string {
  let key = '';
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] !== first.words[index]) key += `${index}:${words[index]} `;
  }
  for (const { act, answers, asleep } of workers) key += `${act}:${answers.join()}${asleep ? 'z' : ''};`;
  return createHash('md5').update(key).digest('base64');
}

/** Goes through so many orders of steps, at random. @throws as `explore` does */
export function wander(play: Play, walks: number, random: () => number): void {
  withOwnClock(() => wanderAbout(play, walks, random));
}

function wanderAbout(play: Play, walks: number, random: () => number): void {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  for (let walk = 0; walk < walks; walk += 1) {
    let state = firstState(play);
    // One worker often goes on for a while: the rare orders are those in which another stands still for long.
    const stubbornness = random();
    let last = -1;
    for (let able = findAble(state); able.length > 0; able = findAble(state)) {
      if (!able.includes(last) || random() > stubbornness) last = pick(able);
      state = pick(successors(play, state, last));
    }
    checkEnd(play, state);
  }
}

/** The time that the worker in play sees; it moves when a sleep of its own has run out. */
let clockMs = 0;

function withOwnClock<Result>(play: () => Result): Result {
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => clockMs);
  try {
    return play();
  } finally {
    clock.mockRestore();
  }
}

function firstState(play: Play): State {
  const nobody: WorkerState = { act: 0, answers: [], next: null, asleep: false };
  let state: State = { words: play.words, workers: play.workers.map(() => nobody), before: null, step: 'start' };
  for (const worker of play.workers.keys()) state = advance(play, state, worker, []);
  return state;
}

/** Who can take a step; for a sleeper with a time limit, that is to run into it. */
function findAble({ workers }: State): readonly number[] {
  return workers.flatMap(({ next, asleep }, worker) => (next && (!asleep || isTimed(next)) ? [worker] : []));
}

function isTimed({ args }: Operation): boolean {
  return args[1] !== undefined && args[1] !== Infinity;
}

function checkEnd({ atEnd }: Play, state: State): void {
  const asleep = state.workers.flatMap((worker, index) => (worker.asleep ? [index] : []));
  if (asleep.length > 0) throw new Error(`Asleep for ever: worker ${asleep.join(', ')}.\n${tell(state)}`);
  atEnd?.(state.words);
}

/** Plays a worker up to its first step that has no answer yet, with the plain accesses on its way. */
function advance(play: Play, state: State, worker: number, answers: readonly Answer[]): State {
  const { act = 0 } = state.workers[worker] ?? {};
  const acts = [play.workers[worker] ?? []].flat();
  const answered = new AnsweredWords(state.words, answers);
  clockMs = 0;
  try {
    acts[act]?.(answered);
  } catch (error) {
    if (!(error instanceof Unanswered)) {
      throw new Error(`Worker ${worker}: ${String(error)}\n${tell(state)}`, { cause: error });
    }
  }
  const next = answered.unanswered?.operation ?? null;
  const own: WorkerState = { act, answers: answered.answers, next, asleep: false };
  const after = { ...state, words: answered.memory, workers: state.workers.with(worker, own) };
  if (next || act + 1 >= acts.length) return after;
  return advance(play, { ...after, workers: after.workers.with(worker, { ...own, act: act + 1 }) }, worker, []);
}

/** The states that one worker's next step can lead to: several, where a wake has a choice of sleepers. */
function successors(play: Play, state: State, worker: number): readonly State[] {
  const { act, answers, next, asleep } = state.workers[worker] as WorkerState;
  if (!next) return [];
  const { name, index, args } = next;
  const [first = 0, second = 0] = args;
  const word = state.words[index];
  if (word === undefined) throw new Error(`There is no word ${index}.`);
  const step = `${worker}: ${name}(${[index, ...args].join(', ')})`;
  const base = { before: state, step };

  const answered = (value: number, answer: Answer): readonly State[] => {
    const after = { ...base, words: state.words.with(index, value | 0), workers: state.workers };
    return [advance(play, after, worker, [...answers, answer])];
  };
  if (asleep) return answered(word, 'timed-out');
  switch (name) {
    case 'load':
      return answered(word, word);
    case 'store':
      return answered(first, 0);
    case 'compareExchange':
      return answered(word === first ? second : word, word);
    case 'exchange':
      return answered(first, word);
    case 'add':
      return answered(word + first, word);
    case 'wait':
      if (word !== first) return answered(word, 'changed');
      return [
        { ...base, words: state.words, workers: state.workers.with(worker, { act, answers, next, asleep: true }) },
      ];
    case 'wake': {
      const sleepers = state.workers.flatMap((other, number) =>
        other.asleep && other.next?.index === index ? [number] : [],
      );
      const choices = first >= sleepers.length ? [sleepers] : choose(sleepers, first);
      return choices.map((woken) => {
        let after: State = { ...base, words: state.words, workers: state.workers };
        after = advance(play, after, worker, [...answers, woken.length]);
        for (const number of woken) {
          after = advance(play, after, number, [...(state.workers[number]?.answers ?? []), 'woken']);
        }
        return after;
      });
    }
  }
}

function choose(from: readonly number[], count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return from.flatMap((one, place) => choose(from.slice(place + 1), count - 1).map((rest) => [one, ...rest]));
}

function tell(state: State): string {
  const steps: string[] = [];
  for (let at: State | null = state; at; at = at.before) steps.push(at.step);
  return steps.toReversed().join('\n');
}

/** Not an error, and not built like one: a trace of the stack at every step would take most of the time. */
class Unanswered {
  readonly operation: Operation;

  constructor(operation: Operation) {
    this.operation = operation;
  }
}

class AnsweredWords implements Words {
  /** Grows with the plain accesses that come after the last answer. */
  readonly answers: Answer[];
  readonly slept = 0;
  readonly woke = 0;
  readonly plain: Int32Array;
  readonly bytes: Uint8Array;
  /** The step at which it stopped. What is done on the way out of it, in a `finally`, is not done yet. */
  unanswered: Unanswered | undefined;
  #memory: readonly number[];
  #given = 0;

  constructor(memory: readonly number[], answers: readonly Answer[]) {
    this.#memory = memory;
    this.answers = [...answers];
    this.plain = this.#plainly(new Int32Array(0), {
      get: (index) => this.#wordAt(index),
      set: (index, value) => this.#setWord(index, value | 0),
    });
    this.bytes = this.#plainly(new Uint8Array(0), {
      get: (index) => (this.#wordAt(index >> 2) >>> (8 * (index & 3))) & 0xff,
      set: (index, value) => {
        const shift = 8 * (index & 3);
        this.#setWord(index >> 2, (this.#wordAt(index >> 2) & ~(0xff << shift)) | ((value & 0xff) << shift));
      },
    });
  }

  /** The words as the worker leaves them. */
  get memory(): readonly number[] {
    return this.#memory;
  }

  load(index: number): number {
    return this.#step('load', index) as number;
  }

  store(index: number, value: number): void {
    this.#step('store', index, value);
  }

  compareExchange(index: number, expected: number, replacement: number): number {
    return this.#step('compareExchange', index, expected, replacement) as number;
  }

  exchange(index: number, value: number): number {
    return this.#step('exchange', index, value) as number;
  }

  add(index: number, delta: number): number {
    return this.#step('add', index, delta) as number;
  }

  wait(index: number, expected: number, timeoutMs: number): WaitResult {
    const result = this.#step('wait', index, expected, timeoutMs) as WaitResult;
    if (result === 'timed-out') clockMs += timeoutMs;
    return result;
  }

  wake(index: number, count: number): number {
    return this.#step('wake', index, count) as number;
  }

  #step(name: Operation['name'], index: number, ...args: readonly number[]): Answer {
    if (this.unanswered) throw this.unanswered;
    const answer = this.answers[this.#given];
    this.#given += 1;
    if (answer === undefined) throw (this.unanswered = new Unanswered({ name, index, args }));
    return answer;
  }

  #plainly<View extends object>(
    view: View,
    { get, set }: { get: (index: number) => number; set: (index: number, value: number) => void },
  ): View {
    const answer = (make: () => number): Answer => {
      if (this.unanswered) throw this.unanswered;
      // What was read and written before is over: only the first time does it touch the memory.
      if (this.#given === this.answers.length) this.answers.push(make());
      this.#given += 1;
      return this.answers[this.#given - 1] as Answer;
    };
    return new Proxy(view, {
      get: (_, index) => answer(() => get(Number(index))),
      set: (_, index, value: number) => {
        answer(() => {
          set(Number(index), value);
          return 0;
        });
        return true;
      },
    });
  }

  #wordAt(index: number): number {
    const word = this.#memory[index];
    if (word === undefined) throw new Error(`There is no word ${index}.`);
    return word;
  }

  #setWord(index: number, value: number): void {
    this.#memory = this.#memory.with(index, value);
  }
}
