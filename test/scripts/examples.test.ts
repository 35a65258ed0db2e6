/** The examples, run as a user runs them, against a real lab. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClassroom } from '../support/classroom.js';
import { removeTestServer, ROOT, startTestServer, type TestServer } from '../support/server.js';

const TSX = ['--import', 'tsx'] as const;
/** Long enough to be killed in the middle. */
const LONG = '2000000000';

const EXAMPLES = {
  'typed-client.ts': TSX,
  'urql.ts': TSX,
  'fetch.mjs': [],
} as const;

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});

afterEach(async () => removeTestServer(server));

interface Example {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly code: Promise<number | null>;
}

function start(name: keyof typeof EXAMPLES, args: readonly string[] = [], token?: string): Example {
  const child = spawn(process.execPath, [...EXAMPLES[name], join('scripts', 'examples', name), ...args], {
    cwd: ROOT,
    env: { ...process.env, LAB_URL: server.url, ...(token !== undefined && { LAB_TOKEN: token }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output, code: once(child, 'close').then(([code]) => code as number | null) };
}

const SUCCESS = {
  'typed-client.ts': /RunQueued\nRunStarted\n[^]*Round 5: [^]*RunFinished\nSUCCEEDED: [\d.]+ ms \[[\d.]+, [\d.]+\]\n$/,
  'urql.ts':
    /BatchQueued 0\/2\n[^]*BatchFinished 2\/2\n.*: [\d.]+ ms, speed-up of the baseline\n.*: [\d.]+ ms, speed-up [\d.]+\n$/,
  'fetch.mjs': /RunQueued\nRunStarted\n[^]*Round 5: [^]*SUCCEEDED: [\d.]+ ms \[[\d.]+, [\d.]+\]\n$/,
} as const;

it.each(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[])(
  '%s does what it says, with a token where the lab wants one',
  async (name) => {
    const instructor = await createClassroom(server.url);
    const example = start(name, [], instructor.token);
    const code = await example.code;
    expect(example.output()).toMatch(SUCCESS[name]);
    expect(code).toBe(0);
  },
);

it.each(['typed-client.ts', 'fetch.mjs'] as const)('%s goes on over a lab that is killed', async (name) => {
  const example = start(name, [LONG]);
  await vi.waitFor(() => expect(example.output()).toContain('Round 0'), { timeout: 120_000, interval: 20 });
  await server.kill();
  await vi.waitFor(() => expect(example.output()).toContain('The lab is away'), { timeout: 120_000, interval: 20 });
  server = await server.restart();
  expect(await example.code).toBe(0);
  const lines = example.output().split('\n');
  // Once before, and once again from its start.
  expect(lines.filter((line) => line.startsWith('Round 0: '))).toHaveLength(2);
  for (const once of ['RunQueued', 'RunRequeued']) expect(lines.filter((line) => line === once)).toHaveLength(1);
  expect(example.output()).toContain('SUCCEEDED');
});
