/**
 * The typed client: defines an experiment, runs it, follows it, and prints what came out. It goes on over a lab
 * that goes away and comes back.
 *
 *   npx tsx scripts/examples/typed-client.ts [steps]          (LAB_URL and LAB_TOKEN say which lab, and who asks)
 */
import { randomUUID } from 'node:crypto';
import { accepted, graphql, InvalidInputError, LabClient } from 'lockstep/client';
import { WebSocket } from 'ws';

const lab = new LabClient({
  url: process.env['LAB_URL'] ?? 'http://127.0.0.1:4000/graphql',
  token: process.env['LAB_TOKEN'],
  // Node.js 20 has none of its own; a browser needs no such line.
  webSocket: WebSocket,
  onOutage: { lost: () => console.log('The lab is away …'), restored: () => console.log('… and back.') },
});

// What is asked for is typed: a field that does not exist, or a value of the wrong type, does not compile.
const DEFINE = graphql(`
  mutation ($input: ExperimentInput!) {
    defineExperiment(input: $input) {
      __typename
      ... on Experiment {
        id
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
    }
  }
`);
const RUN = graphql(`
  mutation ($experimentId: ID!, $idempotencyKey: String) {
    runExperiment(experimentId: $experimentId, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Run {
        id
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
      ... on QueueFull {
        message
        limit
      }
    }
  }
`);
const RESULT = graphql(`
  query ($id: ID!) {
    run(id: $id) {
      state
      summary {
        wall {
          median
          low
          high
          unit
        }
      }
    }
  }
`);

try {
  const input = {
    task: { countdown: { n: Number(process.argv[2] ?? 200_000_000) } },
    fabric: 'THREADS',
    workers: 2,
  } as const;
  const experiment = accepted((await lab.ask(DEFINE, { input })).defineExperiment);
  // With a key, asking again is harmless: it gives the same run.
  const idempotencyKey = randomUUID();
  const run = accepted(
    (await lab.persist(() => lab.ask(RUN, { experimentId: experiment.id, idempotencyKey }))).runExperiment,
  );
  for await (const event of lab.runEvents(run.id)) {
    if (event.__typename === 'RoundFinished') console.log(`Round ${event.sample.round}: ${event.sample.wallMs} ms`);
    else console.log(event.__typename);
  }
  const ended = (await lab.persist(() => lab.ask(RESULT, { id: run.id }))).run;
  const wall = ended?.summary?.wall;
  console.log(`${ended?.state}: ${wall?.median} ${wall?.unit} [${wall?.low}, ${wall?.high}]`);
} catch (error) {
  if (!(error instanceof InvalidInputError)) throw error;
  // Every problem at once, each with the path of the field that it is about: what a form needs.
  for (const { path, message } of error.problems) console.error(`${path}: ${message}`);
  process.exitCode = 2;
} finally {
  lab.close();
}
