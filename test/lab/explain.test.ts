import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Durations, PrimitiveUse } from '../../src/domain/recording.js';
import { explain, type TimedRound } from '../../src/lab/explain.js';
import { planOf } from './runs.js';

const plan = planOf({ kind: 'counter', parameters: { increments: 500 }, workers: 2 });

type Times = Partial<TimedRound['workers'][number]>;

const round = (...workers: readonly Times[]): TimedRound => ({
  wallMs: 100,
  workers: workers.map((times, worker) => ({ worker, startMs: 0, endMs: 100, cpuMs: 100, runDelayMs: 0, ...times })),
});

const explained = (rounds: readonly TimedRound[], more: { readonly cores?: number; readonly gil?: boolean } = {}) =>
  explain({
    plan: more.gil ? planOf({ kind: 'counter', parameters: {}, workers: 2, switchIntervalMs: 5 }) : plan,
    cores: more.cores ?? 2,
    rounds,
    uses: null,
    measuredRounds: rounds.length,
  });

const paragraph = (...args: Parameters<typeof explained>): string =>
  explained(...args)
    ?.sentences.map(({ text }) => text)
    .join(' ') ?? '';

describe('the explanation of a run', () => {
  it('is none where no round was measured', () => {
    expect(explained([])).toBeNull();
  });

  it('tells where the time went, with the figure that each sentence stands on', () => {
    const told = explained([round({}, { cpuMs: 60, runDelayMs: 30 })]);
    expect(told?.workers[1]).toMatchObject({
      worker: 1,
      running: expect.closeTo(0.6, 9) as number,
      runnable: expect.closeTo(0.3, 9) as number,
      waiting: expect.closeTo(0.1, 9) as number,
    });
    for (const { figures } of told?.sentences ?? []) {
      expect(figures.length).toBeGreaterThan(0);
    }
  });

  it.each([
    [
      'workers that have no core',
      [
        { cpuMs: 50, runDelayMs: 50 },
        { cpuMs: 50, runDelayMs: 50 },
      ],
      'more workers would not make it faster',
    ],
    ['waiting', [{ cpuMs: 10 }, { cpuMs: 10 }], 'is spent waiting'],
    ['uneven work', [{}, { endMs: 20, cpuMs: 20 }], 'not evenly split'],
    [
      'work that is all start',
      [
        { startMs: 40, cpuMs: 60 },
        { startMs: 40, cpuMs: 60 },
      ],
      'starting the workers',
    ],
    ['nothing', [{}, {}], 'nothing held them up'],
  ] as const)('names what limits it: %s', (_what, workers, text) => {
    expect(paragraph([round(...workers)])).toContain(text);
  });

  it('says that the global lock is waited for where there is one', () => {
    expect(paragraph([round({ cpuMs: 50 }, { cpuMs: 50 })], { gil: true })).toContain('global interpreter lock');
  });

  it('says nothing of it among processes, which have an interpreter each', () => {
    const plan = planOf({ kind: 'counter', parameters: {}, fabric: 'PROCESSES', workers: 2, switchIntervalMs: 5 });
    const told = explain({
      plan,
      cores: 2,
      rounds: [round({ cpuMs: 50 }, { cpuMs: 50 })],
      uses: [],
      measuredRounds: 1,
    });
    expect(told?.sentences.map(({ text }) => text).join(' ')).not.toContain('interpreter lock');
  });

  it('ties what the lock cost to what was recorded of it', () => {
    const use: PrimitiveUse = {
      name: 'the interpreter lock',
      kind: 'INTERPRETER_LOCK',
      operation: 'ACQUIRE',
      group: 0,
      acquisitions: 40,
      contended: 40,
      givenUp: 0,
      wait: { p50: 5, p90: 5, p99: 5, max: 6, total: 100 },
      hold: null,
      longestStreak: 1,
      switches: 38,
      fairness: 1,
      parks: 40,
      wakes: 40,
      depth: null,
      workers: [],
      missing: [],
    };
    const rounds = [round({ cpuMs: 50 }, { cpuMs: 50 })];
    const gil = planOf({ kind: 'counter', parameters: {}, workers: 2, switchIntervalMs: 5 });
    const tell = (uses: readonly PrimitiveUse[]) =>
      explain({ plan: gil, cores: 2, rounds, uses, measuredRounds: 1 })?.sentences ?? [];
    const told = tell([use]).find(({ text }) => text.includes('their time waiting for the interpreter lock'));
    expect(told?.text).toContain('50 %');
    expect(told?.figures).toMatchObject([{ value: 50, unit: '%' }, { value: 38 }]);
    // Hardly waited for: it was something else.
    const hardly = tell([{ ...use, wait: { ...(use.wait as Durations), total: 1 } }]).map(({ text }) => text);
    expect(hardly.join(' ')).not.toContain('only one of them computes');
    expect(hardly.join(' ')).toContain('is spent waiting');
  });

  it('does not say that it was the lock where an interpreter does not tell who waits for it', () => {
    const gil = planOf({ kind: 'counter', parameters: {}, workers: 2, switchIntervalMs: 5 });
    const rounds = [round({ cpuMs: 50 }, { cpuMs: 50 })];
    const tell = (uses: readonly PrimitiveUse[] | null) =>
      explain({ plan: gil, cores: 2, rounds, uses, measuredRounds: 1 })
        ?.sentences.map(({ text }) => text)
        .join(' ');
    expect(tell([])).toContain('Who waits for that lock, this interpreter does not tell');
    expect(tell(null)).not.toContain('does not tell');
  });

  it('guesses nothing where processor times are not told', () => {
    const told = explained([round({ cpuMs: null }, { cpuMs: null })]);
    expect(told?.workers).toEqual([]);
    expect(told?.sentences).toHaveLength(1);
  });

  it('gives shares that are none below 0 and add up to 1', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part, part, part), { minLength: 1, maxLength: 9 }), (rounds) => {
        const told = explained(
          rounds.map(([start, end, cpu, delay]) => {
            const startMs = 50 * start;
            const endMs = startMs + (100 - startMs) * end;
            return round({ startMs, endMs, cpuMs: 100 * cpu, runDelayMs: 100 * delay });
          }),
        );
        for (const { worker: _worker, ...shares } of told?.workers ?? []) {
          const values = Object.values(shares);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
          expect(values.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        }
      }),
      { seed: 4 },
    );
  });
});
