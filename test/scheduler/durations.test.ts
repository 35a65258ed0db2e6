import { describe, expect, it } from 'vitest';
import { Durations } from '../../src/scheduler/durations.js';
import { planOf, type Wanted } from '../lab/runs.js';

const countdown = (n: number, change: Partial<Wanted> = {}) =>
  planOf({ kind: 'countdown', parameters: { n }, repetitions: 5, ...change });

describe('how long a run is expected to take', () => {
  it('is what the same took before, else what its task did by the unit of work, else not known', () => {
    const durations = new Durations();
    expect(durations.expect(countdown(100))).toBeNull();
    durations.learn(countdown(100), 50);
    expect(durations.expect(countdown(100))).toBe(50);
    expect(durations.expect(countdown(200))).toBeCloseTo(100);
    expect(durations.expect(countdown(200, { fabric: 'SERIAL' }))).toBeNull();
  });

  it('has in it what turns take beside their runs, once for each run however long that is', () => {
    const durations = new Durations();
    for (const besideMs of [6, 8, 1_000]) durations.learnTurn(besideMs);
    expect(durations.expect(countdown(100))).toBeNull();
    durations.learn(countdown(100), 50);
    expect(durations.expect(countdown(100))).toBe(58);
    expect(durations.expect(countdown(1000))).toBeCloseTo(508);
  });

  it('of a recorded one is that of one recorded alike, else of one that is not recorded', () => {
    const durations = new Durations();
    durations.learn(countdown(100), 50);
    expect(durations.expect(countdown(100, { recording: 'TRACE' }))).toBeCloseTo(50);
    durations.learn(countdown(100, { recording: 'TRACE' }), 80);
    expect(durations.expect(countdown(100, { recording: 'TRACE' }))).toBe(80);
    expect(durations.expect(countdown(200, { recording: 'TRACE' }))).toBeCloseTo(160);
    expect(durations.expect(countdown(100))).toBe(50);
  });

  it('of one that is asked for a precision is that of the rounds before the first look, or more', () => {
    const durations = new Durations();
    durations.learn(countdown(100), 50);
    expect(durations.expect(countdown(100, { precision: 0.02 }))).toBeCloseTo(150);
    expect(durations.expect(countdown(100, { precision: 0.02, repetitions: 20 }))).toBeCloseTo(200);
    durations.learn(countdown(100, { precision: 0.02 }), 900);
    expect(durations.expect(countdown(100, { precision: 0.02 }))).toBe(900);
    // How many rounds that was is not known: it teaches nothing of others.
    expect(durations.expect(countdown(200))).toBeCloseTo(100);
  });
});
