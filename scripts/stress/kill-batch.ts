/**
 * A batch of 120 configurations (4 fabrics × 5 worker counts × 6 tasks) from a YAML file, once in peace and once
 * with a kill -9 in the middle: both must export the same rows, each exactly once. Exits 1 where they do not.
 *
 *   npx tsx scripts/stress/kill-batch.ts [seed]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBatchFile } from '../../src/cli/batch-file.js';
import { beginBatch, finishedBatch, followBatch } from '../../test/support/batch.js';
import { connect } from '../../test/support/client.js';
import { createRandom } from '../../test/support/random.js';
import { removeTestServer, startTestServer } from '../../test/support/server.js';

const CONFIGURATIONS = 120;
const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
const random = createRandom(seed);
const parsed = parseBatchFile(await readFile(join(import.meta.dirname, '..', 'examples', 'all-fabrics.yaml'), 'utf8'));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));

let server = await startTestServer();

async function rowsOf(batchId: string): Promise<readonly string[]> {
  const response = await fetch(new URL(`/export/batch/${batchId}.jsonl`, server.url));
  const lines = (await response.text()).trim().split('\n');
  return lines
    .map((line) => {
      const { label, repetition, round, state } = JSON.parse(line) as Record<string, unknown>;
      return [label, repetition, round, state].join(' / ');
    })
    .toSorted();
}

const whole = await beginBatch(server.url, parsed.value);
await finishedBatch(server.url, whole);
const expected = await rowsOf(whole);

const cut = await beginBatch(server.url, parsed.value);
const killedAfter = 1 + Math.floor(random() * (CONFIGURATIONS - 2));
const client = connect(server.url);
await followBatch(client, cut, 0, ({ progress }) => progress.ended === killedAfter);
await client.dispose();
await server.kill();
server = await server.restart();
await finishedBatch(server.url, cut);
const found = await rowsOf(cut);
await removeTestServer(server);

const isSame = JSON.stringify(found) === JSON.stringify(expected) && new Set(found).size === found.length;
console.log(`seed ${seed}: killed after ${killedAfter} runs; ${expected.length} rows in peace, ${found.length} after`);
console.log(isSame ? 'The same rows, each once.' : 'NOT the same rows.');
process.exit(isSame ? 0 : 1);
