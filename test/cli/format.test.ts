/** What people read: numbers, results, failures. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/cli/api/run.js';
import { InvalidInputError, UnreachableError } from '../../src/cli/errors.js';
import { describeExitCodes } from '../../src/cli/exit-code.js';
import { formatComparison } from '../../src/cli/format/comparison.js';
import { formatFailure, toFailureDocument } from '../../src/cli/format/failure.js';
import { formatDuration, formatMs, formatRate, formatShare } from '../../src/domain/figure-text.js';
import { formatQueue } from '../../src/cli/format/offer.js';
import { formatRun } from '../../src/cli/format/run.js';
import { formatSamples } from '../../src/cli/format/samples.js';

const ESTIMATE = { median: 312.44, low: 310.2, high: 1318.9, unit: 'ms' };

const RUN: Run = {
  id: 'run-1',
  state: 'SUCCEEDED',
  attempt: 1,
  progress: 1,
  queuedAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  experiment: {
    id: 'experiment-1',
    name: null,
    primitive: 'LOCK',
    fabric: 'THREADS',
    workers: 2,
    runtime: 'node',
    repetitions: 4,
    warmup: 0,
    timeoutMs: 60_000,
    createdAt: '2026-01-01T00:00:00.000Z',
    task: { kind: 'COUNTER', title: 'Shared counter', increments: 100_000 },
  },
  summary: {
    rounds: 4,
    wall: ESTIMATE,
    cpu: null,
    throughput: { median: 3_204_000, low: 3_130_000, high: 3_229_000, unit: '1/s' },
    workUnit: 'increments',
  },
  outcomes: [
    { result: 'exact', grade: 'ACCEPTABLE', count: 3, share: 0.75, shareBound: null },
    { result: 'lost updates', grade: 'INTERESTING', count: 1, share: 0.25, shareBound: null },
  ],
  failure: null,
  environment: null,
  traceUrl: null,
  samples: [
    {
      round: 0,
      warmup: true,
      wallMs: 2,
      startSkewMs: 0.0123,
      cpuMs: null,
      result: 'exact',
      grade: 'ACCEPTABLE',
      expected: '200000',
      observed: '200000',
      lostUpdates: 0,
      workers: [],
    },
  ],
};

describe('numbers', () => {
  it('have four digits and a unit of their size', () => {
    expect([0, 0.01234, 3.1419, 312.44, 999.9, 1000, 75_309].map(formatMs)).toEqual([
      '0.000 ms',
      '0.012 ms',
      '3.142 ms',
      '312.4 ms',
      '999.9 ms',
      '1.000 s',
      '75.31 s',
    ]);
  });

  it('of an interval share the unit of the median', () => {
    expect(formatDuration(ESTIMATE)).toBe('312.4 ms [310.2, 1318.9]');
    expect(formatRate({ median: 3.204e9, low: 9.1e8, high: 3.229e9 }, 'steps')).toBe('3.204 G steps/s [0.910, 3.229]');
    expect(formatRate({ median: 12, low: 9.5, high: 14 }, 'waits')).toBe('12.00 waits/s [9.50, 14.00]');
  });

  it('of a share are per cent, without zeros for show', () => {
    expect([0, 0.25, 1 / 3, 1].map(formatShare)).toEqual(['0 %', '25 %', '33.3 %', '100 %']);
  });
});

describe('a run', () => {
  it('is shown with its experiment, figures and outcomes, and leaves out what cannot be told', () => {
    const text = formatRun(RUN);
    expect(text).toContain('Shared counter (increments 100,000), 2 workers on THREADS, LOCK, node');
    expect(text).toMatch(/rounds +│ 4 /);
    expect(text).toMatch(/wall +│ 312\.4 ms \[310\.2, 1318\.9\]/);
    expect(text).toMatch(/throughput +│ 3\.204 M increments\/s/);
    expect(text).not.toContain('cpu');
    expect(text).toMatch(/lost updates +│ INTERESTING +│ +1 │ +25 %/);
  });

  it('that was cut short says how many rounds there were to be, which attempt it was, and why it ended', () => {
    const failure = { code: 'WORKER_DIED', message: 'Worker 1 died.', deadlock: null };
    const text = formatRun({
      ...RUN,
      state: 'FAILED',
      attempt: 2,
      failure,
      summary: RUN.summary && { ...RUN.summary, rounds: 3 },
    });
    expect(text).toContain('FAILED (attempt 2)');
    expect(text).toMatch(/rounds +│ 3 of 4/);
    expect(text.endsWith('WORKER_DIED: Worker 1 died.')).toBe(true);
  });

  it('without a measured round has no figures', () => {
    const text = formatRun({ ...RUN, state: 'CANCELLED', summary: null, outcomes: [] });
    expect(text).toContain('CANCELLED');
    expect(text).not.toContain('wall');
    expect(text).not.toContain('grade');
  });

  it('holds no colours: the output may be a file', () => {
    expect(formatRun(RUN) + formatSamples(RUN.samples)).not.toContain('\u001B');
  });

  it('shows every round when asked, warm-up rounds marked', () => {
    expect(formatSamples(RUN.samples)).toMatch(/0 \(warm-up\) │ 2\.000 ms │ +│ +0\.012 ms │ exact/);
    expect(formatSamples([])).toBe('No round was finished.');
  });
});

const rowOf = (change: string) => ({ label: change, change, validity: null, before: null, after: null, ratio: null });

function lastLineOf(...changes: readonly string[]): string | undefined {
  const rows = changes.map(rowOf);
  const text = formatComparison({ metric: 'WALL', threshold: 0.05, regressions: 0, improvements: 0, rows });
  return text.split('\n').at(-1);
}

describe('two batches side by side', () => {
  it('end with how many rows were held against nothing, where there are any', () => {
    expect(lastLineOf('TIED')).toBe('By wall: 0 regressions, 0 improvements of more than 5 %.');
    expect(lastLineOf('ONLY_BEFORE', 'TIED', 'ONLY_AFTER', 'ONLY_BEFORE', 'NOT_MEASURED')).toBe(
      'Not compared: 4 rows: 2 only in the earlier batch, 1 only in the later batch, 1 not measured in both batches.',
    );
    expect(lastLineOf('REGRESSION', 'ONLY_AFTER')).toBe('Not compared: 1 row: 1 only in the later batch.');
  });
});

describe('a queue', () => {
  it('that is longer than what was asked for says how much longer', () => {
    const { id, state, progress, queuedAt, experiment } = RUN;
    const waiting = [{ id, state, progress, queuedAt, experiment }];
    expect(formatQueue({ length: 1201, running: null, waiting })).toMatch(/run-1[^]*and 1,200 more$/);
  });
});

describe('a failure', () => {
  const problems = [
    { path: 'workers', code: 'OUT_OF_RANGE', message: 'workers is from 1 to 64; this is 0.' },
    { path: 'fabric', code: 'UNKNOWN', message: 'There is no fabric "x".' },
  ];

  it('lists every problem with its path, once', () => {
    expect(formatFailure(new InvalidInputError(problems)).split('\n')).toEqual([
      'This cannot be used, for 2 reasons:',
      '  workers is from 1 to 64; this is 0.',
      '  fabric: There is no fabric "x".',
    ]);
  });

  it('is a document for scripts', () => {
    expect(toFailureDocument(new InvalidInputError(problems)).error).toMatchObject({ code: 'INVALID_INPUT', problems });
    expect(toFailureDocument(new UnreachableError('http://x', 'No lab answers', null)).error.code).toBe('UNREACHABLE');
  });
});

describe('the exit codes', () => {
  it('are all in the help', () => {
    const text = describeExitCodes();
    for (const code of [0, 1, 2, 3, 4, 5, 6, 70, 130]) expect(text).toMatch(new RegExp(`^ +${code}  \\w`, 'm'));
  });
});
