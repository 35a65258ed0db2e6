/** The claims about the interpreter lock: their verdicts, from made-up results. */
import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../../src/catalog/claims/one-at-a-time.js';
import { threadsGainNothing } from '../../src/catalog/claims/threads-gain-nothing.js';
import type { Claim, ClaimVerdict, Host, ProgramResult, RoundOutcome } from '../../src/domain/lesson.js';
import { planExperiment } from '../../src/domain/plan.js';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import type { Estimate } from '../../src/domain/run.js';

const HOST: Host = { cores: 2, fabrics: ['THREADS'], runtimes: ['node', 'node-gil'] };

interface Made {
  readonly wallMs?: number;
  readonly width?: number;
  readonly result?: string;
  readonly report?: unknown;
  readonly state?: ProgramResult['state'];
}

/** Enough for an interval. */
const ROUNDS = 9;

const estimate = (median: number, width: number): Estimate => ({
  median,
  low: median * (1 - width),
  high: median * (1 + width),
  unit: 'ms',
});

/** @param place of the program: every other one has its rounds the other way round, so that the ratios differ */
const resultOf = (
  label: string,
  place: number,
  { wallMs = 100, width = 0.01, result = '', report, state }: Made,
): ProgramResult => {
  const round = (factor: number): RoundOutcome => ({
    wallMs: wallMs * factor,
    result,
    grade: 'ACCEPTABLE',
    expected: '',
    observed: '',
    reports: [report],
  });
  const isThrough = state === undefined;
  const factors = Array.from({ length: ROUNDS }, (_, index) => 1 + width * ((2 * index) / (ROUNDS - 1) - 1));
  const wall = estimate(wallMs, width);
  return {
    label,
    runtime: 'node',
    runId: label,
    state: state ?? 'SUCCEEDED',
    failure: null,
    summary: isThrough ? { rounds: ROUNDS, wall, cpu: null, throughput: wall, workUnit: 'steps' } : null,
    outcomes: [],
    environment: null,
    validity: null,
    rounds: isThrough ? (place % 2 === 0 ? factors : factors.toReversed()).map(round) : [],
  };
};

/** Judges by what its programs, in their order, came to. */
const judge = (claim: Claim, ...made: readonly Made[]): ClaimVerdict => {
  const labels = claim.programs(1).map(({ label }) => label);
  return claim.judge((label) => {
    const place = labels.indexOf(label);
    return resultOf(label, place, made[place] ?? {});
  });
};

describe.each([oneAtATime, threadsGainNothing])('the claim $id', (claim) => {
  it('is tested on a host with the runtime, by programs that can be planned', () => {
    expect(claim.untestable(HOST)).toBeNull();
    expect(claim.untestable({ ...HOST, runtimes: ['node'] })).toContain('no runtime node-gil');
    const offer = { tasks: TASKS_BY_KIND, runtimes: HOST.runtimes, runtimesWithGil: ['node-gil'], unavailable: {} };
    for (const { request } of claim.programs(1)) expect(planExperiment(request, offer)).toMatchObject({ ok: true });
  });

  it('has no verdict where its runs came to nothing', () => {
    const failed: Made = { state: 'CANCELLED' };
    const { verdict, figures } = judge(claim, ...claim.programs(1).map(() => failed));
    expect(verdict).toBe('NOT_REPRODUCED_HERE');
    expect(figures.filter(({ name }) => !name.includes(' / '))).toEqual([]);
  });
});

describe('that one thread runs at a time', () => {
  const waits: readonly Made[] = [{ wallMs: 500 }, { wallMs: 100 }];

  it('is confirmed by one at once under the lock, two without it, and waits at once', () => {
    expect(judge(oneAtATime, { result: '1 at once' }, { result: '2 at once' }, ...waits).verdict).toBe('CONFIRMED');
  });

  it('is refuted by two under the lock, or by waits that come one by one', () => {
    expect(judge(oneAtATime, { result: '2 at once' }, { result: '2 at once' }, ...waits).verdict).toBe('REFUTED');
    expect(judge(oneAtATime, { result: '1 at once' }, { result: '2 at once' }, {}, {}).verdict).toBe('REFUTED');
  });

  it('is open where nobody overlapped without the lock either', () => {
    const { verdict, reason } = judge(oneAtATime, { result: '1 at once' }, { result: '1 at once' }, ...waits);
    expect(verdict).toBe('NOT_REPRODUCED_HERE');
    expect(reason).toContain('at most 1 computed at once under the lock, and 1 without it');
  });

  it('needs two cores', () => {
    expect(oneAtATime.untestable({ ...HOST, cores: 1 })).toContain('1 core');
  });
});

describe('that threads gain nothing', () => {
  it.each([
    ['CONFIRMED', 1.0, 0.01],
    ['CONFIRMED', 0.8, 0.01],
    ['REFUTED', 1.9, 0.01],
    ['NOT_REPRODUCED_HERE', 1.05, 0.1],
  ])('is %s by a gain of %f, give or take %f', (verdict, gain, width) => {
    expect(judge(threadsGainNothing, { wallMs: 100 * gain, width }, { wallMs: 100, width: 0 }).verdict).toBe(verdict);
  });

  it('tells how late a thread that waits comes back', () => {
    const convoy = [0.1, 5, 10, 20].map((lateP50Ms) => ({ report: { kind: 'waiter', lateP50Ms } }));
    const { figures, reason } = judge(threadsGainNothing, {}, {}, ...convoy);
    expect(figures.slice(1).map(({ name, value }) => [name, value])).toEqual([
      ['late beside 0', 0.1],
      ['late beside 1', 5],
      ['late beside 2', 10],
      ['late beside 4', 20],
    ]);
    expect(reason).toContain('0.10 ms late alone, and 5.00, 10.00, 20.00 ms late beside 1, 2 and 4');
  });
});
