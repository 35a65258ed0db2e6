import { Readable } from 'node:stream';
import { arrayBuffer } from 'node:stream/consumers';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { COLUMNS, toRow, type ExportRow } from '../../src/report/export-row.js';
import { toParquet } from '../../src/report/parquet.js';
import type { ExportedRun, ExportedSample } from '../../src/store/export-reader.js';
import { planOf } from '../lab/runs.js';
import { ENVIRONMENT } from './made-up-matrix.js';

const RUN: ExportedRun = {
  id: 'run',
  batchId: 'batch',
  label: '=a name, "quoted"',
  configuration: 3,
  repetition: 0,
  experimentId: 'experiment',
  experiment: null,
  plan: planOf({ kind: 'countdown', parameters: { n: 1_000 }, workers: 2 }),
  state: 'SUCCEEDED',
  attempt: 1,
  queuedAt: new Date('2026-01-02T03:04:05.678Z'),
  startedAt: new Date('2026-01-02T03:04:06.000Z'),
  finishedAt: null,
  failure: null,
  environment: ENVIRONMENT,
  workerCosts: [],
  validity: { verdict: 'DISTURBED', reasons: [{ code: 'STEAL' }, { code: 'HOST_BUSY' }] },
};

function sampleOf(round: number): ExportedSample {
  return {
    round,
    warmup: round === 0,
    wallMs: 1.5 + round / 7,
    startSkewMs: 0.25,
    joinMs: 0.5,
    cpuMs: round % 2 === 0 ? null : 1,
    result: 'exact',
    grade: 'ACCEPTABLE',
    expected: '1',
    observed: '1',
    lostUpdates: round,
  };
}

async function* rowsOf(count: number, onPulled: () => void = () => {}): AsyncGenerator<ExportRow> {
  for (let round = 0; round < count; round += 1) {
    onPulled();
    yield toRow(RUN, sampleOf(round));
  }
}

const write = (count: number): Promise<ArrayBuffer> => arrayBuffer(Readable.from(toParquet(rowsOf(count))));

describe('a Parquet file', () => {
  it('reads back as the rows that it was made of, in their types', async () => {
    const [first, second] = await parquetReadObjects({ file: await write(2) });
    expect(Object.keys(first ?? {})).toEqual(Object.keys(COLUMNS));
    expect(first).toMatchObject({
      label: '=a name, "quoted"',
      configuration: 3,
      parameters: { n: 1_000 },
      alongside: null,
      warmup: true,
      wallMs: 1.5,
      cpuMs: null,
      lostUpdates: 0n,
      validity: 'DISTURBED',
      validityReasons: 'STEAL HOST_BUSY',
      queuedAt: RUN.queuedAt,
      finishedAt: null,
      cpuModel: 'A processor',
      memoryBytes: BigInt(2 ** 33),
      clockSource: 'tsc',
      interpreter: null,
    });
    expect(second).toMatchObject({ round: 1, warmup: false, wallMs: 1.5 + 1 / 7, cpuMs: 1, lostUpdates: 1n });
  });

  it('has every row once, in order, over all its groups', async () => {
    const file = await write(12_345);
    const { row_groups: groups, num_rows: rows } = parquetMetadata(file);
    expect(rows).toBe(12_345n);
    expect(groups.length).toBeGreaterThan(1);
    const read = await parquetReadObjects({ file, columns: ['round'] });
    expect(read.map(({ round }) => round as number)).toEqual(Array.from({ length: 12_345 }, (_, round) => round));
  });

  it('of nothing is a file without rows', async () => {
    expect(await parquetReadObjects({ file: await write(0) })).toEqual([]);
  });

  it('takes no more rows than one group before it hands them on', async () => {
    let pulled = 0;
    const file = toParquet(rowsOf(50_000, () => (pulled += 1)));
    let handedOn = 0;
    while (!(await file.next()).done) {
      expect(pulled - handedOn).toBeLessThanOrEqual(5_000);
      handedOn = pulled;
    }
    expect(pulled).toBe(50_000);
  });
});
