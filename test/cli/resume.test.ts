/** What a user sees of a server that goes away in the middle of a run and comes back. */
import { afterEach, describe, expect, it } from 'vitest';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { countLines, startCli, untilSaid } from './support.js';

const LONG = ['run', 'countdown', '--n', '5_000_000_000', '--repetitions', '1', '--warmup', '0', '--json'] as const;

let lab: TestServer | undefined;

afterEach(async () => {
  if (lab) await removeTestServer(lab);
  lab = undefined;
});

describe('a server that comes back', () => {
  it.each([
    ['kill -9', 'the server died', (server: TestServer) => server.kill()],
    ['a stop', 'the server was stopped', (server: TestServer) => server.stop()],
  ])('after %s is found again, and the run is followed to its end with no event twice', async (_how, why, end) => {
    lab = await startTestServer();
    const cli = startCli(lab.url, ...LONG);
    await untilSaid(cli, '10 % done.');
    await end(lab);
    await untilSaid(cli, 'reconnecting');
    lab = await lab.restart();
    const { code, output, errorOutput } = await cli.exited;
    expect(errorOutput).toContain(why);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ state: 'SUCCEEDED', attempt: 2, samples: { length: 1 } });
    for (const line of ['Queued.', 'Started.', 'reconnecting', 'Connected again.', 'Queued again', 'SUCCEEDED.']) {
      expect(`${line} ${countLines(errorOutput, line)}`).toBe(`${line} 1`);
    }
    expect(countLines(errorOutput, 'Started again, attempt 2.')).toBe(1);
  });

  it('while it is away, Ctrl-C says that the run was not cancelled and exits with 5', async () => {
    lab = await startTestServer();
    const cli = startCli(lab.url, ...LONG);
    await untilSaid(cli, 'Started.');
    await lab.kill();
    await untilSaid(cli, 'reconnecting');
    cli.child.kill('SIGINT');
    const { code, errorOutput } = await cli.exited;
    expect(code).toBe(5);
    expect(errorOutput).toContain('The run was not cancelled.');
  });
});
