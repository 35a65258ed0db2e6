/**
 * Kills the server again and again, at random moments, while clients keep submitting and following; then
 * checks what the store has against what the clients were told.
 *
 * A client that gets no answer asks again with the same key, as a careful client does: the promise is that
 * what was acknowledged is run, and that one key is one run.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ask,
  connect,
  define,
  findRun,
  follow,
  submit,
  TERMINAL,
  type ExperimentOptions,
  type SeenEvent,
} from './client.js';
import { startAndKill, startTestServer, type TestServer } from './server.js';

export interface KillLoopOptions {
  readonly kills: number;
  /** From the start of a server to its death, milliseconds. */
  readonly shortestLifeMs: number;
  readonly longestLifeMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: (line: string) => void;
}

export interface KillLoopResult {
  readonly kills: number;
  readonly acknowledged: number;
  /** Final states of the acknowledged runs, and how many have each. */
  readonly states: Readonly<Record<string, number>>;
  /** Acknowledged runs that a kill cut off while they ran. */
  readonly rerun: number;
  readonly followed: number;
  /** Everything that was not as promised; empty is what one wants. */
  readonly violations: readonly string[];
}

const EXPERIMENTS: readonly ExperimentOptions[] = [
  { task: { countdown: { n: 50_000_000 } }, repetitions: 2 },
  { task: { counter: { increments: 20_000 } }, primitive: 'LOCK', fabric: 'PROCESSES', repetitions: 3 },
  { task: { ioWait: { milliseconds: 30, times: 2 } }, fabric: 'ASYNC', repetitions: 2 },
];
const ROUNDS = (options: ExperimentOptions): number => (options.repetitions ?? 5) + (options.warmup ?? 1);

const SUBMITTERS = 3;
/** Runs that a client leaves waiting before it submits the next. */
const LEFT_WAITING = 3;
const ASK_AGAIN_MS = 50;
const LONGEST_START_MS = 800;

export async function killAgainAndAgain(options: KillLoopOptions): Promise<KillLoopResult> {
  const violations: string[] = [];
  let server = await startTestServer();
  const { url } = server;
  const experiments = await Promise.all(EXPERIMENTS.map((input) => define(url, input)));
  const acknowledged = new Map<string, { readonly key: string; readonly experiment: number }>();
  const followers: Promise<void>[] = [];
  const over = new AbortController();
  const isOver = (): boolean => over.signal.aborted;

  const submitOn = async (submitter: number): Promise<void> => {
    const mine: string[] = [];
    for (let number = 0; !isOver(); number += 1) {
      const key = `${submitter}-${number}`;
      const experiment = (submitter + number) % EXPERIMENTS.length;
      const runId = await untilAnswered(() => submit(url, experiments[experiment] ?? '', key), isOver);
      if (runId === null) return;
      acknowledged.set(runId, { key, experiment });
      mine.push(runId);
      if (number % 4 === 0) followers.push(followThroughKills(url, runId, violations));
      while (!isOver() && (await countWaiting(url, mine.slice(-LEFT_WAITING))) >= LEFT_WAITING)
        await pause(ASK_AGAIN_MS);
    }
  };
  const submitting = Promise.all(Array.from({ length: SUBMITTERS }, (_, submitter) => submitOn(submitter)));

  for (let kill = 1; kill <= options.kills; kill += 1) {
    await pause(options.shortestLifeMs + options.random() * (options.longestLifeMs - options.shortestLifeMs));
    await server.kill();
    options.log(`kill ${kill}: ${acknowledged.size} runs acknowledged so far`);
    server = await startAgain(server, options);
  }
  over.abort();
  await submitting;
  await Promise.all(followers);
  await untilQuiet(url);
  const { states, rerun } = await inspect(url, acknowledged, violations);
  await inspectKeys(url, acknowledged, violations);
  await server.stop();
  return {
    kills: options.kills,
    acknowledged: acknowledged.size,
    states,
    rerun,
    followed: followers.length,
    violations,
  };
}

/** Every third time, recovery itself is cut off: a server that is killed while it starts. */
async function startAgain(server: TestServer, { random }: KillLoopOptions): Promise<TestServer> {
  if (random() < 1 / 3) await startAndKill(server.directory, random() * LONGEST_START_MS);
  return server.restart();
}

async function untilAnswered<T>(attempt: () => Promise<T>, isOver: () => boolean): Promise<T | null> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      // No server, or one that died over the answer. Its own refusals are not network errors: they must show.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      if (isOver()) return null;
      await pause(ASK_AGAIN_MS);
    }
  }
}

async function countWaiting(url: string, ids: readonly string[]): Promise<number> {
  const states = await untilAnswered(
    () => Promise.all(ids.map((id) => ask<{ run: { state: string } }>(url, `{ run(id: "${id}") { state } }`))),
    () => false,
  );
  return (states ?? []).filter(({ run }) => !TERMINAL.includes(run.state)).length;
}

/** Follows one run over all lost connections, with the cursor, as a frontend would. */
async function followThroughKills(url: string, runId: string, violations: string[]): Promise<void> {
  const seen: SeenEvent[] = [];
  for (;;) {
    const client = connect(url);
    try {
      await follow(client, runId, seen.at(-1)?.seq ?? 0, (event) => {
        seen.push(event);
        return false;
      });
      break;
    } catch (error) {
      if (String(error).includes('NOT_FOUND')) {
        violations.push(`Run ${runId} was acknowledged and is not there.`);
        return;
      }
      await pause(ASK_AGAIN_MS);
    } finally {
      await client.dispose();
    }
  }
  if (seen.some((event, index) => event.seq !== index + 1)) {
    violations.push(`The follower of ${runId} saw ${seen.map(({ seq }) => seq).join(' ')}.`);
  }
  if (seen.at(-1)?.__typename !== 'RunFinished') violations.push(`The follower of ${runId} never saw its end.`);
}

async function untilQuiet(url: string): Promise<void> {
  const client = connect(url);
  try {
    for await (const { data } of client.iterate<{ queue: { length: number; running: { id: string } | null } }>({
      query: 'subscription { queue { length running { id } } }',
    })) {
      if (data?.queue.length === 0 && data.queue.running === null) return;
    }
  } finally {
    await client.dispose();
  }
}

async function inspect(
  url: string,
  acknowledged: ReadonlyMap<string, { readonly experiment: number }>,
  violations: string[],
): Promise<{ states: Record<string, number>; rerun: number }> {
  const states: Record<string, number> = {};
  let rerun = 0;
  for (const [runId, { experiment }] of acknowledged) {
    const found = await findRun(url, runId);
    const state = found.failure ? `${found.state} ${found.failure.code}` : found.state;
    states[state] = (states[state] ?? 0) + 1;
    const kinds = found.events.map((event) => event.__typename);
    if (kinds.includes('RunRequeued')) rerun += 1;

    const expectedRounds = ROUNDS(EXPERIMENTS[experiment] ?? { task: {} });
    const isDone =
      (found.state === 'SUCCEEDED' && found.samples.length === expectedRounds) || found.failure?.code === 'INTERRUPTED';
    if (!isDone) violations.push(`Run ${runId} ended as ${state} with ${found.samples.length} samples.`);
    if (found.events.some((event, index) => event.seq !== index + 1)) {
      violations.push(`The events of ${runId} are ${found.events.map(({ seq }) => seq).join(' ')}.`);
    }
    if (kinds.filter((kind) => kind === 'RunFinished').length !== 1 || kinds.at(-1) !== 'RunFinished') {
      violations.push(`The events of ${runId} are ${kinds.join(' ')}.`);
    }
    const starts = found.events.flatMap((event) => event.attempt ?? []);
    if (starts.some((attempt, index) => index > 0 && attempt <= (starts[index - 1] ?? 0))) {
      violations.push(`Run ${runId} was started as attempts ${starts.join(' ')}.`);
    }
  }
  return { states, rerun };
}

/** One key is one run: asking again gives the run that was acknowledged, and there are no others. */
async function inspectKeys(
  url: string,
  acknowledged: ReadonlyMap<string, { readonly key: string; readonly experiment: number }>,
  violations: string[],
): Promise<void> {
  const keys = [...acknowledged.values()].map(({ key }) => key);
  if (new Set(keys).size !== keys.length) violations.push('One key was acknowledged as two runs.');
  let stored = 0;
  for (let after: string | null = null; ;) {
    const { runs }: { runs: { edges: unknown[]; pageInfo: { endCursor: string; hasNextPage: boolean } } } = await ask(
      url,
      'query ($after: String) { runs(first: 100, after: $after) { edges { cursor } pageInfo { endCursor hasNextPage } } }',
      { after },
    );
    stored += runs.edges.length;
    if (!runs.pageInfo.hasNextPage) break;
    after = runs.pageInfo.endCursor;
  }
  // At the very end each client may have one submission in flight that the store has and nobody was told of.
  if (stored < acknowledged.size || stored > acknowledged.size + SUBMITTERS) {
    violations.push(`${acknowledged.size} runs were acknowledged, and the store has ${stored}.`);
  }
}
