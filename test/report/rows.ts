/** Batches as they are kept, made up for tests. */
import type { BatchRunResult, StoredBatchPlan } from '../../src/domain/batch-run.js';
import type { Estimate, Summary } from '../../src/domain/run.js';

export function estimate(median: number, width = 1.02): Estimate {
  return { median, low: median / width, high: median * width, unit: 'ms' };
}

export function summary(wallMs: number, width?: number): Summary {
  return {
    rounds: 5,
    wall: estimate(wallMs, width),
    cpu: null,
    throughput: { ...estimate(1000 / wallMs, width), unit: '1/s' },
    workUnit: 'steps',
  };
}

export function succeeded(configuration: number, repetition: number, wallMs: number, width?: number): BatchRunResult {
  return {
    runId: `${configuration}/${repetition}`,
    configuration,
    repetition,
    state: 'SUCCEEDED',
    summary: summary(wallMs, width),
    outcomes: [{ result: 'exact', grade: 'ACCEPTABLE', count: 5, share: 1 }],
    validity: { verdict: 'VALID', reasons: [] },
  };
}

/** One configuration for each fabric. */
export function planOf(...fabrics: readonly string[]): StoredBatchPlan {
  return {
    repetitions: 1,
    order: 'INTERLEAVED',
    priority: 'NORMAL',
    baseline: [{ axis: 'fabric', value: 'SERIAL' }],
    configurations: fabrics.map((fabric) => ({
      label: fabric,
      coordinates: [{ axis: 'fabric', value: fabric }],
      experimentId: fabric,
      subject: fabric,
    })),
  };
}
