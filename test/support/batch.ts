/** Batches as a client begins and follows them. */
import type { Client } from 'graphql-ws';
import { ask, connect } from './client.js';

export interface SeenBatchEvent {
  readonly __typename: string;
  readonly seq: number;
  readonly runId?: string;
  readonly label?: string;
  readonly state?: string;
  readonly progress: { readonly ended: number; readonly total: number; readonly remainingMs: number | null };
}

export interface Refusal {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface RunBatchAnswer {
  readonly __typename: string;
  readonly id?: string;
  readonly problems?: readonly Refusal[];
  readonly runs?: number;
  readonly configurations?: readonly { readonly label: string }[];
  readonly estimatedMs?: number | null;
  readonly excluded?: number;
  readonly skipped?: readonly { readonly label: string; readonly reason: string }[];
}

export async function runBatch(url: string, input: object): Promise<RunBatchAnswer> {
  const { runBatch: answer } = await ask<{ runBatch: RunBatchAnswer }>(
    url,
    `mutation ($input: BatchInput!) { runBatch(input: $input) {
      __typename
      ... on Batch { id }
      ... on BatchPlan { runs estimatedMs atMostMs excluded configurations { label } skipped { label reason } }
      ... on InvalidInput { problems { path code message } }
    } }`,
    { input },
  );
  return answer;
}

/** @returns its id. @throws when it was refused */
export async function beginBatch(url: string, input: object): Promise<string> {
  const answer = await runBatch(url, input);
  if (!answer.id) throw new Error(`It was refused: ${JSON.stringify(answer)}`);
  return answer.id;
}

export async function followBatch(
  client: Client,
  batchId: string,
  after = 0,
  enough: (event: SeenBatchEvent) => boolean = () => false,
): Promise<readonly SeenBatchEvent[]> {
  const seen: SeenBatchEvent[] = [];
  for await (const { data, errors } of client.iterate<{ batchEvents: SeenBatchEvent }>({
    query: `subscription ($batchId: ID!, $after: Int!) { batchEvents(batchId: $batchId, after: $after) {
      __typename seq progress { ended total remainingMs }
      ... on BatchRunStarted { runId label }
      ... on BatchRunFinished { runId label state }
    } }`,
    variables: { batchId, after },
  })) {
    if (errors || !data) throw new Error(`The subscription failed: ${JSON.stringify(errors)}`);
    seen.push(data.batchEvents);
    if (enough(data.batchEvents)) break;
  }
  return seen;
}

/** Waits, over a subscription, until the batch is finished. */
export async function finishedBatch(url: string, batchId: string): Promise<readonly SeenBatchEvent[]> {
  const client = connect(url);
  try {
    return await followBatch(client, batchId);
  } finally {
    await client.dispose();
  }
}
