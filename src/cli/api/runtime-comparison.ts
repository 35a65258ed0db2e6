/** Comparisons of runtimes: begun, and what they came to. */
import * as z from 'zod';
import { FABRICS } from '../../domain/experiment.js';
import { RUN_STATES } from '../../domain/run.js';
import { CURVE_VERDICTS } from '../../domain/runtime-comparison.js';
import { VALIDITY_VERDICTS } from '../../domain/validity.js';
import { ask, type Lab } from './lab.js';
import { accepted, InvalidInput, QUEUE_FULL_FIELDS, QueueFull, REFUSAL_FIELDS } from './refusal.js';
import { Bounded, BOUNDED } from './sweeps.js';

const BEGIN = {
  document: `mutation ($input: RuntimeComparisonInput!) { compareRuntimes(input: $input) {
    ${REFUSAL_FIELDS} ${QUEUE_FULL_FIELDS} ... on Batch { id }
  } }`,
  data: z.object({
    compareRuntimes: z.discriminatedUnion('__typename', [
      z.object({ __typename: z.literal('Batch'), id: z.string() }),
      InvalidInput,
      QueueFull,
    ]),
  }),
};

const PairVerdict = z.enum(['DIFFERENT', 'NO_DIFFERENCE_SEEN', 'TOO_FEW_PAIRS']);

const Comparison = z.object({
  task: z.string(),
  validity: z.enum(VALIDITY_VERDICTS).nullable(),
  sentences: z.array(z.object({ text: z.string() })),
  curves: z.array(
    z.object({
      runtime: z.string(),
      fabric: z.enum(FABRICS),
      gil: z.boolean(),
      verdict: z.enum(CURVE_VERDICTS),
      points: z.array(
        z.object({
          workers: z.number(),
          runId: z.string(),
          state: z.enum(RUN_STATES),
          pairs: z.number(),
          speedup: Bounded.nullable(),
          verdict: PairVerdict.nullable(),
          coresAtWork: z.number().nullable(),
          validity: z.enum(VALIDITY_VERDICTS).nullable(),
        }),
      ),
    }),
  ),
  models: z.array(
    z.object({
      model: z.string(),
      real: z.string(),
      farthest: z.number(),
      points: z.array(
        z.object({
          fabric: z.enum(FABRICS),
          workers: z.number(),
          model: z.number(),
          real: z.number(),
          ratio: Bounded,
          verdict: PairVerdict,
        }),
      ),
    }),
  ),
});
export type RuntimeComparison = z.infer<typeof Comparison>;

const FIND = {
  document: `query ($id: ID!) { batch(id: $id) { runtimeComparison {
    task validity sentences { text }
    curves { runtime fabric gil verdict
      points { workers runId state pairs speedup { ${BOUNDED} } verdict coresAtWork validity } }
    models { model real farthest points { fabric workers model real ratio { ${BOUNDED} } verdict } }
  } } }`,
  data: z.object({ batch: z.object({ runtimeComparison: Comparison.nullable() }).nullable() }),
};

/**
 * @param input with an idempotency key, asking again gives the same batch
 * @returns the batch's id. @throws InvalidInputError, QueueFullError
 */
export async function beginComparison(lab: Lab, input: object): Promise<string> {
  return accepted((await ask(lab, BEGIN, { input })).compareRuntimes).id;
}

/** As far as it is; null of a batch that is none. */
export async function findComparison(lab: Lab, batchId: string): Promise<RuntimeComparison | null> {
  return (await ask(lab, FIND, { id: batchId })).batch?.runtimeComparison ?? null;
}
