/**
 * Where the time went, and what limits the run: sentences for a student, each tied to its figures. It says what
 * the figures show and no more; what nobody measured it does not guess.
 */
import type { Explanation, Sentence, TimeShares, WorkerTime } from '../domain/explanation.js';
import type { Plan } from '../domain/experiment.js';
import { plainFigure, type Figure } from '../domain/lesson.js';
import type { PrimitiveUse } from '../domain/recording.js';
import type { WorkerMeasurement } from '../domain/run.js';
import { homeOf } from '../domain/worker-cost.js';
import { bootstrapMedian } from '../stats/bootstrap.js';
import { median } from '../stats/quantile.js';

/** A measured round, as far as its time goes. */
export interface TimedRound {
  readonly wallMs: number;
  readonly workers: readonly Pick<WorkerMeasurement, 'worker' | 'startMs' | 'endMs' | 'cpuMs' | 'runDelayMs'>[];
}

export interface Explained {
  readonly plan: Plan;
  readonly cores: number;
  readonly rounds: readonly TimedRound[];
  /** Over all measured rounds; null where nothing was recorded. */
  readonly uses: readonly PrimitiveUse[] | null;
  /** How many those were: `rounds` may be the last ones of them. */
  readonly measuredRounds: number;
}

/** From here on a share is worth a sentence. */
const NOTABLE = 0.1;
const STATES = ['starting', 'running', 'runnable', 'waiting', 'done'] as const satisfies readonly (keyof TimeShares)[];

/** @returns null where no round was measured. */
export function explain(explained: Explained): Explanation | null {
  const { rounds } = explained;
  if (rounds.length === 0) return null;
  const workers = sharesByWorker(rounds);
  const total = meanOf(workers);
  const sentences = [
    duration(rounds),
    ...(total ? [whereItWent(total), ...limits(total, explained)] : []),
    ...waits(explained),
  ];
  return { workers, sentences };
}

function sharesByWorker(rounds: readonly TimedRound[]): readonly WorkerTime[] {
  const ids = rounds[0]?.workers.map(({ worker }) => worker) ?? [];
  return ids.flatMap((worker) => {
    const shares = rounds.flatMap(({ wallMs, workers }) => {
      const one = workers.find((candidate) => candidate.worker === worker);
      return one && one.cpuMs !== null ? [sharesOf(wallMs, { ...one, cpuMs: one.cpuMs })] : [];
    });
    if (shares.length === 0) return [];
    const middle = STATES.map((state) => median(shares.map((share) => share[state])));
    // Medians of shares need not add up to 1, and shares must.
    const sum = middle.reduce((left, right) => left + right, 0);
    const [starting = 0, running = 0, runnable = 0, waiting = 0, done = 0] = middle.map((share) => share / sum);
    return [{ worker, starting, running, runnable, waiting, done }];
  });
}

function sharesOf(
  wallMs: number,
  { startMs, endMs, cpuMs, runDelayMs }: { startMs: number; endMs: number; cpuMs: number; runDelayMs: number | null },
): TimeShares {
  const busyMs = endMs - startMs;
  const runningMs = Math.min(cpuMs, busyMs);
  const runnableMs = Math.min(runDelayMs ?? 0, busyMs - runningMs);
  return {
    starting: startMs / wallMs,
    running: runningMs / wallMs,
    runnable: runnableMs / wallMs,
    waiting: (busyMs - runningMs - runnableMs) / wallMs,
    done: Math.max(0, wallMs - endMs) / wallMs,
  };
}

function meanOf(workers: readonly WorkerTime[]): TimeShares | null {
  if (workers.length === 0) return null;
  const mean = (state: keyof TimeShares): number =>
    workers.reduce((sum, worker) => sum + worker[state], 0) / workers.length;
  return {
    starting: mean('starting'),
    running: mean('running'),
    runnable: mean('runnable'),
    waiting: mean('waiting'),
    done: mean('done'),
  };
}

function duration(rounds: readonly TimedRound[]): Sentence {
  const wall = bootstrapMedian(rounds.map(({ wallMs }) => wallMs));
  const cpus = rounds.flatMap(({ workers }) =>
    workers.every(({ cpuMs }) => cpuMs !== null) ? [workers.reduce((sum, { cpuMs }) => sum + (cpuMs ?? 0), 0)] : [],
  );
  const figures: Figure[] = [{ name: 'wall', value: wall.median, low: wall.low, high: wall.high, unit: 'ms' }];
  if (cpus.length < rounds.length) return { text: `A round took ${ms(wall.median)}.`, figures };
  const cpu = median(cpus);
  const busy = cpu / wall.median;
  return {
    text: `A round took ${ms(wall.median)}, in which the workers together computed for ${ms(cpu)}: ${busy.toFixed(2)} cores were at work.`,
    figures: [...figures, plainFigure('processor time', cpu, 'ms'), plainFigure('cores at work', busy, 'cores')],
  };
}

function whereItWent(total: TimeShares): Sentence {
  const words: Readonly<Record<keyof TimeShares, string>> = {
    starting: 'had not begun yet',
    running: 'ran',
    runnable: 'could have run but had no core',
    waiting: 'waited',
    done: 'was through while others were not',
  };
  const told = STATES.filter((state) => total[state] >= 0.01).toSorted((a, b) => total[b] - total[a]);
  return {
    text: `On average a worker ${told.map((state) => `${words[state]} for ${percent(total[state])}`).join(', ')} of the round.`,
    figures: told.map((state) => plainFigure(state, 100 * total[state], '%')),
  };
}

function limits(total: TimeShares, explained: Explained): readonly Sentence[] {
  const { plan, cores } = explained;
  const workers = workersOf(plan);
  const lock = interpreterLock(explained);
  const sentences: Sentence[] = [];
  const say = (state: keyof TimeShares, text: string): void => {
    if (total[state] >= NOTABLE) sentences.push({ text, figures: [plainFigure(state, 100 * total[state], '%')] });
  };
  say(
    'runnable',
    `There are ${workers} workers and ${cores} cores, and other programs may want them too: more workers would not make it faster.`,
  );
  if (typeof lock === 'object') sentences.push(lock);
  else say('waiting', WAITING[lock]);
  say(
    'done',
    'The work was not evenly split: some workers were through early, and the slowest decides when the round ends.',
  );
  say('starting', 'The work is so small that starting the workers is a good part of it.');
  if (sentences.length === 0 && total.running >= 1 - NOTABLE) {
    const text =
      workers > 1
        ? 'They computed all the time and nothing held them up: as many workers as cores is what this work can use.'
        : 'It computed all the time: only more workers, or less work, would make it faster.';
    sentences.push({ text, figures: [plainFigure('running', 100 * total.running, '%')] });
  }
  return sentences;
}

/** By what is known of the interpreter's lock. */
const WAITING = {
  'not recorded': 'They waited for each other: under the global interpreter lock only one of them computes at a time.',
  'not told':
    'They waited: in pauses and for I/O, for what they share, where that is told below, or for the global interpreter lock, under which only one of them computes at a time. Who waits for that lock, this interpreter does not tell.',
  'no part of it':
    'Time that is spent waiting is not made shorter by a faster processor; more workers may use it, if what they wait for allows more than one.',
} as const;

/** What waiting for the interpreter's lock had to do with it. An interpreter that is not the lab's own has no use of it. */
function interpreterLock({
  plan,
  rounds,
  uses,
  measuredRounds,
}: Explained): Sentence | 'not recorded' | 'not told' | 'no part of it' {
  const hasLock = (plan.groups[0].options.switchIntervalMs ?? null) !== null;
  // A process has its interpreter to itself.
  if (!hasLock || plan.groups.every(({ fabric }) => homeOf(fabric) === 'PROCESS')) return 'no part of it';
  const use = uses?.find(({ kind }) => kind === 'INTERPRETER_LOCK');
  if (!use) return uses ? 'not told' : 'not recorded';
  const allMs = measuredRounds * workersOf(plan) * median(rounds.map(({ wallMs }) => wallMs));
  const share = (use.wait?.total ?? 0) / allMs;
  if (share < NOTABLE) return 'no part of it';
  const switches = (use.switches ?? 0) / measuredRounds;
  return {
    text: `They spent ${percent(share)} of their time waiting for the interpreter lock, which went from one to another ${switches.toFixed(0)} times in a round: under it only one of them computes at a time.`,
    figures: [
      plainFigure('waiting for the interpreter lock', 100 * share, '%'),
      plainFigure('switches of the interpreter lock', switches, 'a round'),
    ],
  };
}

function workersOf({ groups }: Plan): number {
  return groups.reduce((sum, group) => sum + group.workers, 0);
}

/** What was waited for, where it was recorded. */
function waits({ uses }: Explained): readonly Sentence[] {
  return (uses ?? []).flatMap(({ name, wait, acquisitions, contended }) => {
    if (!wait || !acquisitions || !contended || contended === 0) return [];
    return [
      {
        text: `For ${name} they waited ${ms(wait.total)} in all, at ${contended} of ${acquisitions} acquisitions; half of the waits were shorter than ${ms(wait.p50)}, and the longest took ${ms(wait.max)}.`,
        figures: [
          plainFigure(`${name}: wait`, wait.total, 'ms'),
          plainFigure(`${name}: contended`, contended, 'acquisitions'),
          plainFigure(`${name}: longest wait`, wait.max, 'ms'),
        ],
      },
    ];
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function ms(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ms`;
}
