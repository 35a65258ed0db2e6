/**
 * Plays a few workers through every order in which their steps on shared words can fall, and looks for an
 * order in which somebody sleeps for ever or sees what must not be.
 *
 * A step is one operation on the words. To stop between two steps of plain synchronous code, a worker is
 * played from its beginning each time, with the answers it has had so far; its next operation, which has no
 * answer yet, is thrown out of it. So its code must follow from those answers alone: no clock, no state
 * outside. Sleepers wake only when they are woken, never early: an early wake would hide one that is missing.
 */
import type { WaitResult, Words } from '../../src/primitives/words.js';

export interface Play {
  /** What the words are at first. */
  readonly words: readonly number[];
  /** The workers. What one throws ends the exploration. */
  readonly workers: readonly ((words: Words) => void)[];
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
  const seen = new Set<string>();
  let ends = 0;
  const open = [firstState(play)];
  for (let state = open.pop(); state; state = open.pop()) {
    const key = JSON.stringify([state.words, state.workers.map(({ answers, asleep }) => [answers, asleep])]);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > MOST_STATES) throw new Error(`There are more than ${MOST_STATES} states.`);
    const awake = findAwake(state);
    for (const worker of awake) open.push(...successors(play, state, worker));
    if (awake.length > 0) continue;
    checkEnd(play, state);
    ends += 1;
  }
  return { states: seen.size, ends };
}

/** Goes through so many orders of steps, at random. @throws as `explore` does */
export function wander(play: Play, walks: number, random: () => number): void {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  for (let walk = 0; walk < walks; walk += 1) {
    let state = firstState(play);
    // One worker often goes on for a while: the rare orders are those in which another stands still for long.
    const stubbornness = random();
    let last = -1;
    for (let awake = findAwake(state); awake.length > 0; awake = findAwake(state)) {
      if (!awake.includes(last) || random() > stubbornness) last = pick(awake);
      state = pick(successors(play, state, last));
    }
    checkEnd(play, state);
  }
}

function firstState(play: Play): State {
  const empty: State = { words: play.words, workers: [], before: null, step: 'start' };
  return { ...empty, workers: play.workers.map((_, worker) => advance(play, empty, worker, [])) };
}

function findAwake({ workers }: State): readonly number[] {
  return workers.flatMap(({ next, asleep }, worker) => (next && !asleep ? [worker] : []));
}

function checkEnd({ atEnd }: Play, state: State): void {
  const asleep = state.workers.flatMap((worker, index) => (worker.asleep ? [index] : []));
  if (asleep.length > 0) throw new Error(`Asleep for ever: worker ${asleep.join(', ')}.\n${tell(state)}`);
  atEnd?.(state.words);
}

/** Plays a worker up to its first step that has no answer yet. */
function advance({ workers }: Play, state: State, worker: number, answers: readonly Answer[]): WorkerState {
  try {
    workers[worker]?.(new AnsweredWords(answers));
    return { answers, next: null, asleep: false };
  } catch (error) {
    if (error instanceof Unanswered) return { answers, next: error.operation, asleep: false };
    throw new Error(`Worker ${worker}: ${String(error)}\n${tell(state)}`, { cause: error });
  }
}

/** The states that one worker's next step can lead to: several, where a wake has a choice of sleepers. */
function successors(play: Play, state: State, worker: number): readonly State[] {
  const { answers, next } = state.workers[worker] as WorkerState;
  if (!next) return [];
  const { name, index, args } = next;
  const [first = 0, second = 0] = args;
  const word = state.words[index];
  if (word === undefined) throw new Error(`There is no word ${index}.`);
  const step = `${worker}: ${name}(${[index, ...args].join(', ')})`;
  const base = { before: state, step };

  const answered = (value: number, answer: Answer): readonly State[] => {
    const words = state.words.with(index, value | 0);
    const after = { ...base, words, workers: state.workers };
    return [{ ...after, workers: state.workers.with(worker, advance(play, after, worker, [...answers, answer])) }];
  };
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
      return [{ ...base, words: state.words, workers: state.workers.with(worker, { answers, next, asleep: true }) }];
    case 'wake': {
      const sleepers = state.workers.flatMap((other, number) =>
        other.asleep && other.next?.index === index ? [number] : [],
      );
      const choices = first >= sleepers.length ? [sleepers] : choose(sleepers, first);
      return choices.map((woken) => {
        const after = { ...base, words: state.words, workers: state.workers };
        const workers = state.workers.map((other, number) => {
          if (number === worker) return advance(play, after, worker, [...answers, woken.length]);
          return woken.includes(number) ? advance(play, after, number, [...other.answers, 'woken']) : other;
        });
        return { ...after, workers };
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
  readonly #answers: readonly Answer[];
  #given = 0;

  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
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

  wait(index: number, expected: number, _timeoutMs: number): WaitResult {
    return this.#step('wait', index, expected) as WaitResult;
  }

  wake(index: number, count: number): number {
    return this.#step('wake', index, count) as number;
  }

  #step(name: Operation['name'], index: number, ...args: readonly number[]): Answer {
    const answer = this.#answers[this.#given];
    this.#given += 1;
    if (answer === undefined) throw new Unanswered({ name, index, args });
    return answer;
  }
}
