/** The compiled command line against the compiled server: what it prints, and the code that it exits with. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { countLines, runCli, serve, startCli, untilSaid } from './support.js';

const ENDLESS = ['run', 'countdown', '--n', '1e12'] as const;
const SHORT = ['run', 'countdown', '--n', '1e6', '--repetitions', '3', '--warmup', '1'] as const;
/** A line of a stack trace. */
const STACK = /\n\s+at /;

let lab: TestServer;

beforeAll(async () => {
  lab = await startTestServer();
});
afterAll(() => removeTestServer(lab));

interface RunningQueue {
  readonly running: { readonly id: string } | null;
}

async function findRunning(): Promise<string> {
  const { output } = await runCli(lab.url, 'queue', '--json');
  const { running } = JSON.parse(output) as RunningQueue;
  if (!running) throw new Error('Nothing is running.');
  return running.id;
}

describe('run', () => {
  it('shows progress on the error output and the result on the output, and exits with 0', async () => {
    const { code, output, errorOutput } = await runCli(lab.url, ...SHORT, '--samples');
    expect(code).toBe(0);
    expect(errorOutput).toContain('Started.');
    expect(errorOutput).toContain('Warm-up 1 of 1: ');
    expect(errorOutput).toContain('Round 3 of 3: ');
    expect(output).toContain('Countdown (n 1,000,000), 2 workers on THREADS, NONE, node');
    expect(output).toMatch(/state +│ SUCCEEDED/);
    expect(output).toMatch(/rounds +│ 3 \(and 1 to warm up\)/);
    expect(output).toMatch(/wall +│ [\d.]+ m?s \[[\d.]+, [\d.]+\]/);
    expect(output).toMatch(/throughput +│ .* steps\/s \[/);
    expect(output).toMatch(/exact +│ ACCEPTABLE +│ +3 │ 100 %/);
    expect(output).toContain('0 (warm-up)');
  });

  it('takes a kebab-case task, words in lower case and every flag of an experiment', async () => {
    const args = ['--milliseconds', '1', '--times', '2', '--fabric', 'async', '--workers', '3', '--primitive', 'none'];
    const rest = [
      '--repetitions',
      '1',
      '--warmup',
      '0',
      '--timeout-ms',
      '50_000',
      '--name',
      'waits',
      '--runtime',
      'node',
    ];
    const { code, output } = await runCli(lab.url, 'run', 'io-wait', ...args, ...rest, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      state: 'SUCCEEDED',
      experiment: {
        name: 'waits',
        fabric: 'ASYNC',
        primitive: 'NONE',
        workers: 3,
        repetitions: 1,
        warmup: 0,
        timeoutMs: 50_000,
        task: { kind: 'IO_WAIT', milliseconds: 1, times: 2 },
      },
    });
  });

  it('with --json prints the whole run as one document and nothing else', async () => {
    const { code, output } = await runCli(lab.url, ...SHORT, '--json');
    expect(code).toBe(0);
    const run: unknown = JSON.parse(output);
    expect(run).toMatchObject({
      state: 'SUCCEEDED',
      failure: null,
      summary: { rounds: 3, workUnit: 'steps', wall: { unit: 'ms' } },
      outcomes: [{ result: 'exact', grade: 'ACCEPTABLE', count: 3, share: 1 }],
      experiment: { task: { kind: 'COUNTDOWN', n: 1_000_000 } },
    });
    expect(run).toHaveProperty('samples.length', 4);
    expect(run).toHaveProperty('samples.0.workers.length', 2);
    expect(run).toHaveProperty('environment.cores');
  });

  it('exits with 1 and shows the failure when the run fails', async (context) => {
    if (process.platform !== 'linux') context.skip();
    const cli = startCli(lab.url, ...ENDLESS);
    await untilSaid(cli, 'Started.');
    const children = await readFile(`/proc/${lab.pid}/task/${lab.pid}/children`, 'utf8');
    for (const pid of children.trim().split(' ')) process.kill(Number(pid), 'SIGKILL');
    const { code, output } = await cli.exited;
    expect(code).toBe(1);
    expect(output).toMatch(/state +│ FAILED/);
    expect(output).toContain('LAB_DIED: ');
  });

  it('runs a lesson on the runtime that it is told, and says what does not apply there', async () => {
    const flags = ['--scale', '0.01', '--runtime', 'node-gil', '--json'];
    const { code, output, errorOutput } = await runCli(lab.url, 'lesson', 'countdown', ...flags);
    expect(errorOutput).not.toContain('cannot be used');
    expect(code).toBe(0);
    const { lines } = JSON.parse(output) as { lines: readonly { leftOut: string | null; kind: string }[] };
    expect(lines.flatMap(({ leftOut }) => leftOut ?? [])).toEqual(['node-gil has a global interpreter lock.']);
  });

  it('tests a claim on the runtime that it is told, or says why not', async () => {
    const refused = await runCli(lab.url, 'claim', 'no-lock-threads-scale', '--runtime', 'node-gil');
    expect(refused.code).toBe(2);
    expect(refused.errorOutput).toContain('node-gil has a global interpreter lock.');
    const unknown = await runCli(lab.url, 'unit', '--runtime', 'ruby');
    expect(unknown.code).toBe(2);
    expect(unknown.errorOutput).toContain('There is no runtime "ruby" on this host.');
  });

  it('takes how processes start where there is a choice', async () => {
    const flags = ['run', 'counter', '--fabric', 'processes', '--start-method', 'spawn'];
    const { code, errorOutput } = await runCli(lab.url, ...flags);
    expect(code).toBe(2);
    expect(errorOutput).toContain('node has one way to start processes; runtimes with a choice: none here.');
  });

  it('exits with 3 when the run times out', async () => {
    const { code, output } = await runCli(lab.url, ...ENDLESS, '--timeout-ms', '200', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(output)).toMatchObject({ state: 'TIMED_OUT', failure: { code: 'TIMED_OUT' } });
  });

  it('exits with 6 when the queue is full', async () => {
    const small = await startTestServer({ environment: { QUEUE_LIMIT: '1' } });
    try {
      const first = startCli(small.url, ...ENDLESS);
      await untilSaid(first, 'Queued.');
      const { code, output, errorOutput } = await runCli(small.url, ...SHORT, '--json');
      expect(code).toBe(6);
      expect(errorOutput).toContain('The queue is full');
      expect(JSON.parse(output)).toMatchObject({ error: { code: 'QUEUE_FULL' } });
      first.child.kill('SIGKILL');
      await first.exited;
    } finally {
      await removeTestServer(small);
    }
  });
});

describe('a mistake of the user', () => {
  it('in values gives 2 and every problem with its path, as the lab tells them', async () => {
    const bad = ['--increments', '0', '--workers', '65', '--repetitions', '0', '--runtime', 'abacus'];
    const { code, output, errorOutput } = await runCli(lab.url, 'run', 'counter', ...bad, '--json');
    expect(code).toBe(2);
    for (const path of ['task.counter.increments', 'workers', 'repetitions', 'runtime']) {
      expect(errorOutput).toContain(path);
    }
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'INVALID_INPUT', problems: { length: 4 } } });
    expect(errorOutput).not.toMatch(STACK);
  });

  it('in words and numbers that the API cannot carry gives 2, with all other problems', async () => {
    const bad = ['--n', 'many', '--fabric', 'clouds', '--workers', '0', '--repetitions', '99999999999'];
    const { code, output, errorOutput } = await runCli(lab.url, 'run', 'countdown', ...bad);
    expect(code).toBe(2);
    expect(output).toBe('');
    for (const path of ['task.countdown.n', 'fabric', 'workers', 'repetitions']) expect(errorOutput).toContain(path);
    expect(errorOutput).not.toMatch(STACK);
  });

  it.each([
    [['run', 'countdwn'], 'countdown'],
    [['run', 'countdown', '--steps', '3'], '--steps'],
    [['run', 'countdown', 'now'], 'too many arguments'],
    [['watch'], 'missing required argument'],
    [['queue', '--url', 'nowhere'], 'url'],
    [['watch', 'nobody'], 'There is no batch nobody.'],
    [['cancel', 'nobody'], 'There is no batch nobody.'],
  ])('in %j gives 2 and says what is wrong', async (args, hint) => {
    const { code, output, errorOutput } = await runCli(lab.url, ...args);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errorOutput).toContain(hint);
    expect(errorOutput).not.toMatch(STACK);
  });

  it('in the usage is a document too with --json', async () => {
    const { code, output } = await runCli(lab.url, 'queue', '--jam', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'USAGE' } });
  });
});

describe('a lab that cannot be reached', () => {
  it('gives 5 and says how to start one, or where to look', async () => {
    const gone = await serve(() => {});
    await gone.close();
    const { code, output, errorOutput } = await runCli(gone.url, ...SHORT);
    expect(code).toBe(5);
    expect(output).toBe('');
    expect(errorOutput).toContain(gone.url);
    expect(errorOutput).toContain('npm start');
    expect(errorOutput).toContain('--url');
    expect(errorOutput).not.toMatch(STACK);
  });

  it('gives 5 as well when something else answers at the address', async () => {
    const other = await serve((_request, response) => response.end('<h1>Hello</h1>'));
    const { code, errorOutput } = await runCli(other.url, 'queue');
    await other.close();
    expect(code).toBe(5);
    expect(errorOutput).toContain('Something else than a lab answers');
  });
});

describe('Ctrl-C', () => {
  it('cancels the run, shows what it came to, and exits with 4', async () => {
    const cli = startCli(lab.url, ...ENDLESS, '--json');
    await untilSaid(cli, 'Started.');
    cli.child.kill('SIGINT');
    const { code, output, errorOutput } = await cli.exited;
    expect(code).toBe(4);
    expect(errorOutput).toContain('Cancelling the run.');
    expect(JSON.parse(output)).toMatchObject({ state: 'CANCELLED' });
  });

  it('a second time leaves at once, even when the lab does not answer', async () => {
    const cli = startCli(lab.url, ...ENDLESS);
    await untilSaid(cli, 'Started.');
    const runId = await findRunning();
    process.kill(lab.pid, 'SIGSTOP');
    try {
      cli.child.kill('SIGINT');
      await untilSaid(cli, 'Cancelling the run.');
      const pressing = setInterval(() => cli.child.kill('SIGINT'), 100);
      const { code } = await cli.exited;
      clearInterval(pressing);
      expect(code).toBe(130);
    } finally {
      process.kill(lab.pid, 'SIGCONT');
    }
    expect((await runCli(lab.url, 'cancel', runId)).code).toBe(0);
  });
});

describe('the other commands', () => {
  it('watch follows the run of somebody else; Ctrl-C ends the watching, and cancel ends the run for both', async () => {
    const owner = startCli(lab.url, ...ENDLESS);
    await untilSaid(owner, 'Started.');
    const runId = await findRunning();

    const passerBy = startCli(lab.url, 'watch', runId);
    await untilSaid(passerBy, 'Started.');
    passerBy.child.kill('SIGINT');
    const left = await passerBy.exited;
    expect(left.code).toBe(130);
    expect(left.errorOutput).toContain(`The run goes on. To cancel it: npm run lab -- cancel ${runId}`);

    const watcher = startCli(lab.url, 'watch', runId);
    await untilSaid(watcher, 'Started.');
    const cancelled = await runCli(lab.url, 'cancel', runId);
    expect(cancelled.code).toBe(0);
    expect(cancelled.output).toMatch(/state +│ CANCELLED/);
    const ends = await Promise.all([owner.exited, watcher.exited]);
    expect(ends.map(({ code }) => code)).toEqual([4, 4]);
    for (const { errorOutput } of ends) expect(countLines(errorOutput, 'CANCELLED.')).toBe(1);

    const late = await runCli(lab.url, 'watch', runId, '--json');
    expect(late.code).toBe(4);
    expect(JSON.parse(late.output)).toMatchObject({ id: runId, state: 'CANCELLED' });
  });

  it('queue shows what is running and what waits', async () => {
    const running = startCli(lab.url, ...ENDLESS, '--name', 'endless');
    await untilSaid(running, 'Started.');
    const waiting = startCli(lab.url, ...SHORT, '--name', 'patient');
    await untilSaid(waiting, 'Queued.');
    const { output } = await runCli(lab.url, 'queue');
    expect(output).toMatch(/running.*endless/);
    expect(output).toMatch(/│ 1 .*patient/);
    running.child.kill('SIGINT');
    expect((await running.exited).code).toBe(4);
    expect((await waiting.exited).code).toBe(0);
    await vi.waitFor(async () => expect((await runCli(lab.url, 'queue')).output).toContain('nothing waits'), {
      timeout: 120_000,
    });
  });

  it('catalog and runtimes show what the lab has to offer, as tables and as documents', async () => {
    const catalog = await runCli(lab.url, 'catalog');
    expect(catalog.output).toContain('countdown: Countdown');
    expect(catalog.output).toContain('--increments');
    expect(JSON.parse((await runCli(lab.url, 'catalog', '--json')).output)).toHaveProperty('tasks.0.parameters.0.max');
    expect((await runCli(lab.url, 'runtimes')).output).toContain('node');
    expect(JSON.parse((await runCli(lab.url, 'runtimes', '--json')).output)).toMatchObject([
      { id: 'node', gil: false },
      { id: 'node-gil', gil: true },
    ]);
  });
});

describe('a token', () => {
  it('that the lab does not know is told, and exits with 2: nothing went wrong inside', async () => {
    const { code, output, errorOutput } = await runCli(lab.url, 'queue', '--token', 'nonsense', '--json');
    expect(code).toBe(2);
    expect(errorOutput).toContain('This token was not signed by this lab.');
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });
});
