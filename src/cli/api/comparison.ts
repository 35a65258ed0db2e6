/** Two batches side by side, and an experiment over time. */
import * as z from 'zod';
import { RUN_STATES } from '../../domain/run.js';
import { VALIDITY_VERDICTS } from '../../domain/validity.js';
import { ask, type Lab } from './lab.js';
import { Estimate, ESTIMATE_FIELDS } from './figures.js';

const COMPARE = {
  document: `query ($before: ID!, $after: ID!, $by: BatchMetric!, $threshold: Float!) {
    compareBatches(before: $before, after: $after, by: $by, threshold: $threshold) {
      metric threshold regressions improvements
      rows { label change validity before ${ESTIMATE_FIELDS} after ${ESTIMATE_FIELDS} ratio ${ESTIMATE_FIELDS} }
    }
  }`,
  data: z.object({
    compareBatches: z.object({
      metric: z.string(),
      threshold: z.number(),
      regressions: z.number(),
      improvements: z.number(),
      rows: z.array(
        z.object({
          label: z.string(),
          change: z.string(),
          validity: z.enum(VALIDITY_VERDICTS).nullable(),
          before: Estimate.nullable(),
          after: Estimate.nullable(),
          ratio: Estimate.nullable(),
        }),
      ),
    }),
  }),
};
export type BatchComparison = z.infer<typeof COMPARE.data>['compareBatches'];

export async function compareBatches(
  lab: Lab,
  variables: { readonly before: string; readonly after: string; readonly by: string; readonly threshold: number },
): Promise<BatchComparison> {
  return (await ask(lab, COMPARE, variables)).compareBatches;
}

const Past = z.object({
  id: z.string(),
  state: z.enum(RUN_STATES),
  finishedAt: z.string().nullable(),
  environment: z.object({ cpuModel: z.string(), cores: z.number(), kernel: z.string(), node: z.string() }).nullable(),
  summary: z.object({ rounds: z.number(), wall: Estimate }).nullable(),
  validity: z.object({ verdict: z.enum(VALIDITY_VERDICTS) }).nullable(),
});
export type PastRun = z.infer<typeof Past>;

const PAST = `history(first: $first) { edges { node {
  id state finishedAt environment { cpuModel cores kernel node } summary { rounds wall ${ESTIMATE_FIELDS} } validity { verdict }
} } }`;
const Experiment = z.object({
  id: z.string(),
  name: z.string().nullable(),
  history: z.object({ edges: z.array(z.object({ node: Past })) }),
});

const HISTORY = {
  document: `query ($id: ID!, $first: Int!) {
    experiment(id: $id) { id name ${PAST} }
    run(id: $id) { experiment { id name ${PAST} } }
  }`,
  data: z.object({ experiment: Experiment.nullable(), run: z.object({ experiment: Experiment }).nullable() }),
};

/** @param id of an experiment, or of a run of it. @returns the newest first; null where there is none */
export async function findHistory(lab: Lab, id: string, first: number): Promise<readonly PastRun[] | null> {
  const { experiment, run } = await ask(lab, HISTORY, { id, first });
  return (experiment ?? run?.experiment)?.history.edges.map(({ node }) => node) ?? null;
}
