import { describe, expect, it } from 'vitest';
import type { Measurement, WorkerMeasurement } from '../../src/domain/run.js';
import { summarize } from '../../src/lab/summarize.js';
import { judgeValidity, type Conditions } from '../../src/lab/validity.js';
import { planOf } from './runs.js';

const plan = planOf({ kind: 'counter', parameters: { increments: 500 }, workers: 2 });

const QUIET: Conditions = {
  members: 2,
  cores: 2,
  host: { stealShare: 0, foreignCores: 0.02 },
  coreShare: { slowdown: 1.05, probes: 5, threads: 2 },
  clockSource: 'tsc',
};

const worker = (runDelayMs: number | null): WorkerMeasurement => ({
  worker: 0,
  startMs: 0,
  endMs: 100,
  cpuMs: 100,
  runDelayMs,
  voluntarySwitches: 0,
  involuntarySwitches: 0,
  result: null,
});

const round = (wallMs: number, more: Partial<Measurement> = {}): Measurement => ({
  round: 0,
  warmup: false,
  wallMs,
  startSkewMs: 0.01,
  joinMs: null,
  cpuMs: 2 * wallMs,
  judgement: { result: 'exact', grade: 'ACCEPTABLE', expected: '', observed: '' },
  workers: [worker(0.1), worker(0.2)],
  ...more,
});

const judge = (rounds: readonly Measurement[], conditions: Partial<Conditions> = {}) =>
  judgeValidity('SUCCEEDED', summarize(plan, rounds), rounds, { ...QUIET, ...conditions });

const codes = (...args: Parameters<typeof judge>) => judge(...args).reasons.map(({ code }) => code);

const STEADY = [round(100), round(101), round(100), round(99), round(100)];

describe('the validity of a run', () => {
  it('is VALID, without a reason, where nothing speaks against it', () => {
    expect(judge(STEADY)).toEqual({ verdict: 'VALID', reasons: [] });
  });

  it('is INVALID where it did not come to its end, or measured nothing', () => {
    const summary = summarize(plan, STEADY);
    expect(judgeValidity('TIMED_OUT', summary, STEADY, QUIET)).toMatchObject({
      verdict: 'INVALID',
      reasons: [{ code: 'NOT_COMPLETED' }],
    });
    expect(judgeValidity('SUCCEEDED', null, [], QUIET).verdict).toBe('INVALID');
  });

  it('names workers that had no core, and why', () => {
    const delayed = STEADY.map((one) => ({ ...one, workers: [worker(30), worker(10)] }));
    expect(codes(delayed)).toEqual(['RUN_DELAY']);
    expect(codes(delayed, { members: 4 })).toEqual(['OVERSUBSCRIBED']);
    expect(judge(delayed).verdict).toBe('DISTURBED');
    expect(judge(delayed).reasons[0]?.message).toContain('20 %');
  });

  it('takes no delay for granted where the platform does not tell of it', () => {
    expect(codes(STEADY.map((one) => ({ ...one, workers: [worker(null), worker(null)] })))).toEqual([]);
  });

  it('does not mind more workers than cores that rest', () => {
    expect(codes(STEADY, { members: 20 })).toEqual([]);
  });

  it('names steal, other programs, and a clock that cannot be measured with', () => {
    expect(codes(STEADY, { host: { stealShare: 0.05, foreignCores: 0 } })).toEqual(['STEAL']);
    expect(codes(STEADY, { host: { stealShare: 0, foreignCores: 0.5 } })).toEqual(['HOST_BUSY']);
    expect(codes(STEADY, { clockSource: 'acpi_pm' })).toEqual(['UNSTEADY_CLOCK']);
    expect(codes(STEADY, { host: null, clockSource: null, coreShare: null })).toEqual([]);
  });

  it('names cores that are shared behind the kernel’s back, with the figures', () => {
    const shared = { coreShare: { slowdown: 1.42, probes: 6, threads: 2 } };
    expect(codes(STEADY, shared)).toEqual(['CORES_SHARED']);
    expect(judge(STEADY, shared).reasons[0]?.message).toMatch(/^In 6 probes .* on 2 at once took 1\.42×/);
  });

  it('names rounds that do not agree, and rounds that are all start', () => {
    expect(codes([round(100), round(160), round(80), round(140), round(60)])).toEqual(['WIDE_INTERVAL']);
    expect(codes(STEADY.map((one) => ({ ...one, startSkewMs: 25 })))).toEqual(['TOO_SHORT']);
  });

  it('names every reason there is', () => {
    const delayed = STEADY.map((one) => ({ ...one, startSkewMs: 25, workers: [worker(30), worker(10)] }));
    expect(codes(delayed, { host: { stealShare: 0.05, foreignCores: 1 } })).toEqual([
      'TOO_SHORT',
      'STEAL',
      'RUN_DELAY',
      'HOST_BUSY',
    ]);
  });
});
