/** The command line where no lab runs: it has one of its own, on the data that `npm start` would have. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LESSONS } from '../../src/catalog/lessons/lessons.js';
import { startCliWith, untilSaid, type CliProcess } from '../cli/support.js';
import { removeTestServer, startTestServer } from '../support/server.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Port 0: whatever runs on this machine is not looked for. */
const start = (...args: readonly string[]): CliProcess =>
  startCliWith({ PORT: '0', DATA_DIR: directory, LAB_URL: '' }, ...args);

const SHORT = ['run', 'countdown', '--n', '1e6', '--repetitions', '2'] as const;

describe('without a lab', () => {
  it('a command runs, and what it stored is there for the next one', async () => {
    const first = await start(...SHORT, '--json').exited;
    expect({ code: first.code, said: first.errorOutput }).toMatchObject({ code: 0 });
    const run = JSON.parse(first.output) as { id: string; state: string };
    expect(run.state).toBe('SUCCEEDED');

    const second = await start('watch', run.id, '--json').exited;
    expect({ code: second.code, said: second.errorOutput }).toMatchObject({ code: 0 });
    expect(JSON.parse(second.output)).toEqual(run);
  });

  it('the whole unit runs, every row of it', async () => {
    const { code, output, errorOutput } = await start('unit', '--scale', '0.01', '--json').exited;
    expect({ code, errorOutput }).toMatchObject({ code: 0 });
    const batches = JSON.parse(output) as { lesson: { id: string }; lines: unknown[] }[];
    expect(batches.map(({ lesson }) => lesson.id)).toEqual(LESSONS.map(({ id }) => id));
    for (const { lines } of batches) expect(lines).not.toEqual([]);
  }, 600_000);

  it('Ctrl-C cancels the run and ends the lab with the command', async () => {
    const cli = start('run', 'countdown', '--n', '1e12', '--json');
    await untilSaid(cli, 'Started.');
    cli.child.kill('SIGINT');
    const { code, output } = await cli.exited;
    expect(code).toBe(4);
    expect(JSON.parse(output)).toMatchObject({ state: 'CANCELLED' });
    // Its data is free again.
    expect((await start('queue').exited).code).toBe(0);
  });
});

describe('with a lab on the same data, at an address of its own', () => {
  it('a command says where it is', async () => {
    const server = await startTestServer({ directory });
    try {
      const { code, output, errorOutput } = await start(...SHORT).exited;
      expect(code).toBe(5);
      expect(output).toBe('');
      expect(errorOutput).toContain(`--url ${server.url}`);
    } finally {
      await removeTestServer(server);
    }
  });

  it('started on its usual port, a command finds it', async () => {
    const server = await startTestServer({ directory });
    try {
      const cli = startCliWith({ PORT: String(server.port), DATA_DIR: directory, LAB_URL: '' }, ...SHORT, '--json');
      const { code, output, errorOutput } = await cli.exited;
      expect({ code, errorOutput }).toMatchObject({ code: 0 });
      expect(JSON.parse(output)).toMatchObject({ state: 'SUCCEEDED' });
    } finally {
      await removeTestServer(server);
    }
  });
});
