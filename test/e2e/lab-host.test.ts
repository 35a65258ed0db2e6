import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, connect, finished, follow, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

/** The lab host is the server's only child that runs `lab/host.js`. */
async function findHost(): Promise<number> {
  for (const pid of (await readdir('/proc')).map(Number).filter((number) => number > 0)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (command.includes('lab/host.js') && parent === server.pid) return pid;
  }
  throw new Error('The server has no lab host.');
}

describe('a lab host that dies', () => {
  it.each(['SIGKILL', 'SIGABRT', 'SIGSEGV'] as const)(
    'of %s in a run ends that run with the cause; the server answers all the while, and the next run is sound',
    async (signal) => {
      const runId = await run(server.url, { task: { countdown: { n: 1_000_000_000_000 } }, repetitions: 1 });
      const client = connect(server.url);
      await follow(client, runId, 0, (event) => event.__typename === 'RoundStarted');
      process.kill(await findHost(), signal);
      expect(await ask(server.url, '{ runtimes { id } }')).toEqual({ runtimes: [{ id: 'node' }, { id: 'node-gil' }] });

      const [last] = (await follow(client, runId)).slice(-1);
      expect(last).toMatchObject({ __typename: 'RunFinished', state: 'FAILED' });
      await client.dispose();
      const found = await finished(server.url, runId);
      expect(found.failure).toEqual({
        code: 'LAB_DIED',
        message: `The lab host was ended by ${signal} during the run.`,
      });

      const next = await finished(server.url, await run(server.url, { task: { counter: {} }, primitive: 'LOCK' }));
      expect(next.state).toBe('SUCCEEDED');
    },
  );

  it('while nothing runs is replaced before anybody notices', async () => {
    process.kill(await findHost(), 'SIGKILL');
    const next = await finished(server.url, await run(server.url, { task: { countdown: { n: 1000 } } }));
    expect(next.state).toBe('SUCCEEDED');
  });
});
