/** What the numbers that a matrix sweeps do to its wall times. */
import * as z from 'zod';
import { GROWTHS } from '../../domain/trend.js';
import { VALIDITY_VERDICTS } from '../../domain/validity.js';
import { Estimate, ESTIMATE_FIELDS } from './figures.js';
import { ask, type Lab } from './lab.js';
import { Bounded, BOUNDED } from './sweeps.js';

const Trend = z.object({
  axis: z.string(),
  label: z.string(),
  sentence: z.string(),
  refusedBecause: z.string().nullable(),
  validity: z.enum(VALIDITY_VERDICTS).nullable(),
  law: z
    .object({
      coefficient: z.number(),
      exponent: Bounded,
      doubling: Bounded,
      determination: z.number().nullable(),
      farthest: z.number(),
      growth: z.enum(GROWTHS),
    })
    .nullable(),
  points: z.array(
    z.object({
      value: z.number(),
      runs: z.number(),
      rounds: z.number(),
      wall: Estimate.nullable(),
      validity: z.enum(VALIDITY_VERDICTS).nullable(),
      leftOut: z.string().nullable(),
    }),
  ),
});
export type Trend = z.infer<typeof Trend>;

export interface Trends {
  readonly shown: readonly Trend[];
  readonly areMore: boolean;
}

/** Lines that a person would still read: a report has more of them. */
const SHOWN = 24;

const TRENDS = {
  document: `query ($id: ID!) { batch(id: $id) { trends(first: ${SHOWN}) {
    edges { node {
      axis label sentence refusedBecause validity
      law { coefficient exponent { ${BOUNDED} } doubling { ${BOUNDED} } determination farthest growth }
      points { value runs rounds wall ${ESTIMATE_FIELDS} validity leftOut }
    } }
    pageInfo { hasNextPage }
  } } }`,
  data: z.object({
    batch: z
      .object({
        trends: z.object({
          edges: z.array(z.object({ node: Trend })),
          pageInfo: z.object({ hasNextPage: z.boolean() }),
        }),
      })
      .nullable(),
  }),
};

export async function findTrends(lab: Lab, batchId: string): Promise<Trends> {
  const { batch } = await ask(lab, TRENDS, { id: batchId });
  return {
    shown: batch?.trends.edges.map(({ node }) => node) ?? [],
    areMore: batch?.trends.pageInfo.hasNextPage ?? false,
  };
}
