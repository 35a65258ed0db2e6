/** The compiled client in somebody else's project: its types there, its size, and what it needs of a browser. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { run } from '../support/client.js';
import { removeTestServer, ROOT, startTestServer, type TestServer } from '../support/server.js';

/** What a page pays for it, minified. */
const KIB = 32;

const PAGE = `
import { accepted, graphql, LabClient } from 'lockstep/client';

const DEFINE = graphql(\`mutation ($input: ExperimentInput!) {
  defineExperiment(input: $input) {
    __typename ... on Experiment { id workers } ... on InvalidInput { problems { path code message } }
  }
}\`);

export async function define(lab: LabClient): Promise<number> {
  const { defineExperiment } = await lab.ask(DEFINE, { input: { task: { countdown: { n: 10 } }, fabric: 'SERIAL' } });
  // @ts-expect-error There is no such fabric.
  await lab.ask(DEFINE, { input: { task: { countdown: {} }, fabric: 'FIBERS' } });
  // @ts-expect-error There is no such task.
  await lab.ask(DEFINE, { input: { task: { nothing: {} } } });
  // @ts-expect-error It was not asked for.
  console.log(accepted(defineExperiment).name);
  return accepted(defineExperiment).workers;
}

export async function follow(url: string, runId: string): Promise<string> {
  const lab = new LabClient({ url });
  const names: string[] = [];
  for await (const event of lab.runEvents(runId)) {
    names.push(event.__typename);
    if (event.__typename === 'RunProgress') names.push(event.fraction.toFixed(1));
  }
  lab.close();
  return names.join(' ');
}
`;

const CONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom'],
    types: [],
  },
  files: ['page.ts'],
};

let server: TestServer;
let project: string;

beforeAll(async () => {
  server = await startTestServer();
  project = await mkdtemp(join(tmpdir(), 'lockstep-frontend-'));
  await mkdir(join(project, 'node_modules'));
  // As `npm install` of a folder does.
  await symlink(ROOT, join(project, 'node_modules', 'lockstep'), 'dir');
  await writeFile(join(project, 'page.ts'), PAGE);
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(CONFIG));
});

afterAll(async () => {
  await removeTestServer(server);
  await rm(project, { recursive: true, force: true });
});

it('is typed there, without anything to generate', () => {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

it('is small, needs nothing of Node.js, and follows a run', async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: [join(project, 'page.ts')],
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'page',
    write: false,
  });
  expect(warnings).toEqual([]);
  const [file] = outputFiles;
  expect((file?.contents.length ?? Infinity) / 1024).toBeLessThan(KIB);
  const web = { fetch, WebSocket, AbortController, setTimeout, clearTimeout, performance };
  const browser = createContext({ ...web });
  runInContext(file?.text ?? '', browser);
  const runId = await run(server.url, { task: { countdown: { n: 10 } }, repetitions: 1, warmup: 0 });
  const { page } = browser as unknown as { page: { follow: (url: string, runId: string) => Promise<string> } };
  expect(await page.follow(server.url, runId)).toMatch(/^RunQueued RunStarted .*RunFinished$/);
});
