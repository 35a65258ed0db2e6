/** What can be done with a run: define its experiment, begin it, look at it, cancel it. */
import * as z from 'zod';
import { InvalidInputError } from '../errors.js';
import type { ExperimentInput } from '../flags/experiment.js';
import { ask, type Lab, type Operation } from './lab.js';
import { accepted, InvalidInput, QUEUE_FULL_FIELDS, QueueFull, REFUSAL_FIELDS } from './refusal.js';
import { Run, RUN_FIELDS } from './run.js';

const RunMember = Run.extend({ __typename: z.literal('Run') });

const DEFINE = {
  document: `mutation ($input: ExperimentInput!) {
    defineExperiment(input: $input) { ${REFUSAL_FIELDS} ... on Experiment { id } }
  }`,
  data: z.object({
    defineExperiment: z.discriminatedUnion('__typename', [
      z.object({ __typename: z.literal('Experiment'), id: z.string() }),
      InvalidInput,
    ]),
  }),
};

const BEGIN = {
  document: `mutation ($experimentId: ID!, $idempotencyKey: String) {
    runExperiment(experimentId: $experimentId, idempotencyKey: $idempotencyKey) {
      ${REFUSAL_FIELDS} ${QUEUE_FULL_FIELDS} ... on Run { ${RUN_FIELDS} }
    }
  }`,
  data: z.object({ runExperiment: z.discriminatedUnion('__typename', [RunMember, InvalidInput, QueueFull]) }),
};

const CANCEL = {
  document: `mutation ($id: ID!) { cancelRun(id: $id) { ${REFUSAL_FIELDS} ... on Run { ${RUN_FIELDS} } } }`,
  data: z.object({ cancelRun: z.discriminatedUnion('__typename', [RunMember, InvalidInput]) }),
};

const FIND: Operation<{ run: Run | null }> = {
  document: `query ($id: ID!) { run(id: $id) { ${RUN_FIELDS} } }`,
  data: z.object({ run: Run.nullable() }),
};

/** @returns the experiment's id. @throws InvalidInputError */
export async function defineExperiment(lab: Lab, input: ExperimentInput): Promise<string> {
  const { defineExperiment: result } = await ask(lab, DEFINE, { input });
  return accepted(result).id;
}

/**
 * @param idempotencyKey asking again with it gives the same run
 * @throws InvalidInputError, QueueFullError
 */
export async function beginRun(lab: Lab, experimentId: string, idempotencyKey: string): Promise<Run> {
  const { runExperiment: result } = await ask(lab, BEGIN, { experimentId, idempotencyKey });
  return withoutTypename(accepted(result));
}

/** Answers when the run has ended. @throws InvalidInputError where there is no such run. */
export async function cancelRun(lab: Lab, id: string): Promise<Run> {
  const { cancelRun: result } = await ask(lab, CANCEL, { id });
  return withoutTypename(accepted(result));
}

/** Null where there is no such run. */
export async function lookForRun(lab: Lab, id: string): Promise<Run | null> {
  return (await ask(lab, FIND, { id })).run;
}

/** @throws InvalidInputError where there is no such run. */
export async function findRun(lab: Lab, id: string): Promise<Run> {
  const run = await lookForRun(lab, id);
  if (run) return run;
  throw new InvalidInputError([{ path: 'runId', code: 'UNKNOWN', message: `There is no run ${id.slice(0, 60)}.` }]);
}

/** A run has one form, whichever way it came. */
function withoutTypename({ __typename, ...run }: z.infer<typeof RunMember>): Run {
  return run;
}
