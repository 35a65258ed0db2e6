/** Comparing runtimes on the command line: the compiled client against the compiled server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import { readComparison } from '../../src/cli/flags/runtime-comparison.js';
import { formatComparison } from '../../src/cli/format/runtime-comparison.js';
import type { TaskKind } from '../../src/catalog/task-kind.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { runCli, startCli, untilSaid } from './support.js';

const COUNTDOWN = TASKS_BY_KIND.get('countdown') as TaskKind;

let lab: TestServer;
beforeAll(async () => {
  lab = await startTestServer({ environment: { LAB_PYTHONS: 'none' } });
});
afterAll(() => removeTestServer(lab));

interface Curves {
  readonly id: string;
  readonly curves: readonly { readonly runtime: string; readonly fabric: string; readonly points: readonly object[] }[];
}

const WAIT = ['compare-runtimes', 'io-wait', '--milliseconds', '10', '--times', '1', '--warmup', '0'] as const;
const QUICK = [...WAIT, '--repetitions', '6', '--workers', '1,4'] as const;

describe('compare-runtimes', () => {
  it('runs a task on all the runtimes that the lab has, tells of every run, and shows what they gain', async () => {
    const { code, output, errorOutput } = await runCli(lab.url, ...QUICK, '--fabrics', 'threads');
    expect({ code, errorOutput }).toMatchObject({ code: 0 });
    expect(errorOutput).toContain('Queued: 6 runs');
    expect(errorOutput).toContain('6 of 6: ');
    expect(output).toMatch(/│ speed-up over one thread │ fabric +│ global lock │ 1 worker +│ 4 workers +│ verdict/);
    expect(output).toMatch(/│ node +│ THREADS │ no +│ [\d.]+ × \[/);
    expect(output).toMatch(/│ node-gil +│ THREADS │ yes +│ [\d.]+ × \[/);
    expect(output).toContain('On node-gil, threads did it at best');
    const [, id = ''] = /in a table: npm run lab -- watch (\S+)/.exec(output) ?? [];
    const watched = await runCli(lab.url, 'watch', id);
    expect(watched.output).toContain('fabric SERIAL, runtime node-gil, workers 1');
    expect(watched.output).toContain('On node-gil, threads did it at best');
  });

  it('prints one document with --json; with the same key it is the same comparison', async () => {
    const args = [...QUICK, '--runtimes', 'node', '--key', 'once', '--json'] as const;
    const detached = JSON.parse((await runCli(lab.url, ...args, '--detach')).output) as { id: string };
    const { code, output } = await runCli(lab.url, ...args);
    expect(code).toBe(0);
    const { id, curves } = JSON.parse(output) as Curves;
    expect(id).toBe(detached.id);
    expect(curves.map(({ runtime, fabric, points }) => [runtime, fabric, points.length])).toEqual([
      ['node', 'THREADS', 2],
      ['node', 'PROCESSES', 2],
    ]);
  });

  it('names everything that is wrong, and exits with 2', async () => {
    const wrong = await runCli(
      lab.url,
      ...WAIT,
      '--workers',
      '1,many',
      '--fabrics',
      'threads,clouds',
      '--warmup',
      '-1',
    );
    expect(wrong.code).toBe(2);
    for (const path of ['workers.1', 'fabrics.1', 'warmup']) expect(wrong.errorOutput).toContain(path);
    const unknown = await runCli(lab.url, ...QUICK, '--runtimes', 'ruby');
    expect(unknown.code).toBe(2);
    expect(unknown.errorOutput).toContain('There is no runtime "ruby" on this host. There are: node, node-gil.');
    expect((await runCli(lab.url, 'compare-runtimes', 'philosophers')).code).toBe(2);
  });

  it('is cancelled by Ctrl-C, and exits with 4', async () => {
    const long = ['compare-runtimes', 'ioWait', '--milliseconds', '100', '--repetitions', '1000'] as const;
    const cli = startCli(lab.url, ...long, '--runtimes', 'node', '--json');
    await untilSaid(cli, 'Queued');
    cli.child.kill('SIGINT');
    const { code, output } = await cli.exited;
    expect(code).toBe(4);
    expect((JSON.parse(output) as Curves).curves).toHaveLength(2);
  });
});

describe('the flags of a comparison', () => {
  it('are lists with commas, and leave to the lab what was not given', () => {
    expect(
      readComparison(COUNTDOWN, { n: '1e6', runtimes: 'node, node-gil', workers: '1,2,8', fabrics: 'threads' }),
    ).toEqual({
      ok: true,
      value: {
        task: { countdown: { n: 1_000_000 } },
        runtimes: ['node', 'node-gil'],
        workers: [1, 2, 8],
        fabrics: ['THREADS'],
      },
    });
    expect(readComparison(COUNTDOWN, {})).toEqual({ ok: true, value: { task: { countdown: {} } } });
  });

  it('that cannot be read are told of together with what the lab would have refused', () => {
    const read = readComparison(COUNTDOWN, { n: '0', runtimes: 'node,', workers: '1,x,65', repetitions: '0' });
    expect(read.ok ? [] : read.problems.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual([
      'repetitions OUT_OF_RANGE',
      'runtimes.1 EMPTY',
      'task.countdown.n OUT_OF_RANGE',
      'workers.1 NOT_AN_INTEGER',
    ]);
  });
});

describe('a comparison in words', () => {
  const point = {
    workers: 2,
    runId: 'run',
    state: 'SUCCEEDED',
    pairs: 9,
    speedup: { value: 0.97, low: 0.95, high: 1.01 },
    verdict: 'NO_DIFFERENCE_SEEN',
    coresAtWork: 1,
    validity: 'DISTURBED',
  } as const;

  it('has a row for each curve, how near the model comes, and marks what was disturbed and what failed', () => {
    const text = formatComparison({
      task: 'COUNTDOWN',
      validity: 'DISTURBED',
      sentences: [{ text: 'First.' }, { text: 'Second.' }],
      curves: [
        {
          runtime: 'node-gil',
          fabric: 'THREADS',
          gil: true,
          verdict: 'GAINS_NOTHING',
          points: [point, { ...point, workers: 4, state: 'FAILED', speedup: null, validity: null }],
        },
      ],
      models: [
        {
          model: 'node-gil',
          real: 'cpython-3.11',
          farthest: 0.034,
          points: [
            {
              fabric: 'THREADS',
              workers: 2,
              model: 0.97,
              real: 1.004,
              ratio: { value: 0.966, low: 0.9, high: 1.02 },
              verdict: 'NO_DIFFERENCE_SEEN',
            },
          ],
        },
      ],
    });
    expect(text).toMatch(/│ node-gil +│ THREADS │ yes +│ 0\.97 × \[0\.95, 1\.01\] \* │ FAILED +│ gains nothing │/);
    expect(text).toContain('* disturbed');
    expect(text).toMatch(/│ THREADS +│ +2 │ +0\.97 × │ +1\.00 × │ 0\.97 × \[0\.90, 1\.02\] │ not told apart │/);
    expect(text.endsWith('First.\nSecond.')).toBe(true);
  });
});
