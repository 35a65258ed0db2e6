import { describe, expect, it } from 'vitest';
import type { BatchRunResult } from '../../../src/domain/batch-run.js';
import type { Validity } from '../../../src/domain/validity.js';
import { readBatchReport, type BatchReport } from '../../../src/report/document/batch-report.js';
import { writeReport } from '../../../src/report/document/write-report.js';
import type { BatchRecords } from '../../../src/store/batch-records.js';
import { planOf } from '../../lab/runs.js';
import { ENVIRONMENT, scalingMatrix, type MadeUpMatrix } from '../made-up-matrix.js';
import { planOf as fabricsPlan, succeeded } from '../rows.js';

const DISTURBED: Validity = {
  verdict: 'DISTURBED',
  reasons: [{ code: 'HOST_BUSY', message: 'Other programs kept 1.00 of 2 cores busy.' }],
};

async function read(matrix: MadeUpMatrix, changes: Partial<BatchReport> = {}): Promise<BatchReport> {
  const records: Pick<BatchRecords, 'findMatrix' | 'findResults' | 'findExperiments' | 'findEnvironments'> = {
    findMatrix: async () => ({
      name: 'a *name* | with <b>marks</b>',
      createdAt: new Date('2026-01-02T03:04:05Z'),
      finishedAt: new Date('2026-01-02T03:06:05Z'),
      plan: matrix.plan,
    }),
    findResults: async () => matrix.results,
    findExperiments: async () =>
      new Map([1, 2].map((workers) => [String(workers), planOf({ kind: 'countdown', parameters: { n: 7 }, workers })])),
    findEnvironments: async () => [{ environment: ENVIRONMENT, runs: 8, loads: [0.25, 1.5] }],
  };
  const report = await readBatchReport('batch-1', records as BatchRecords, matrix.records);
  if (!report) throw new Error('There is no report.');
  return { ...report, ...changes };
}

const disturb = (matrix: MadeUpMatrix, which: number): MadeUpMatrix => ({
  ...matrix,
  results: matrix.results.map((result, index): BatchRunResult =>
    index === which ? { ...result, validity: DISTURBED } : result,
  ),
});

/** The charts in it, as SVG. */
function chartsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/data:image\/svg\+xml;base64,([\w+/=]+)\)/g)].map(([, content = '']) =>
    Buffer.from(content, 'base64').toString(),
  );
}

describe('a report', () => {
  const matrix = disturb(scalingMatrix(['THREADS', 'PROCESSES'], [1, 2, 4, 8]), 2);

  it('tells what was run, where, and how far it can be trusted', async () => {
    const text = writeReport(await read(matrix));
    expect(text).toContain(String.raw`# a \*name\* \| with \<b\>marks\</b\>`);
    expect(text).toContain('8 configurations × 1 = 8 runs, interleaved. Begun at 2026-01-02 03:04 UTC');
    expect(text).toMatch(/Countdown \(`countdown`\) +\| n 7 +\| THREADS +\| NONE +\| 1, 2 +\|/);
    expect(text).toMatch(/\| +8 \| A processor \| 4 +\| 8\.0 GiB \| .* \| 0\.25 to 1\.50 +\|/);
    expect(text).toContain('**1 of the 8 that were measured are not VALID.**');
    expect(text).toMatch(/\| HOST_BUSY +\| +1 \| Other programs kept 1\.00 of 2 cores busy\. \|/);
  });

  it('has every configuration with its intervals and its validity, the best and the worst, and the laws', async () => {
    const text = writeReport(await read(matrix));
    expect(text).toMatch(/\| fabric THREADS, workers 1 +\| +1 \| 1\.000 s \[0\.980, 1\.020\] +\|.*\| VALID +\| exact/);
    expect(text).toMatch(/\| fabric THREADS, workers 4 .*\*\*DISTURBED\*\* in 1 of 1: HOST_BUSY/);
    expect(text).toMatch(/\| shortest wall +\| fabric THREADS, workers 8 +\| 125\.0 ms \[[\d., ]+\] +\| +1 \| VALID/);
    expect(text).toMatch(/\| longest wall +\| fabric THREADS, workers 1 /);
    expect(text).toMatch(/\| fabric PROCESSES \| 8\.00 × \[[\d., ]+\] with 8 workers \| LINEAR \|/);
  });

  it('shows the sweeps with intervals and laws, hollow where they were disturbed, and in words for who cannot see', async () => {
    const charts = chartsIn(writeReport(await read(matrix)));
    expect(charts).toHaveLength(1);
    const [svg = ''] = charts;
    expect(svg).toMatch(/<svg [^>]*role="img" aria-labelledby="title desc"/);
    expect(svg).toContain('<title id="title">Throughput over workers</title>');
    expect(svg).toMatch(/<desc id="desc">fabric THREADS: .* with 4 \(disturbed\); .*fabric PROCESSES: /);
    expect(svg.match(/class="s\d doubtful"/g)).toHaveLength(1 + 1);
    expect(svg.match(/class="s\d bar"/g)).toHaveLength(8 * 3);
    expect(svg.match(/class="s\d curve"/g)).toHaveLength(2);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says why there is no law, and tells of runs that failed and of those that wait', async () => {
    const short = scalingMatrix(['THREADS'], [1, 2]);
    const [first, second] = short.results;
    if (!first || !second) throw new Error('There are no runs.');
    const failed: BatchRunResult = { ...second, state: 'FAILED', summary: null };
    const text = writeReport(await read({ ...short, results: [first, failed] }, { finishedAt: null }));
    expect(text).toContain('still running: 2 of 2 runs have ended');
    expect(text).toContain('1 SUCCEEDED, 1 FAILED');
    expect(text).toContain('**0 of 1**');
    expect(text).toMatch(/\| none +\| – +\| LINEAR needs 2 different numbers of workers/);
  });

  it('of a matrix without workers shows the wall times', async () => {
    const plan = fabricsPlan('SERIAL', 'THREADS', 'ASYNC');
    const results = [succeeded(0, 0, 100), { ...succeeded(1, 0, 1), validity: DISTURBED }];
    const text = writeReport(await read({ ...scalingMatrix(['THREADS'], [1]), plan, results }));
    const [svg = '', ...more] = chartsIn(text);
    expect(more).toEqual([]);
    expect(svg).toContain('<title id="title">Wall time</title>');
    expect(svg).toContain('ms, logarithmic');
    expect(svg.match(/doubtful"/g)).toHaveLength(1);
    expect(svg).toContain('THREADS: 1.000 ms [0.980, 1.020] (disturbed).');
    expect(text).not.toContain('## Scaling');
  });

  it('shows what a swept number does, as a chart of straight lines and in a sentence', async () => {
    const values = [0, 100, 1_000, 10_000];
    const plan = {
      ...fabricsPlan(),
      configurations: ['SERIAL', 'THREADS'].flatMap((fabric) =>
        values.map((n) => ({
          label: `n ${n}, fabric ${fabric}`,
          coordinates: [
            { axis: 'n', value: String(n) },
            { axis: 'fabric', value: fabric },
          ],
          experimentId: `${n} ${fabric}`,
          subject: `${n} ${fabric}`,
        })),
      ),
    };
    const results = plan.configurations.map((_, index) => {
      const result = succeeded(index, 0, (values[index % 4] ?? 0) * 2 + 1, 1.001);
      return index === 1 ? { ...result, validity: DISTURBED } : result;
    });
    const text = writeReport(await read({ ...scalingMatrix(['THREADS'], [1]), plan, results }));
    const [svg = '', ...more] = chartsIn(text);
    expect(more).toEqual([]);
    expect(svg).toContain('<title id="title">Wall time over n</title>');
    expect(svg).toMatch(/fabric SERIAL: 201\.0 ms \[[\d., ]+\] at 100 \(disturbed\); 2\.001 s /);
    expect(svg.match(/class="s\d bar"/g)).toHaveLength(2 * 3 * 3);
    expect(svg.match(/class="s\d curve"/g)).toHaveLength(2);
    for (const label of ['100', '1k', '10k', '– – ∝ x^1.00']) expect(svg).toContain(`>${label}</text>`);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).toContain('## Trends');
    expect(text).toMatch(
      /\| n +\| fabric SERIAL +\| 0, 100, 1,000, 10,000 \| .*\*\*DISTURBED\*\*.*: linear\. 0 is left out/,
    );
  });

  it('of nothing that was measured yet has no charts and no figures, and says so', async () => {
    const report = await read({ ...scalingMatrix(['THREADS'], [1, 2]), results: [] }, { environments: [] });
    const text = writeReport(report);
    expect(chartsIn(text)).toEqual([]);
    expect(text).toContain('Nothing has begun yet.');
    expect(text).toContain('None was judged.');
    expect(text).toContain('All: None of its runs has succeeded.');
  });
});
