/**
 * urql: questions over HTTP, subscriptions over one WebSocket. The documents are typed by `lockstep/client`, the
 * rest is urql's own; with Apollo it is the same, with its `GraphQLWsLink`.
 *
 *   npx tsx scripts/examples/urql.ts          (LAB_URL and LAB_TOKEN say which lab, and who asks)
 */
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient, type SubscribePayload } from 'graphql-ws';
import { accepted, BATCH_EVENTS, graphql, type VariablesOf } from 'lockstep/client';
import { WebSocket } from 'ws';

const url = process.env['LAB_URL'] ?? 'http://127.0.0.1:4000/graphql';
const token = process.env['LAB_TOKEN'];
const authorization = token ? { authorization: `Bearer ${token}` } : {};

const socket = createClient({
  url: url.replace(/^http/, 'ws'),
  webSocketImpl: WebSocket,
  connectionParams: authorization,
  retryAttempts: Infinity,
  shouldRetry: () => true,
});

/** What is subscribed to again after a lost connection goes on after the last event that was seen. */
function resumable({ query = '', variables }: { query?: string | undefined; variables?: unknown }) {
  let after = (variables as { after?: number } | undefined)?.after;
  const payload: SubscribePayload = { query, variables: { ...(variables as object) } };
  // Read each time that it is sent.
  if (after !== undefined) Object.defineProperty(payload.variables, 'after', { enumerable: true, get: () => after });
  const see = (data: unknown): void => {
    const [event] = Object.values((data ?? {}) as Record<string, { seq?: number } | undefined>);
    if (after !== undefined) after = event?.seq ?? after;
  };
  return { payload, see };
}

const client = new Client({
  url,
  preferGetMethod: false,
  fetchOptions: { headers: authorization },
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe(sink) {
          const { payload, see } = resumable(request);
          const unsubscribe = socket.subscribe(payload, {
            next(result) {
              see(result.data);
              sink.next(result as Parameters<typeof sink.next>[0]);
            },
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          });
          return { unsubscribe };
        },
      }),
    }),
  ],
});

const RUN_BATCH = graphql(`
  mutation ($input: BatchInput!) {
    runBatch(input: $input) {
      __typename
      ... on Batch {
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
const TABLE = graphql(`
  query ($id: ID!) {
    batch(id: $id) {
      table(first: 20) {
        edges {
          node {
            label
            wall {
              median
              unit
            }
            speedup {
              median
            }
          }
        }
      }
    }
  }
`);

const input: VariablesOf<typeof RUN_BATCH>['input'] = {
  matrix: { task: [{ countdown: { n: { values: [20_000_000] } } }], fabric: ['SERIAL', 'THREADS'] },
};
const begun = await client.mutation(RUN_BATCH, { input }).toPromise();
if (!begun.data) throw begun.error ?? new Error('There was no answer.');
const batch = accepted(begun.data.runBatch);
if (batch.__typename !== 'Batch') throw new Error('It was only planned.');

const following = client.subscription(BATCH_EVENTS, { batchId: batch.id, after: 0 });
await new Promise<void>((resolve, reject) => {
  const subscription = following.subscribe(({ data, error }) => {
    if (error) return reject(error);
    const event = data?.batchEvents;
    if (!event) return undefined;
    console.log(`${event.__typename} ${event.progress.ended}/${event.progress.total}`);
    if (event.__typename !== 'BatchFinished') return undefined;
    subscription.unsubscribe();
    return resolve();
  });
});

const table = (await client.query(TABLE, { id: batch.id }).toPromise()).data?.batch?.table.edges ?? [];
for (const { node } of table) {
  console.log(
    `${node.label}: ${node.wall?.median} ${node.wall?.unit}, speed-up ${node.speedup?.median ?? 'of the baseline'}`,
  );
}
await socket.dispose();
