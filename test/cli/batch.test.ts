/** Batches on the command line: the compiled client against the compiled server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { runCli, startCli, untilSaid } from './support.js';

let lab: TestServer;
let directory: string;

beforeAll(async () => {
  lab = await startTestServer();
  directory = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
});
afterAll(async () => {
  await removeTestServer(lab);
  await rm(directory, { recursive: true, force: true });
});

async function write(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

const quick = (): Promise<string> =>
  write(
    'quick.yaml',
    'name: quick',
    'matrix:',
    '  task: { countdown: { n: 2_000_000 } }',
    '  fabric: [serial, threads]',
    '  repetitions: 3',
    '  warmup: 0',
    'repetitions: 2',
  );

interface Matrix {
  readonly id: string;
  readonly rows: readonly { readonly label: string; readonly runs: number; readonly succeeded: number }[];
  readonly trends: { readonly shown: readonly { readonly law: { readonly exponent: { readonly value: number } } }[] };
}

describe('batch', () => {
  it('runs a file, tells of every run, and shows a table', async () => {
    const { code, output, errorOutput } = await runCli(lab.url, 'batch', await quick());
    expect({ code, errorOutput }).toMatchObject({ code: 0 });
    expect(errorOutput).toContain('Queued: 4 runs');
    expect(errorOutput).toContain('4 of 4: fabric THREADS: succeeded.');
    expect(output).toMatch(/fabric SERIAL +│ +2 │/);
    expect(output).toContain('baseline');
    expect(output).toMatch(/[\d.]+ × \[/);
  });

  it('only plans it with --dry-run', async () => {
    const { code, output } = await runCli(lab.url, 'batch', await quick(), '--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ runs: 4, configurations: { length: 2 } });
  });

  it('plans the file that its help shows, as it stands there', async () => {
    const { output: help } = await runCli(lab.url, 'batch', '--help');
    const [, file = ''] = /A file:\n(.*?)\n\n/s.exec(help) ?? [];
    const { code, output, errorOutput } = await runCli(lab.url, 'batch', await write('help.yaml', file), '--dry-run');
    expect({ code, errorOutput }).toEqual({ code: 0, errorOutput: '' });
    expect(output).toContain('runtime node-gil, workers 4, recording CONTENTION');
  });

  it('sweeps how it is measured and how the interpreter is made, and says where that makes no sense', async () => {
    const lines = [
      'matrix:',
      '  task: { countdown: { n: 1_000 } }',
      '  runtime: [node, node-gil]',
      '  options: { switchIntervalMs: [1, 20] }',
      '  recording: [none, contention]',
      '  precision: [0.5, 1]',
      '  repetitions: 2',
      '  warmup: 0',
      'exclude: { switchIntervalMs: 20, recording: contention }',
    ];
    const refused = await runCli(lab.url, 'batch', await write('intervals.yaml', ...lines), '--dry-run');
    expect(refused.code).toBe(2);
    expect(refused.errorOutput).toContain('node has no global interpreter lock');
    const skipping = await write('skipping.yaml', ...lines, 'skipUnsupported: true');
    const { code, output } = await runCli(lab.url, 'batch', skipping, '--json');
    expect(code).toBe(0);
    const { id, rows } = JSON.parse(output) as Matrix;
    expect(rows.map(({ label }) => label)).toEqual(
      [
        'switchIntervalMs 1, precision 0.5, recording NONE',
        'switchIntervalMs 1, precision 0.5, recording CONTENTION',
        'switchIntervalMs 1, precision 1, recording NONE',
        'switchIntervalMs 1, precision 1, recording CONTENTION',
        'switchIntervalMs 20, precision 0.5, recording NONE',
        'switchIntervalMs 20, precision 1, recording NONE',
      ].map((label) => `runtime node-gil, ${label}`),
    );
    const exported = await runCli(lab.url, 'export', id, '--format', 'jsonl');
    const [first] = exported.output.split('\n').map((line) => (line === '' ? null : (JSON.parse(line) as object)));
    expect(first).toMatchObject({ precision: 0.5, recording: 'NONE', options: { switchIntervalMs: 1 } });
    const report = await runCli(lab.url, 'report', id);
    expect(report.output).toContain('switch interval 1, 20; recording NONE, CONTENTION; precision 0.5, 1');
  });

  it('tells what a swept number does to the wall time', async () => {
    const file = await write(
      'trend.yaml',
      'matrix:',
      '  task: { ioWait: { milliseconds: [5, 10, 20, 40], times: 1 } }',
      '  fabric: [serial, async]',
      '  repetitions: 3',
      '  warmup: 0',
      'exclude: { fabric: async }',
    );
    const { code, output } = await runCli(lab.url, 'batch', file, '--json');
    expect(code).toBe(0);
    const { id, trends } = JSON.parse(output) as Matrix;
    expect(trends.shown).toMatchObject([
      { axis: 'milliseconds', label: 'fabric SERIAL', points: { length: 4 }, refusedBecause: null },
    ]);
    expect(trends.shown[0]?.law.exponent.value).toEqual(expect.any(Number));
    const { output: shown } = await runCli(lab.url, 'watch', id);
    expect(shown).toContain('milliseconds: fabric SERIAL');
    expect(shown.replaceAll(/\s+│/g, '')).toContain('Doubling milliseconds takes');
  });

  it('with the same key goes on with the same batch; watch and cancel know it by its id', async () => {
    const args = ['batch', await quick(), '--key', 'the-same', '--json'] as const;
    const first = await runCli(lab.url, ...args, '--detach');
    const { id } = JSON.parse(first.output) as { id: string };
    const second = await runCli(lab.url, ...args);
    const matrix = JSON.parse(second.output) as Matrix;
    expect(matrix).toMatchObject({
      id,
      rows: [
        { runs: 2, succeeded: 2 },
        { runs: 2, succeeded: 2 },
      ],
    });
    const watched = await runCli(lab.url, 'watch', id, '--json');
    expect(JSON.parse(watched.output)).toEqual(matrix);
    expect((await runCli(lab.url, 'cancel', id)).code).toBe(0);
  });

  it('fails its gates only for what is sure', async () => {
    const sure = await runCli(lab.url, 'batch', await quick(), '--fail-if', 'wall < 60_000');
    expect(sure.code).toBe(8);
    expect(sure.errorOutput).toContain('Failed: wall < 60_000, in "fabric SERIAL", "fabric THREADS".');
    const passed = await runCli(lab.url, 'batch', await quick(), '--fail-if', 'wall > 60_000');
    expect(passed.code).toBe(0);
    const nonsense = await runCli(lab.url, 'batch', await quick(), '--fail-if', 'fun < 3');
    expect(nonsense.code).toBe(2);
    expect(nonsense.errorOutput).toContain('wall, cpu, throughput, speedup');
  });

  it('is compared with an earlier one; where they have nothing in common, that is no pass', async () => {
    const run = async (file: string): Promise<string> =>
      (await runCli(lab.url, 'batch', file, '--detach')).output.trim();
    const one = await run(await quick());
    const other = await run(
      await write('other.yaml', 'matrix:', '  task: { primes: { limit: 1_000 } }', 'repetitions: 1'),
    );
    for (const id of [one, other]) await runCli(lab.url, 'watch', id);

    const same = await runCli(lab.url, 'compare', one, one);
    expect(same).toMatchObject({ code: 0, errorOutput: '' });
    expect(same.output).toContain('0 regressions');
    const { code, output, errorOutput } = await runCli(lab.url, 'compare', one, other);
    expect(code).toBe(8);
    expect(output).toContain('Not compared: 3 rows: 2 only in the earlier batch, 1 only in the later batch.');
    expect(errorOutput).toBe('Failed: nothing could be compared.\n');
  });

  it('names what is wrong with a file, here and in the lab, and exits with 2', async () => {
    const wrong = await write('wrong.yaml', 'matrix: { task: countdown, fabric: clouds }');
    const here = await runCli(lab.url, 'batch', wrong);
    expect(here.code).toBe(2);
    expect(here.errorOutput).toContain('matrix.fabric.0');
    const refused = await write('refused.yaml', 'matrix: { task: countdown, workers: [0, 65] }');
    const there = await runCli(lab.url, 'batch', refused, '--json');
    expect(there.code).toBe(2);
    expect(JSON.parse(there.output)).toMatchObject({ error: { problems: [{ path: 'matrix.workers' }, {}] } });
    const missing = await runCli(lab.url, 'batch', join(directory, 'nowhere.yaml'));
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.errorOutput).toContain('cannot be read: there is no such file or directory.');
  });

  it('is cancelled by Ctrl-C, shows what it came to by then, and exits with 4', async () => {
    const long = await write(
      'long.yaml',
      'matrix: { task: { ioWait: { milliseconds: 50, times: 1 } }, repetitions: 1, warmup: 0 }',
      'repetitions: 500',
    );
    const cli = startCli(lab.url, 'batch', long, '--json');
    await untilSaid(cli, '2 of 500');
    cli.child.kill('SIGINT');
    const { code, output, errorOutput } = await cli.exited;
    expect({ code, errorOutput }).toMatchObject({ code: 4 });
    const matrix = JSON.parse(output) as Matrix;
    expect(matrix.rows[0]?.succeeded).toBeGreaterThan(1);
    expect(matrix.rows[0]?.succeeded).toBeLessThan(500);
  });
});

describe('a gate of a single run', () => {
  it('is held against its figures; a speed-up it has not', async () => {
    const run = ['run', 'countdown', '--n', '1e6', '--repetitions', '3'] as const;
    expect((await runCli(lab.url, ...run, '--fail-if', 'wall > 60000')).code).toBe(0);
    expect((await runCli(lab.url, ...run, '--fail-if', 'wall < 60000')).code).toBe(8);
    expect((await runCli(lab.url, ...run, '--fail-if', 'speedup < 2')).code).toBe(2);
  });
});
