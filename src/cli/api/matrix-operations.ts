/** Batches of a matrix: planned, begun, and their tables. */
import * as z from 'zod';
import { BATCH_ORDERS } from '../../domain/batch-plan.js';
import { VALIDITY_VERDICTS } from '../../domain/validity.js';
import type { BatchInput } from '../batch-file.js';
import { InvalidInputError } from '../errors.js';
import { ask, type Lab } from './lab.js';
import { findSweeps, type Sweeps } from './sweeps.js';
import { findComparison, type RuntimeComparison } from './runtime-comparison.js';
import { findTrends, type Trends } from './trends.js';
import { accepted, InvalidInput, QUEUE_FULL_FIELDS, QueueFull, REFUSAL_FIELDS } from './refusal.js';
import { Estimate, ESTIMATE_FIELDS, Outcome, OUTCOME_FIELDS } from './figures.js';

const Plan = z.object({
  __typename: z.literal('BatchPlan'),
  name: z.string().nullable(),
  runs: z.number(),
  estimatedMs: z.number().nullable(),
  atMostMs: z.number(),
  excluded: z.number(),
  configurations: z.array(z.object({ label: z.string() })),
  skipped: z.array(z.object({ label: z.string(), reason: z.string() })),
});
export type MatrixPlan = z.infer<typeof Plan>;

const RUN_BATCH = {
  document: `mutation ($input: BatchInput!) { runBatch(input: $input) {
    ${REFUSAL_FIELDS} ${QUEUE_FULL_FIELDS}
    ... on Batch { id }
    ... on BatchPlan { name runs estimatedMs atMostMs excluded configurations { label } skipped { label reason } }
  } }`,
  data: z.object({
    runBatch: z.discriminatedUnion('__typename', [
      z.object({ __typename: z.literal('Batch'), id: z.string() }),
      Plan,
      InvalidInput,
      QueueFull,
    ]),
  }),
};

const Row = z.object({
  label: z.string(),
  experimentId: z.string(),
  coordinates: z.array(z.object({ axis: z.string(), value: z.string() })),
  runs: z.number(),
  ended: z.number(),
  succeeded: z.number(),
  wall: Estimate.nullable(),
  cpu: Estimate.nullable(),
  throughput: Estimate.nullable(),
  speedup: Estimate.nullable(),
  workUnit: z.string().nullable(),
  isBaseline: z.boolean(),
  validity: z
    .object({
      verdict: z.enum(VALIDITY_VERDICTS),
      runs: z.number(),
      doubtful: z.number(),
      reasons: z.array(z.object({ code: z.string(), runs: z.number(), example: z.string() })),
    })
    .nullable(),
  outcomes: z.array(Outcome),
});
export type MatrixRow = z.infer<typeof Row>;

const ROW_FIELDS = `
  label experimentId coordinates { axis value } runs ended succeeded
  wall ${ESTIMATE_FIELDS} cpu ${ESTIMATE_FIELDS} throughput ${ESTIMATE_FIELDS} speedup ${ESTIMATE_FIELDS}
  workUnit isBaseline validity { verdict runs doubtful reasons { code runs example } } outcomes ${OUTCOME_FIELDS}
`;

const Extreme = z.object({ label: z.string(), wall: Estimate.nullable() });
export type Extreme = z.infer<typeof Extreme>;

const Page = z.object({
  batch: z
    .object({
      id: z.string(),
      name: z.string().nullable(),
      createdAt: z.string(),
      finishedAt: z.string().nullable(),
      order: z.enum(BATCH_ORDERS).nullable(),
      baseline: z.array(z.object({ axis: z.string(), value: z.string() })),
      progress: z.object({ ended: z.number(), total: z.number() }),
      best: z.array(Extreme),
      worst: z.array(Extreme),
      table: z.object({
        edges: z.array(z.object({ node: Row })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    })
    .nullable(),
});

const TABLE = {
  document: `query ($id: ID!, $after: String) { batch(id: $id) {
    id name createdAt finishedAt order baseline { axis value } progress { ended total }
    best(by: WALL) { label wall ${ESTIMATE_FIELDS} } worst(by: WALL) { label wall ${ESTIMATE_FIELDS} }
    table(first: 100, after: $after) { edges { node { ${ROW_FIELDS} } } pageInfo { hasNextPage endCursor } }
  } }`,
  data: Page,
};

export type Matrix = Omit<NonNullable<z.infer<typeof Page>['batch']>, 'table'> & {
  readonly rows: readonly MatrixRow[];
  readonly sweeps: Sweeps;
  readonly trends: Trends;
  /** What its runtimes gain, where that can be said of it. */
  readonly comparison: RuntimeComparison | null;
};

/** @throws InvalidInputError, QueueFullError */
export async function planMatrix(lab: Lab, input: BatchInput): Promise<MatrixPlan> {
  const answer = accepted((await ask(lab, RUN_BATCH, { input: { ...input, dryRun: true } })).runBatch);
  if (answer.__typename === 'BatchPlan') return answer;
  throw new TypeError('The lab began a batch that was only to be planned.');
}

/**
 * @param input with an idempotency key, asking again gives the same batch
 * @returns its id. @throws InvalidInputError, QueueFullError
 */
export async function beginMatrix(lab: Lab, input: BatchInput): Promise<string> {
  const answer = accepted((await ask(lab, RUN_BATCH, { input })).runBatch);
  if (answer.__typename === 'Batch') return answer.id;
  throw new TypeError('The lab planned a batch that was to be begun.');
}

/** With all its rows. @throws InvalidInputError where there is no such batch. */
export async function findMatrix(lab: Lab, id: string): Promise<Matrix> {
  const rows: MatrixRow[] = [];
  let after: string | null = null;
  for (;;) {
    const page: z.infer<typeof Page> = await ask(lab, TABLE, { id, after });
    if (!page.batch) throw unknownBatch(id);
    const { table, ...rest } = page.batch;
    rows.push(...table.edges.map(({ node }) => node));
    if (!table.pageInfo.hasNextPage) {
      // Only of runs that were side by side there is one.
      const comparison = rest.order === 'SIDE_BY_SIDE' ? await findComparison(lab, id) : null;
      return { ...rest, rows, sweeps: await findSweeps(lab, id), trends: await findTrends(lab, id), comparison };
    }
    after = table.pageInfo.endCursor;
  }
}

export function unknownBatch(id: string): InvalidInputError {
  const message = `There is no batch ${id.slice(0, 60)}.`;
  return new InvalidInputError([{ path: 'batchId', code: 'UNKNOWN', message }]);
}
