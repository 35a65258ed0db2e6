/** A plain client, as a frontend developer would write it: `fetch` and graphql-ws, nothing of the product. */
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface GraphqlResponse<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export async function request<T>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<GraphqlResponse<T>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlResponse<T>;
}

/** @throws when there are errors. */
export async function ask<T>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<T> {
  const { data, errors } = await request<T>(url, query, variables, token);
  if (errors || !data) throw new Error(`The lab answered with errors: ${JSON.stringify(errors)}`);
  return data;
}

export function connect(
  url: string,
  options: { readonly retryAttempts?: number; readonly token?: string } = {},
): Client {
  return createClient({
    url: url.replace(/^http/, 'ws'),
    ...(options.token !== undefined && { connectionParams: { authorization: `Bearer ${options.token}` } }),
    webSocketImpl: WebSocket,
    retryAttempts: options.retryAttempts ?? 0,
  });
}

export interface ExperimentOptions {
  readonly task: Record<string, Record<string, number | string>>;
  readonly fabric?: string;
  readonly primitive?: string;
  readonly workers?: number;
  readonly repetitions?: number;
  readonly warmup?: number;
  readonly timeoutMs?: number;
  readonly name?: string;
  readonly recording?: string;
  readonly runtime?: string;
  readonly options?: Readonly<Record<string, number | string>>;
  readonly alongside?: readonly ExperimentOptions[];
}

/** Defines an experiment. @returns its id. */
export async function define(url: string, input: ExperimentOptions, token?: string): Promise<string> {
  const { defineExperiment } = await ask<{ defineExperiment: { id?: string; problems?: unknown } }>(
    url,
    `mutation ($input: ExperimentInput!) {
      defineExperiment(input: $input) { ... on Experiment { id } ... on InvalidInput { problems { path message } } }
    }`,
    { input },
    token,
  );
  if (!defineExperiment.id) throw new Error(`It was refused: ${JSON.stringify(defineExperiment.problems)}`);
  return defineExperiment.id;
}

/** Puts a run into the queue. @returns its id. */
export async function submit(
  url: string,
  experimentId: string,
  idempotencyKey?: string,
  token?: string,
): Promise<string> {
  const { runExperiment } = await ask<{ runExperiment: { id?: string } }>(
    url,
    `mutation ($experimentId: ID!, $idempotencyKey: String) {
      runExperiment(experimentId: $experimentId, idempotencyKey: $idempotencyKey) {
        ... on Run { id } ... on InvalidInput { problems { path code } }
      }
    }`,
    { experimentId, idempotencyKey },
    token,
  );
  if (!runExperiment.id) throw new Error(`It was refused: ${JSON.stringify(runExperiment)}`);
  return runExperiment.id;
}

export async function run(url: string, input: ExperimentOptions, token?: string): Promise<string> {
  return submit(url, await define(url, input, token), undefined, token);
}

export interface SeenEvent {
  readonly __typename: string;
  readonly seq: number;
  readonly fraction?: number;
  readonly state?: string;
  readonly attempt?: number;
  readonly reason?: string;
  readonly sample?: { readonly round: number; readonly wallMs: number };
}

export const EVENT_FIELDS = `
  __typename seq
  ... on RunProgress { fraction }
  ... on RunStarted { attempt }
  ... on RunRequeued { reason }
  ... on RoundFinished { sample { round wallMs } }
  ... on RunFinished { state }
`;

/** Follows a run to its end, or until `enough` says so. */
export async function follow(
  client: Client,
  runId: string,
  after = 0,
  enough: (event: SeenEvent) => boolean = () => false,
): Promise<readonly SeenEvent[]> {
  const seen: SeenEvent[] = [];
  for await (const { data, errors } of client.iterate<{ runEvents: SeenEvent }>({
    query: `subscription ($runId: ID!, $after: Int!) { runEvents(runId: $runId, after: $after) { ${EVENT_FIELDS} } }`,
    variables: { runId, after },
  })) {
    if (errors || !data) throw new Error(`The subscription failed: ${JSON.stringify(errors)}`);
    seen.push(data.runEvents);
    if (enough(data.runEvents)) break;
  }
  return seen;
}

/** Waits until the first round of a run has begun. */
export async function untilRunning(url: string, runId: string): Promise<void> {
  const client = connect(url);
  await follow(client, runId, 0, (event) => event.__typename === 'RoundStarted');
  await client.dispose();
}

export interface RunDetails {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly progress: number;
  readonly summary: { readonly rounds: number; readonly wall: { readonly median: number } } | null;
  readonly samples: readonly {
    readonly round: number;
    readonly warmup: boolean;
    readonly wallMs: number;
    readonly grade: string;
    readonly lostUpdates: number | null;
    readonly workers: readonly { readonly worker: number; readonly cpuMs: number | null }[];
  }[];
  readonly outcomes: readonly { readonly result: string; readonly grade: string; readonly count: number }[];
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly events: readonly SeenEvent[];
}

export async function findRun(url: string, id: string, token?: string): Promise<RunDetails> {
  const { run: found } = await ask<{ run: RunDetails | null }>(
    url,
    `query ($id: ID!) { run(id: $id) {
      id state attempt progress
      summary { rounds wall { median } }
      samples { round warmup wallMs grade lostUpdates workers { worker cpuMs } }
      outcomes { result grade count }
      failure { code message }
      events { ${EVENT_FIELDS} }
    } }`,
    { id },
    token,
  );
  if (!found) throw new Error(`There is no run ${id}.`);
  return found;
}

export const TERMINAL = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'DEADLOCKED', 'CANCELLED'];

/** Waits, over a subscription, until the run has ended. */
export async function finished(url: string, runId: string, token?: string): Promise<RunDetails> {
  const client = connect(url, token === undefined ? {} : { token });
  try {
    await follow(client, runId);
  } finally {
    await client.dispose();
  }
  return findRun(url, runId, token);
}
