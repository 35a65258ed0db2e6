/** The compiled client in a page: bundled for a browser, and run with nothing but what browsers have. */
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { run } from '../support/client.js';
import { removeTestServer, ROOT, startTestServer, type TestServer } from '../support/server.js';

/** What a frontend pays for it, minified. */
const KIB = 40;

const PAGE = `
  import { LabClient } from 'lockstep/client';
  globalThis.follow = async (url, runId) => {
    const lab = new LabClient({ url });
    const names = [];
    for await (const { __typename } of lab.runEvents(runId)) names.push(__typename);
    lab.close();
    return names.join(' ');
  };
`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

it('is small, needs nothing of Node.js, and follows a run', async () => {
  const { outputFiles, warnings } = await build({
    stdin: { contents: PAGE, resolveDir: ROOT },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    write: false,
  });
  expect(warnings).toEqual([]);
  const [file] = outputFiles;
  expect((file?.contents.length ?? Infinity) / 1024).toBeLessThan(KIB);
  const web = { fetch, WebSocket, AbortController, setTimeout, clearTimeout, performance };
  const page = createContext({ ...web, follow: undefined });
  runInContext(file?.text ?? '', page);
  const runId = await run(server.url, { task: { countdown: { n: 10 } }, repetitions: 1, warmup: 0 });
  const { follow } = page as { follow: (url: string, runId: string) => Promise<string> };
  expect(await follow(server.url, runId)).toMatch(/^RunQueued RunStarted .*RunFinished$/);
});
