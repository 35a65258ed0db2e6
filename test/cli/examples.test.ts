/** The ready examples, each run by a real lab, with as little work as its tasks allow. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import { parseBatchFile, type BatchInput } from '../../src/cli/batch-file.js';
import { removeTestServer, ROOT, startTestServer, type TestServer } from '../support/server.js';
import { runCli } from './support.js';

const EXAMPLES = join(ROOT, 'scripts', 'examples');
const FILES = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.yaml'));

let lab: TestServer;
let directory: string;

beforeAll(async () => {
  lab = await startTestServer();
  directory = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
});
afterAll(async () => {
  await removeTestServer(lab);
  await rm(directory, { recursive: true, force: true });
});

/** Smaller by so much. */
const PART = 1_000;

type Task = BatchInput['matrix']['task'][number];

function shrink({ matrix, ...batch }: BatchInput): BatchInput {
  return {
    ...batch,
    repetitions: 1,
    matrix: { ...matrix, task: matrix.task.map(shrinkTask), repetitions: { values: [1] }, warmup: { values: [0] } },
  };
}

function shrinkTask(task: Task): Task {
  return Object.fromEntries(
    Object.entries(task).map(([kind, parameters]) => {
      const specs = TASKS_BY_KIND.get(kind)?.parameters ?? {};
      const shrunk = Object.entries(parameters ?? {}).map(([name, given]) => {
        const spec = specs[name];
        if (spec?.type !== 'integer' || !given || Array.isArray(given) || !('values' in given)) return [name, given];
        const values = given.values.map((value) => Math.max(spec.min, Math.floor(value / PART)));
        return [name, { values: [...new Set(values)] }];
      });
      return [kind, Object.fromEntries(shrunk)];
    }),
  );
}

async function readExample(name: string): Promise<BatchInput> {
  const parsed = parseBatchFile(await readFile(join(EXAMPLES, name), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function writeSmall(name: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, stringify(shrink(await readExample(name))));
  return path;
}

interface Matrix {
  readonly id: string;
  readonly rows: readonly { readonly label: string; readonly runs: number; readonly succeeded: number }[];
}

describe.each(FILES)('scripts/examples/%s', (name) => {
  it('is accepted as it is', async () => {
    const { code, output, errorOutput } = await runCli(lab.url, 'batch', join(EXAMPLES, name), '--dry-run', '--json');
    expect({ code, errorOutput }).toMatchObject({ code: 0 });
    expect(JSON.parse(output)).toMatchObject({ skipped: [] });
  });

  it('runs to its end, and has a report', async () => {
    const { code, output, errorOutput } = await runCli(lab.url, 'batch', await writeSmall(name), '--json');
    expect({ code, errorOutput }).toMatchObject({ code: 0 });
    const { id, rows } = JSON.parse(output) as Matrix;
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ runs, succeeded }) => succeeded !== runs)).toEqual([]);
    const report = await runCli(lab.url, 'report', id);
    for (const { label } of rows) expect(report.output).toContain(`| ${label} `);
  });
});

describe('scripts/examples/all-fabrics.yaml', () => {
  it('is 120 configurations: 4 fabrics × 5 numbers of workers × 6 tasks', async () => {
    const { matrix } = await readExample('all-fabrics.yaml');
    expect(matrix.fabric).toHaveLength(4);
    expect(matrix.workers).toMatchObject({ values: { length: 5 } });
    expect(matrix.task).toHaveLength(6);
  });
});

describe('scripts/examples/nightly.sh', () => {
  it('keeps the samples and a report of each night, and compares it with the one before', async (context) => {
    if (process.platform === 'win32') context.skip();
    const nights = join(directory, 'nights');
    const file = await writeSmall('locks.yaml');
    const run = promisify(execFile);
    const night = (name: string) =>
      run(join(EXAMPLES, 'nightly.sh'), [file, nights], {
        cwd: ROOT,
        env: { ...process.env, LAB_URL: lab.url, NIGHT: name },
      }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    expect(await night('first')).toBe(0);
    // Rounds so short tell anything: what matters is that they were compared.
    expect([0, 8]).toContain(await night('second'));
    const kept = await readdir(nights);
    for (const name of ['first', 'second']) {
      expect(kept).toEqual(expect.arrayContaining([`${name}.md`, `${name}-1.svg`, `${name}.parquet`, `${name}.txt`]));
    }
  });
});
