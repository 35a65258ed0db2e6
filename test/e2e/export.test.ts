/** Exports over HTTP and on the command line: every sample once, whatever happened, in little memory. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/domain/plan.js';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import { openStore } from '../../src/store/open.js';
import { Records } from '../../src/store/records.js';
import { runCli } from '../cli/support.js';
import { beginBatch, finishedBatch, followBatch } from '../support/batch.js';
import { connect } from '../support/client.js';
import { ROOT, removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let directory: string;
let server: TestServer | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
});
afterEach(async () => {
  if (server) await removeTestServer(server);
  server = undefined;
  await rm(directory, { recursive: true, force: true });
});

const numbers = (...values: number[]) => ({ values });

const MATRIX = {
  name: '=HYPERLINK("nowhere")',
  matrix: {
    task: [
      { countdown: { n: numbers(1000) } },
      { counter: { increments: numbers(100) } },
      { ioWait: { milliseconds: numbers(5), times: numbers(1) } },
    ],
    fabric: ['SERIAL', 'THREADS', 'ASYNC'],
    workers: numbers(1, 2),
    repetitions: numbers(2),
    warmup: numbers(1),
  },
  repetitions: 2,
};
const ROWS = 3 * 3 * 2 * 2 * 3;

interface Row {
  readonly runId: string;
  readonly label: string;
  readonly repetition: number;
  readonly round: number;
  readonly state: string;
  readonly parameters: object;
  readonly cpuModel: string;
}

async function read(url: string, batchId: string, format: string): Promise<string> {
  const response = await fetch(new URL(`/export/batch/${batchId}.${format}`, url));
  expect(response.status).toBe(200);
  return response.text();
}

async function readRows(url: string, batchId: string): Promise<readonly Row[]> {
  const text = await read(url, batchId, 'jsonl');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** What a row stands for, whenever it was measured. */
const placesOf = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ label, repetition, round }) => `${label} / ${repetition} / ${round}`).toSorted();

describe('a batch', () => {
  it('that was killed in the middle exports the rows of one that was not, each once', async () => {
    server = await startTestServer();
    const whole = await beginBatch(server.url, MATRIX);
    await finishedBatch(server.url, whole);

    const cut = await beginBatch(server.url, MATRIX);
    const client = connect(server.url);
    await followBatch(client, cut, 0, ({ progress }) => progress.ended === 13);
    await client.dispose();
    await server.kill();
    server = await server.restart();
    await finishedBatch(server.url, cut);

    const [first, second] = [await readRows(server.url, whole), await readRows(server.url, cut)];
    expect(first).toHaveLength(ROWS);
    expect(new Set(placesOf(first)).size).toBe(ROWS);
    expect(placesOf(second)).toEqual(placesOf(first));
    for (const row of second) {
      expect(row.state).toBe('SUCCEEDED');
      expect(row.cpuModel).not.toBe('');
      expect(Object.keys(row.parameters).length).toBeGreaterThan(0);
    }
  });

  it('is the same over HTTP and on the command line, and no formula in a spreadsheet', async () => {
    server = await startTestServer();
    const id = await beginBatch(server.url, { ...MATRIX, repetitions: 1 });
    await finishedBatch(server.url, id);
    const csv = await read(server.url, id, 'csv');
    const lines = csv.trim().split('\n');
    expect(lines).toHaveLength(1 + ROWS / 2);
    expect(lines[0]).toMatch(/^batchId,label,configuration,repetition,runId,.*,validity,validityReasons,.*,load$/);
    expect(lines.join('')).not.toMatch(/,=HYPERLINK/);

    const { code, output } = await runCli(server.url, 'export', id);
    expect(code).toBe(0);
    expect(output).toBe(csv);
    const out = join(directory, 'rows.jsonl');
    expect((await runCli(server.url, 'export', id, '--format', 'jsonl', '--out', out)).code).toBe(0);
    expect(await readFile(out, 'utf8')).toBe(await read(server.url, id, 'jsonl'));
  });

  it('that does not exist, and a form that there is none of, are told of', async () => {
    server = await startTestServer();
    for (const path of ['batch/nobody.csv', 'batch/nobody.xls', 'classroom/1.csv', '']) {
      const response = await fetch(new URL(`/export/${path}`, server.url));
      expect(response.status).toBe(404);
      expect(await response.json()).toHaveProperty('errors.0.message');
    }
    const { code, errorOutput } = await runCli(server.url, 'export', 'nobody');
    expect(code).toBe(2);
    expect(errorOutput).toContain('There is no batch nobody.');
  });
});

describe('a hundred thousand samples', () => {
  it('need little more memory than five thousand', async (context) => {
    if (process.platform !== 'linux') context.skip();
    await fill(directory, { few: 5_000, many: 100_000 });
    server = await startTestServer({ directory });
    expect(await countLines(server.url, 'few')).toBe(5_001);
    const before = await residentMb(server.pid);
    expect(await countLines(server.url, 'many')).toBe(100_001);
    // All of it at once would be some 70 MB of text, and several times as much as objects. What it grows by is
    // garbage that nobody has collected yet.
    expect((await residentMb(server.pid)) - before).toBeLessThan(120);
  }, 120_000);
});

/** A store with a run of so many samples for each name. */
async function fill(path: string, runs: Readonly<Record<string, number>>): Promise<void> {
  const store = await openStore(path, join(ROOT, 'prisma'));
  const records = new Records(store.prisma);
  const planned = planExperiment(
    { task: { kind: 'countdown', parameters: {} } },
    { tasks: TASKS_BY_KIND, runtimes: ['node'], runtimesWithGil: [], unavailable: {} },
  );
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const judgement = { result: 'exact', grade: 'ACCEPTABLE', expected: '1', observed: '1' } as const;
  const alone = { idempotencyKey: null, batchId: null, program: null, configuration: null, repetition: null };
  for (const [id, count] of Object.entries(runs)) {
    const row = {
      id,
      experimentId: `of ${id}`,
      ...alone,
      turn: null,
      ownerId: null,
      priority: 0,
      lastSeq: 0,
      queuedAt: new Date(),
    };
    await records.commit([records.insertExperiment(`of ${id}`, planned.value, null), ...records.insertRuns([row])]);
    for (let from = 0; from < count; from += 1_000) {
      const rounds = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => ({
        round: from + index,
        warmup: false,
        wallMs: 1.5,
        startSkewMs: 0.1,
        joinMs: null,
        cpuMs: 1,
        judgement,
        workers: [],
      }));
      const [samples] = records.insertSamples(id, 0, rounds);
      if (samples) await records.commit([samples]);
    }
    await records.commit([records.changeRun(id, { state: 'SUCCEEDED' })]);
  }
  await store.close();
}

async function countLines(url: string, runId: string): Promise<number> {
  const response = await fetch(new URL(`/export/run/${runId}.csv`, url));
  let lines = 0;
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
  }
  return lines;
}

/** The most that the process ever held. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
