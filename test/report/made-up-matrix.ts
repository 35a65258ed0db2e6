/** A matrix with workers as an axis, made up: its plan, what became of its runs, and their rounds. */
import type { BatchRunResult, StoredBatchPlan } from '../../src/domain/batch-run.js';
import { nameOf, type Coordinate } from '../../src/domain/matrix.js';
import type { SweepRun } from '../../src/domain/sweep.js';
import type { SweepRecords } from '../../src/report/scaling.js';
import { planOf } from '../lab/runs.js';
import { estimate, succeeded } from './rows.js';

const N = 1_000_000;
const ROUNDS = [0.99, 1.01, 1, 0.995, 1.005];

export const ENVIRONMENT = {
  cpuModel: 'A processor',
  cores: 4,
  memoryBytes: 2 ** 33,
  platform: 'linux x64',
  kernel: '6.1',
  node: '20.20.0',
  memory: 'FUTEX',
  load: 0.25,
  clockSource: 'tsc',
  frequencyPolicy: null,
  coreQuota: null,
} as const;

const wallMs = (workers: number): number => 1_000 / workers;

export interface MadeUpMatrix {
  readonly plan: StoredBatchPlan;
  readonly results: readonly BatchRunResult[];
  readonly records: SweepRecords;
}

/** Countdowns that scale without loss. @param fabrics of more than one, they are an axis too */
export function scalingMatrix(fabrics: readonly string[], workers: readonly number[], rounds = ROUNDS): MadeUpMatrix {
  const places = fabrics.flatMap((fabric) => workers.map((count) => ({ fabric, count })));
  const coordinatesOf = ({ fabric, count }: (typeof places)[number]): readonly Coordinate[] => [
    ...(fabrics.length > 1 ? [{ axis: 'fabric', value: fabric }] : []),
    { axis: 'workers', value: String(count) },
  ];
  const configurations = places.map((place, index) => ({
    label: nameOf(coordinatesOf(place)),
    coordinates: coordinatesOf(place),
    experimentId: String(index),
    subject: String(index),
  }));
  const results = places.map(({ count }, index): BatchRunResult => {
    const result = succeeded(index, 0, wallMs(count));
    const throughput = { ...estimate((N / wallMs(count)) * 1_000), unit: '1/s' };
    return { ...result, summary: result.summary && { ...result.summary, throughput } };
  });
  const runs = places.map(({ count }, index): SweepRun => ({
    id: `${index}/0`,
    state: 'SUCCEEDED',
    attempt: 1,
    plan: planOf({ kind: 'countdown', parameters: { n: N }, workers: count }),
    environment: ENVIRONMENT,
    validity: null,
  }));
  return {
    plan: { repetitions: 1, order: 'INTERLEAVED', priority: 'NORMAL', baseline: [], configurations },
    results,
    records: {
      findSweepRuns: async (ids) => runs.filter(({ id }) => ids.includes(id)),
      findWalls: async (wanted) =>
        new Map(
          wanted.map(({ id }) => {
            const count = places[Number(id.split('/')[0])]?.count ?? 1;
            return [id, rounds.map((factor) => factor * wallMs(count))];
          }),
        ),
    },
  };
}
