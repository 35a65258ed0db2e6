/** Lessons and claims: begun, and looked at until they are finished. */
import * as z from 'zod';
import { EXPECTATION_KINDS, VERDICTS } from '../../domain/lesson.js';
import { RUN_STATES } from '../../domain/run.js';
import { ask, type Lab, type Operation } from './lab.js';
import { unknownBatch } from './matrix-operations.js';
import { accepted, InvalidInput, QUEUE_FULL_FIELDS, QueueFull, REFUSAL_FIELDS } from './refusal.js';

const BATCH_FIELDS = `
  id finishedAt
  lesson { id rows title doc }
  claim { id number sentence rule explanation }
  lines { kind program expected observed isMet leftOut }
  verdict { verdict reason figures { name value low high unit } }
  runs { id state program }
`;

const Figure = z.object({
  name: z.string(),
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.string(),
});

const Batch = z.object({
  id: z.string(),
  finishedAt: z.string().nullable(),
  lesson: z.object({ id: z.string(), rows: z.array(z.string()), title: z.string(), doc: z.string() }).nullable(),
  claim: z
    .object({ id: z.string(), number: z.number(), sentence: z.string(), rule: z.string(), explanation: z.string() })
    .nullable(),
  lines: z
    .array(
      z.object({
        kind: z.enum(EXPECTATION_KINDS),
        program: z.string(),
        expected: z.string(),
        observed: z.string(),
        isMet: z.boolean(),
        leftOut: z.string().nullable(),
      }),
    )
    .nullable(),
  verdict: z
    .object({
      verdict: z.enum(VERDICTS),
      reason: z.string(),
      figures: z.array(Figure),
    })
    .nullable(),
  runs: z.array(z.object({ id: z.string(), state: z.enum(RUN_STATES), program: z.string().nullable() })),
});
export type Batch = z.infer<typeof Batch>;

const Started = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('Batch'), id: z.string() }),
  InvalidInput,
  QueueFull,
]);
const STARTED_FIELDS = `${REFUSAL_FIELDS} ${QUEUE_FULL_FIELDS} ... on Batch { id }`;

const RUN_LESSON = {
  document: `mutation ($id: ID!, $scale: Float!, $runtime: String) {
    started: runLesson(lessonId: $id, scale: $scale, runtime: $runtime) { ${STARTED_FIELDS} }
  }`,
  data: z.object({ started: Started }),
};

const CHECK_CLAIM = {
  document: `mutation ($id: ID!, $runtime: String) {
    started: checkClaim(claimId: $id, runtime: $runtime) { ${STARTED_FIELDS} }
  }`,
  data: z.object({ started: Started }),
};

const FIND: Operation<{ batch: Batch | null }> = {
  document: `query ($id: ID!) { batch(id: $id) { ${BATCH_FIELDS} } }`,
  data: z.object({ batch: Batch.nullable() }),
};

const CANCEL = {
  document: `mutation ($id: ID!) { cancelBatch(id: $id) { ${REFUSAL_FIELDS} ... on Batch { id } } }`,
  data: z.object({
    cancelBatch: z.discriminatedUnion('__typename', [
      z.object({ __typename: z.literal('Batch'), id: z.string() }),
      InvalidInput,
    ]),
  }),
};

const LIST = {
  document: '{ catalog { lessons { id rows title } claims { id number sentence } } }',
  data: z.object({
    catalog: z.object({
      lessons: z.array(z.object({ id: z.string(), rows: z.array(z.string()), title: z.string() })),
      claims: z.array(z.object({ id: z.string(), number: z.number(), sentence: z.string() })),
    }),
  }),
};
export type Shelf = z.infer<typeof LIST.data>['catalog'];

const MEASURE_COMPARISON = {
  document: `mutation { started: measureComparison { ${STARTED_FIELDS} } }`,
  data: z.object({ started: Started }),
};

const COMPARISON = {
  document: `{ comparison { measuredAt tables { id title columns rows {
    aspect says measured agrees figures { name value low high unit }
  } } } }`,
  data: z.object({
    comparison: z.object({
      measuredAt: z.string().nullable(),
      tables: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          columns: z.array(z.string()),
          rows: z.array(
            z.object({
              aspect: z.string(),
              says: z.array(z.string()),
              measured: z.array(z.string()).nullable(),
              agrees: z.boolean().nullable(),
              figures: z.array(Figure),
            }),
          ),
        }),
      ),
    }),
  }),
};
export type Comparison = z.infer<typeof COMPARISON.data>['comparison'];

export async function askShelf(lab: Lab): Promise<Shelf> {
  return (await ask(lab, LIST)).catalog;
}

/** What a lesson or a claim is begun with. */
export interface UnitRequest {
  /** Of the lesson or the claim. */
  readonly id: string;
  /** The one that all of it runs on; undefined leaves each program with its own. */
  readonly runtime: string | undefined;
}

/** @returns the batch's id. @throws InvalidInputError, QueueFullError */
export async function beginLesson(
  lab: Lab,
  { scale, ...request }: UnitRequest & { readonly scale: number },
): Promise<string> {
  return accepted((await ask(lab, RUN_LESSON, { scale, ...toVariables(request) })).started).id;
}

/** @returns the batch's id. @throws InvalidInputError, QueueFullError */
export async function beginClaim(lab: Lab, request: UnitRequest): Promise<string> {
  return accepted((await ask(lab, CHECK_CLAIM, toVariables(request))).started).id;
}

/** A variable that is not given takes the schema's default; null it does not take. */
function toVariables({ id, runtime }: UnitRequest): Readonly<Record<string, string>> {
  return { id, ...(runtime !== undefined && { runtime }) };
}

/** @returns the batch's id. @throws QueueFullError */
export async function beginComparison(lab: Lab): Promise<string> {
  return accepted((await ask(lab, MEASURE_COMPARISON)).started).id;
}

export async function findComparison(lab: Lab): Promise<Comparison> {
  return (await ask(lab, COMPARISON)).comparison;
}

/** @throws InvalidInputError where there is no such batch. */
export async function findBatch(lab: Lab, id: string): Promise<Batch> {
  const { batch } = await ask(lab, FIND, { id });
  if (batch) return batch;
  throw unknownBatch(id);
}

/** Answers when all its runs have ended. @throws InvalidInputError where there is no such batch. */
export async function cancelBatch(lab: Lab, id: string): Promise<void> {
  accepted((await ask(lab, CANCEL, { id })).cancelBatch);
}
