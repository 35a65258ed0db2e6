/** GraphQL over HTTP: yoga, with GraphiQL on the same address, and server-sent events for subscriptions. */
import { PothosValidationError } from '@pothos/core';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { createContext, type Context, type Parts } from '../graphql/context.js';
import { readCaller } from './caller.js';
import { LIMITS, useLimits } from './limits.js';
import { GRAPHQL_PATH } from './path.js';
import { useSessionEnd } from './session-end.js';

const FIRST_QUERY = `# A laboratory for concurrency. Define an experiment, run it, watch it.
#
# 1. Run "Define" with the button above; it answers with an id.
# 2. Put the id into "Run" and run that.
# 3. Put the run's id into "Watch": its events arrive while it runs.

mutation Define {
  defineExperiment(
    input: { task: { countdown: { n: 2000000000 } }, fabric: THREADS, workers: 2 }
  ) {
    ... on Experiment { id }
    ... on InvalidInput { problems { path message } }
  }
}

mutation Run {
  runExperiment(experimentId: "PUT THE EXPERIMENT'S ID HERE") {
    ... on Run { id state }
    ... on InvalidInput { problems { path message } }
  }
}

subscription Watch {
  runEvents(runId: "PUT THE RUN'S ID HERE") {
    seq
    __typename
    ... on RunProgress { fraction }
    ... on RoundFinished { sample { round wallMs observed } }
    ... on RunFinished { run { state summary { wall { median low high unit } } } }
  }
}
`;

export type LabYoga = YogaServerInstance<object, Context>;

export function createGraphql(schema: GraphQLSchema, parts: Parts): LabYoga {
  return createYoga<object, Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: (request) => createContext(parts, readCaller(request)),
    plugins: [useLimits(), useSessionEnd()],
    maxRequestBodySize: LIMITS.bytes,
    // The page of another site shall not drive a lab on this machine: only its own pages may.
    cors: false,
    multipart: false,
    landingPage: false,
    healthCheckEndpoint: '/health',
    maskedErrors: { isDev: false, maskError: toClientError },
    graphiql: { title: 'Lockstep', defaultQuery: FIRST_QUERY, subscriptionsProtocol: 'WS' },
    // Shipped in the package, since a classroom may have no internet; large, so loaded when first asked for.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    // What is worth logging is logged where errors are told apart, below.
    logging: false,
  });
}

/** Decides what a client may see: errors that were made for it, and nothing of a bug but that there was one. */
export function toClientError(error: unknown): Error {
  const located = error instanceof GraphQLError ? error : null;
  const original = located ? located.originalError : error;
  const at = { nodes: located?.nodes ?? null, path: located?.path ?? null };
  if (original instanceof PothosValidationError) {
    return new GraphQLError(original.message, { ...at, extensions: { code: 'BAD_USER_INPUT' } });
  }
  if (located && (!original || original instanceof GraphQLError)) return located;
  console.error(original);
  return new GraphQLError('Something went wrong inside the lab. It was logged.', {
    ...at,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
}
