/** What the curves of several runtimes come to, from made-up rounds. */
import { describe, expect, it } from 'vitest';
import type { Fabric, Parameters } from '../../src/domain/experiment.js';
import type { RuntimeComparison } from '../../src/domain/runtime-comparison.js';
import { compareRuntimes, type ComparedRun } from '../../src/lab/compare-runtimes.js';
import { planOf } from './runs.js';

const ROUNDS = 11;
const COUNTDOWN = { kind: 'countdown', parameters: { n: 1_000 } };
const WAIT = { kind: 'ioWait', parameters: { milliseconds: 100, times: 1 } };

interface Made {
  readonly runtime?: string;
  readonly fabric?: Fabric;
  readonly workers?: number;
  readonly wallMs: number;
  /** Processor time over wall time. */
  readonly cores?: number;
  readonly rounds?: number;
  readonly task?: { readonly kind: string; readonly parameters: Parameters };
}

const made = ({
  runtime = 'cpython-3.11',
  fabric = 'SERIAL',
  workers = 1,
  wallMs,
  cores = 1,
  rounds = ROUNDS,
  task = COUNTDOWN,
}: Made): ComparedRun => {
  const estimate = { median: wallMs, low: wallMs, high: wallMs, unit: 'ms' };
  const hasGil = runtime !== 'node';
  return {
    runId: `${runtime} ${fabric} ${workers}`,
    plan: { ...planOf({ ...task, fabric, workers, ...(hasGil && { switchIntervalMs: 5 }) }), runtime },
    state: 'SUCCEEDED',
    validity: { verdict: 'VALID', reasons: [] },
    summary: {
      rounds,
      wall: estimate,
      cpu: { ...estimate, median: wallMs * cores },
      throughput: estimate,
      workUnit: 'steps',
    },
    // A little off, each time by something else, as measured rounds are.
    wallsMs: Array.from({ length: rounds }, (_, round) => wallMs * (1 + (((round * workers * 7) % 5) - 2) / 1_000)),
  };
};

function compare(...runs: readonly Made[]): RuntimeComparison {
  const comparison = compareRuntimes(runs.map(made));
  if (!comparison) throw new Error('There is nothing to hold them against.');
  return comparison;
}

function textOf(...runs: readonly Made[]): string {
  return compare(...runs)
    .sentences.map(({ text }) => text)
    .join(' ');
}

const REAL: readonly Made[] = [{ wallMs: 1_000 }, { fabric: 'THREADS', workers: 2, wallMs: 1_000 }];
const modelWith = (wallMs: number): readonly Made[] => [
  { runtime: 'node-gil', wallMs: 100 },
  { runtime: 'node-gil', fabric: 'THREADS', workers: 2, wallMs },
];

describe('a curve', () => {
  it('tells what each number of workers gains over one thread of its runtime, with an interval', () => {
    const { curves } = compare(
      { runtime: 'node', wallMs: 10 },
      { wallMs: 1_000 },
      { fabric: 'PROCESSES', workers: 4, wallMs: 260, cores: 3.9 },
      { fabric: 'PROCESSES', workers: 2, wallMs: 500, cores: 2 },
    );
    expect(curves).toMatchObject([{ runtime: 'cpython-3.11', fabric: 'PROCESSES', gil: true, verdict: 'SCALES' }]);
    const [two, four] = curves[0]?.points ?? [];
    expect(two).toMatchObject({ workers: 2, pairs: ROUNDS, verdict: 'DIFFERENT', coresAtWork: 2, validity: 'VALID' });
    expect(two?.speedup?.value).toBeCloseTo(2, 1);
    expect(two?.speedup?.low).toBeGreaterThan(1.9);
    expect(two?.speedup?.high).toBeLessThan(2.1);
    expect(four?.speedup?.value).toBeCloseTo(3.85, 1);
  });

  it('counts the work of all, where each worker does as much', () => {
    const threads = { fabric: 'THREADS', workers: 4, wallMs: 100, task: WAIT } as const;
    const { curves } = compare({ wallMs: 100, task: WAIT }, { ...threads, cores: 0.01 });
    expect(curves[0]?.points[0]?.speedup?.value).toBeCloseTo(4, 1);
  });

  it.each([
    ['SCALES', 500],
    ['GAINS_NOTHING', 1_000],
    ['LOSES', 1_200],
  ])('%s where two threads take %d ms instead of 1000', (verdict, wallMs) => {
    const { curves } = compare({ wallMs: 1_000 }, { fabric: 'THREADS', workers: 2, wallMs });
    expect(curves[0]?.verdict).toBe(verdict);
  });

  it('has no verdict from few rounds, or of one worker', () => {
    const few = { fabric: 'THREADS', workers: 2, wallMs: 500, rounds: 3 } as const;
    const { curves, sentences } = compare({ wallMs: 1_000 }, few, { fabric: 'PROCESSES', wallMs: 1_000 });
    expect(curves.map(({ verdict }) => verdict)).toEqual(['NOT_TOLD', 'NOT_TOLD']);
    expect(curves[0]?.points[0]).toMatchObject({ verdict: 'TOO_FEW_PAIRS', pairs: 3, speedup: { low: null } });
    expect(sentences.map(({ text }) => text)).toEqual([expect.stringContaining('the rounds do not agree enough')]);
  });

  it('has a gap where a run measured nothing', () => {
    const { curves } = compare({ wallMs: 1_000 }, { fabric: 'THREADS', workers: 2, wallMs: 500, rounds: 0 });
    expect(curves[0]).toMatchObject({ verdict: 'NOT_TOLD', points: [{ speedup: null, verdict: null, pairs: 0 }] });
  });

  it('needs one thread to be held against, and one task with the same parameters', () => {
    expect(compareRuntimes([made({ fabric: 'THREADS', workers: 2, wallMs: 500 })])).toBeNull();
    expect(compareRuntimes([made({ wallMs: 1 }), made({ wallMs: 1, task: WAIT, workers: 2 })])).toBeNull();
    expect(compareRuntimes([made({ wallMs: 1 }), made({ wallMs: 2 })])).toBeNull();
  });

  it('is as trustworthy as the worst of its runs', () => {
    const runs = [made({ wallMs: 10 }), made({ fabric: 'THREADS', workers: 2, wallMs: 10 })];
    const disturbed = runs.map((run) => ({ ...run, validity: { verdict: 'DISTURBED' as const, reasons: [] } }));
    expect(compareRuntimes([disturbed[0] as ComparedRun, runs[1] as ComparedRun])).toMatchObject({
      validity: 'DISTURBED',
      curves: [{ points: [{ validity: 'DISTURBED' }] }],
    });
  });
});

describe('the explanation', () => {
  it('names the lock where threads compute and gain nothing', () => {
    const text = textOf({ wallMs: 1_000 }, { fabric: 'THREADS', workers: 2, wallMs: 1_010 });
    expect(text).toContain('On cpython-3.11, threads did it at best 0.99× as fast as one thread, with 2 workers');
    expect(text).toContain('Under the global interpreter lock only one of them computes at a time.');
  });

  it('tells waits that overlap from work at the same time', () => {
    const waits = textOf({ wallMs: 1_000 }, { fabric: 'THREADS', workers: 2, wallMs: 500, cores: 0.1 });
    expect(waits).toContain('They mostly waited, and waits overlap, since whoever waits gives the global lock back.');
    const computes = textOf({ wallMs: 1_000 }, { fabric: 'PROCESSES', workers: 2, wallMs: 500, cores: 2 });
    expect(computes).toContain(
      'They computed at the same time. Each process has an interpreter, and a lock, of its own.',
    );
  });

  it('does not blame the lock for cores that were not there', () => {
    const text = textOf({ wallMs: 1_000 }, { fabric: 'PROCESSES', workers: 2, wallMs: 990, cores: 1.9 });
    expect(text).toContain('these cores are not the program’s own');
    expect(text).not.toContain('lock');
  });
});

describe('the model of a global lock', () => {
  it('is held against each interpreter that has one', () => {
    const { models } = compare(...REAL, ...modelWith(100.1), { runtime: 'node', wallMs: 50 });
    expect(models).toMatchObject([{ model: 'node-gil', real: 'cpython-3.11' }]);
    expect(models[0]?.points).toMatchObject([{ fabric: 'THREADS', workers: 2, verdict: 'NO_DIFFERENCE_SEEN' }]);
    expect(models[0]?.farthest).toBeLessThan(0.01);
  });

  it('is told to be off where it is', () => {
    const { models, sentences } = compare(...REAL, ...modelWith(80));
    expect(models[0]?.points[0]?.verdict).toBe('DIFFERENT');
    expect(models[0]?.farthest).toBeCloseTo(0.25, 1);
    expect(sentences.at(-1)?.text).toBe(
      'The speed-ups of node-gil are within 25 % of those of cpython-3.11: 1 of 1 differ by more than chance.',
    );
  });

  it('is not missed where nobody asked for it', () => {
    expect(compare(...REAL).models).toEqual([]);
  });
});
