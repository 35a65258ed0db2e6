/** A run beside programs that want all the cores for themselves says so. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { ask, finished, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

interface Validity {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly environment: { readonly cores: number } | null;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

async function validityOf(runId: string): Promise<Validity> {
  const { run: found } = await ask<{ run: { validity: Validity } }>(
    server.url,
    'query ($id: ID!) { run(id: $id) { validity { verdict reasons { code message } environment { cores } } } }',
    { id: runId },
  );
  return found.validity;
}

// Elsewhere nobody tells how long a worker waited for a core.
describe.runIf(loadLinux().available)('a run on a busy host', () => {
  const hogs: ChildProcess[] = [];

  afterAll(() => {
    for (const hog of hogs) hog.kill('SIGKILL');
  });

  it('is DISTURBED, and names what took its cores', async () => {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    for (let i = 0; i < 2 * availableParallelism(); i += 1) {
      const hog = spawn(process.execPath, ['-e', 'require("fs").writeSync(1, "on"); for (;;);'], { stdio: [...stdio] });
      hogs.push(hog);
    }
    await Promise.all(hogs.map(({ stdout }) => once(stdout as Readable, 'data')));
    const id = await run(server.url, {
      task: { countdown: { n: 300_000_000 } },
      fabric: 'THREADS',
      workers: availableParallelism(),
      repetitions: 3,
    });
    await finished(server.url, id);
    const { verdict, reasons, environment } = await validityOf(id);
    expect(verdict).toBe('DISTURBED');
    expect(reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['RUN_DELAY', 'HOST_BUSY']));
    expect(environment?.cores).toBe(availableParallelism());
  });
});
