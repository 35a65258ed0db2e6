/**
 * A batch of 120 configurations (4 fabrics × 5 worker counts × 6 tasks) from a YAML file, by one command on a terminal
 * with its live bar and a lab of its own: once in peace, and once with a kill -9 of the command, lab and all, in the
 * middle, after which the same command with the same key goes on. Both must export the same rows, each exactly once.
 * Exits 1 where they do not. For Linux: the terminal is `script`'s.
 *
 *   npx tsx scripts/stress/kill-batch.ts [seed]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCliWith } from '../../test/cli/support.js';
import { createRandom } from '../../test/support/random.js';
import { ROOT } from '../../test/support/server.js';

const CONFIGURATIONS = 120;
const FILE = join(ROOT, 'scripts', 'examples', 'all-fabrics.yaml');
const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
const random = createRandom(seed);
const directory = await mkdtemp(join(tmpdir(), 'lockstep-kill-batch-'));
const environment = { DATA_DIR: directory, PORT: '0', LAB_URL: '', LAB_PYTHONS: 'none' };

interface Shown {
  readonly code: number | null;
  /** Everything that the terminal showed. */
  readonly screen: string;
}

/** @param killAfter runs, as the bar tells them; null to let it end */
async function onTerminal(key: string, killAfter: number | null): Promise<Shown> {
  const command = `stty cols 160; exec ${process.execPath} ${join(ROOT, 'dist', 'bundle', 'command.js')} batch ${FILE} --key ${key}`;
  const terminal = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let screen = '';
  let isKilled = false;
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const ended = Number([...text.matchAll(/(\d+) of 120/g)].at(-1)?.[1] ?? 0);
    if (killAfter === null || isKilled || ended < killAfter) return;
    isKilled = true;
    void childOf(terminal.pid ?? -1).then((pid) => process.kill(pid, 'SIGKILL'));
  });
  const code = await new Promise<number | null>((resolve) => terminal.once('close', resolve));
  return { code, screen };
}

async function childOf(pid: number): Promise<number> {
  const [task = ''] = await readdir(`/proc/${pid}/task`);
  return Number((await readFile(`/proc/${pid}/task/${task}/children`, 'utf8')).trim().split(' ')[0]);
}

function batchIn({ screen }: Shown): string {
  const id = /batch ([\w-]{36}): all fabrics/.exec(screen)?.[1];
  if (!id) throw new Error(`No table was shown:\n${screen.slice(-2_000)}`);
  return id;
}

/** What each row stands for, whenever it was measured. */
async function rowsOf(batchId: string): Promise<readonly string[]> {
  const { output } = await startCliWith(environment, 'export', batchId, '--format', 'jsonl').exited;
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const { label, repetition, round, state } = JSON.parse(line) as Record<string, unknown>;
      return [label, repetition, round, state].join(' / ');
    })
    .toSorted();
}

const peace = await onTerminal('peace', null);
const killedAfter = 1 + Math.floor(random() * (CONFIGURATIONS - 2));
const cut = await onTerminal('cut', killedAfter);
const resumed = await onTerminal('cut', null);
const expected = await rowsOf(batchIn(peace));
const found = await rowsOf(batchIn(resumed));
await rm(directory, { recursive: true });

const checks = {
  'the first command ended well': peace.code === 0,
  'a live bar was drawn': /[█░].* of 120/.test(peace.screen) && peace.screen.includes('\r'),
  'the second was killed before its end': cut.code !== 0 && !cut.screen.includes(': all fabrics'),
  'the third ended it': resumed.code === 0,
  'there is a row for each configuration and round': expected.length >= CONFIGURATIONS,
  'no row is there twice': new Set(found).size === found.length,
  'the rows are the same': JSON.stringify(found) === JSON.stringify(expected),
};
console.log(`seed ${seed}: killed after ${killedAfter} runs; ${expected.length} rows in peace, ${found.length} after`);
for (const [what, holds] of Object.entries(checks)) console.log(`${holds ? 'yes' : 'NO '} ${what}`);
process.exit(Object.values(checks).every(Boolean) ? 0 : 1);
