/** Exports over HTTP and on the command line: every sample once, whatever happened, in little memory. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planExperiment } from '../../src/domain/plan.js';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../src/report/export.js';
import { openStore } from '../../src/store/open.js';
import { Records } from '../../src/store/records.js';
import { runCli } from '../cli/support.js';
import { beginBatch, finishedBatch, followBatch } from '../support/batch.js';
import { ask, connect } from '../support/client.js';
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
  readonly cores: number;
  readonly kernel: string;
  readonly sharedMemory: string;
  readonly validity: string;
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
      expect(row).toMatchObject({
        cpuModel: expect.stringMatching(/./),
        cores: expect.any(Number),
        kernel: expect.stringMatching(/./),
        sharedMemory: expect.stringMatching(/./),
        validity: expect.stringMatching(/^(VALID|DISTURBED)$/),
      });
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

    const table = join(directory, 'rows.parquet');
    expect((await runCli(server.url, 'export', id, '--format', 'parquet', '--out', table)).code).toBe(0);
    const { buffer } = new Uint8Array(await readFile(table));
    const rows = await parquetReadObjects({ file: buffer });
    const asJson = rows.map((row) =>
      JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    );
    expect(asJson.join('\n')).toBe((await readFile(out, 'utf8')).trim());
  });

  it('has a report with its charts in it, or beside it', async () => {
    server = await startTestServer();
    const id = await beginBatch(server.url, { ...MATRIX, name: 'a | name', repetitions: 1 });
    await finishedBatch(server.url, id);
    const whole = await read(server.url, id, 'md');
    expect(whole).toContain(String.raw`# a \| name`);
    expect(whole.match(/!\[[^\]]+\]\(data:image\/svg\+xml;base64,/g)).toHaveLength(3);
    expect(whole).toContain('fabric THREADS, workers 2');

    const { code, output } = await runCli(server.url, 'report', id);
    expect(code).toBe(0);
    expect(output).toBe(whole);
    const out = join(directory, 'week one.md');
    expect((await runCli(server.url, 'report', id, '--out', out)).code).toBe(0);
    const text = await readFile(out, 'utf8');
    expect(text).not.toContain('base64');
    for (const number of [1, 2, 3]) {
      expect(text).toContain(`](week%20one-${number}.svg)`);
      expect(await readFile(join(directory, `week one-${number}.svg`), 'utf8')).toMatch(/^<svg .*<\/svg>$/s);
    }
    expect((await runCli(server.url, 'report', id, '--out', out, '--embed')).code).toBe(0);
    expect(await readFile(out, 'utf8')).toBe(whole);
    const nowhere = await runCli(server.url, 'report', id, '--out', join(directory, 'no', 'where.md'));
    expect(nowhere.code).toBe(2);
    expect(nowhere.errorOutput).toContain('cannot be written: there is no such file or directory');
  });

  it('that is none of a matrix has no report, and a run has none', async () => {
    server = await startTestServer();
    const { started } = await ask<{ started: { id: string } }>(
      server.url,
      'mutation { started: runLesson(lessonId: "lock-counter", scale: 0.01) { ... on Batch { id } } }',
    );
    await finishedBatch(server.url, started.id);
    const { code, errorOutput } = await runCli(server.url, 'report', started.id);
    expect(code).toBe(2);
    expect(errorOutput).toContain('none of a matrix');
    expect((await fetch(new URL(`/export/run/nobody.md`, server.url))).status).toBe(404);
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
  // With so little room for what is garbage, what the process grows by is what it holds.
  const NODE_OPTIONS = '--max-old-space-size=96 --max-semi-space-size=1';
  /** They grow it by up to 10; the smallest of them, as text, is 25, and as objects more than there is room for. */
  const GROWTH_MB = 20;

  it.runIf(process.platform === 'linux').each(EXPORT_FORMATS)(
    'need no more memory than five thousand, as %s',
    async (format) => {
      await fill(directory, { few: 5_000, many: 100_000 });
      server = await startTestServer({ directory, environment: { NODE_OPTIONS } });
      expect(await countSamples(server.url, 'few', format)).toBe(5_000);
      const before = await residentMb(server.pid);
      expect(await countSamples(server.url, 'many', format)).toBe(100_000);
      expect((await residentMb(server.pid)) - before).toBeLessThan(GROWTH_MB);
    },
    300_000,
  );
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
    await store.prisma.$executeRaw`
      WITH RECURSIVE numbers(round) AS (SELECT 0 UNION ALL SELECT round + 1 FROM numbers WHERE round + 1 < ${count})
      INSERT INTO Sample
        (id, runId, attempt, round, warmup, wallMs, startSkewMs, cpuMs, result, grade, expected, observed)
      SELECT ${id} || round, ${id}, 0, round, 0, 1.5, 0.1, 1, 'exact', 'ACCEPTABLE', '1', '1' FROM numbers`;
    await records.commit([records.changeRun(id, { state: 'SUCCEEDED' })]);
  }
  await store.close();
}

async function countSamples(url: string, runId: string, format: ExportFormat): Promise<number> {
  const { body } = await fetch(new URL(`/export/run/${runId}.${format}`, url));
  if (format === 'parquet') return Number(parquetMetadata(await new Response(body).arrayBuffer()).num_rows);
  let lines = 0;
  for await (const chunk of body ?? []) {
    for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
  }
  return format === 'csv' ? lines - 1 : lines;
}

/** The most that the process ever held. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
