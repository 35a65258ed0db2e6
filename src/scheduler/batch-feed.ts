/**
 * What happens to a batch as a whole, told as it happens: its runs begin and end, and it is finished.
 *
 * The events follow from the runs. Each is appended after the run's own change is written, one after another for
 * a batch, and a start looks for runs whose end was written but not told: a crash in between loses none, and
 * what was told before is known from the log, so none is told twice.
 */
import type { BatchFact, BatchProgress } from '../domain/batch-events.js';
import type { Plan } from '../domain/experiment.js';
import { isTerminal, type TerminalState } from '../domain/run.js';
import type { BatchLog } from '../events/batch-log.js';
import { Signal } from '../events/signal.js';
import type { BatchRecords, Follower, OpenBatch } from '../store/batch-records.js';
import type { Records, Write } from '../store/records.js';
import type { Durations } from './durations.js';
import type { NewQueuedRun, PlannedRun, QueueFull, Scheduler } from './scheduler.js';

const NEVER = new AbortController().signal;

/** Runs that a start learns durations from. */
const LEARNED = 300;

type LeftRun = Pick<Follower, 'label' | 'plan'>;

/** A batch that is not finished. */
interface Following {
  readonly isMatrix: boolean;
  readonly total: number;
  /** Its runs that have not been told of as ended. */
  readonly left: Map<string, LeftRun>;
  /** Appends follow one another. */
  chain: Promise<void>;
}

export interface NewFollowing {
  /** Of the transaction that stores the batch. */
  readonly writes: readonly Write[];
  /** It is stored. */
  begun(): void;
  /** It was not. */
  discard(): void;
}

export interface BatchFeedOptions {
  /** All runs of a lesson or a claim have ended: its result is to be written. */
  readonly finish: (batchId: string) => Promise<void>;
  readonly onBroken: (error: unknown) => void;
}

export class BatchFeed {
  readonly #records: Records;
  readonly #batches: BatchRecords;
  readonly #log: BatchLog;
  readonly #durations: Durations;
  readonly #options: BatchFeedOptions;
  readonly #open = new Map<string, Following>();
  /** Runs that the lab has now, of a batch or not. */
  readonly #running = new Map<string, { readonly plan: Plan; readonly startedAt: number }>();

  constructor(records: Records, batches: BatchRecords, log: BatchLog, durations: Durations, options: BatchFeedOptions) {
    this.#records = records;
    this.#batches = batches;
    this.#log = log;
    this.#durations = durations;
    this.#options = options;
  }

  /** Knows the batches of earlier, before any run of them begins or ends. */
  async open(): Promise<void> {
    for (const { plan, startedAt, finishedAt } of (await this.#batches.findLatest(LEARNED)).toReversed()) {
      if (startedAt && finishedAt) this.#durations.learn(plan, finishedAt.getTime() - startedAt.getTime());
    }
    for (const batch of await this.#batches.findOpen()) this.#reopen(batch);
  }

  /** Tells what ended before the crash and was not told, once the runs are as they will go on. */
  async catchUp(): Promise<void> {
    for (const [batchId, following] of this.#open) {
      const { runs } = await this.#batches.findOpenBatch(batchId);
      for (const run of runs) {
        const { runId, state } = run;
        if (isTerminal(state)) this.#append(following, () => this.#ended(batchId, following, runId, state));
      }
      this.#append(following, () => this.#finishIfDone(batchId, following));
      await following.chain;
    }
  }

  /** A new batch, before it is stored. */
  begin(batchId: string, isMatrix: boolean, runs: readonly NewQueuedRun[]): NewFollowing {
    const left = new Map(runs.map(({ runId, program, plan }) => [runId, { label: program ?? '', plan }]));
    this.#log.open(batchId, 0);
    // Its runs may begin before whoever stored it comes to say so.
    const stored = new Signal();
    const following: Following = { isMatrix, total: runs.length, left, chain: stored.wait(NEVER) };
    const { events, writes } = this.#log.number(batchId, [{ kind: 'BatchQueued', ...this.#progress(following) }]);
    this.#open.set(batchId, following);
    return {
      writes,
      begun: () => {
        this.#log.publish(batchId, events);
        stored.notify();
        if (runs.length === 0) this.#append(following, () => this.#finishIfDone(batchId, following));
      },
      discard: () => {
        this.#open.delete(batchId);
        this.#log.discard(batchId);
        stored.notify();
      },
    };
  }

  onRunStarted({ runId, plan }: PlannedRun): void {
    this.#running.set(runId, { plan, startedAt: performance.now() });
    const found = this.#find(runId);
    if (!found) return;
    const [batchId, following] = found;
    const label = following.left.get(runId)?.label ?? '';
    this.#append(following, () =>
      this.#tell(batchId, { kind: 'BatchRunStarted', runId, label, ...this.#progress(following) }),
    );
  }

  /** Of any run: what it took is worth knowing. */
  onRunEnded(runId: string, state: TerminalState): void {
    const run = this.#running.get(runId);
    this.#running.delete(runId);
    if (run && state === 'SUCCEEDED') this.#durations.learn(run.plan, performance.now() - run.startedAt);
    const found = this.#find(runId);
    if (!found) return;
    const [batchId, following] = found;
    this.#append(following, async () => {
      await this.#ended(batchId, following, runId, state);
      await this.#finishIfDone(batchId, following);
    });
  }

  /** What is left of several runs together, some of them under way; null where nothing is known of any. */
  expectLeft(runs: readonly PlannedRun[]): number | null {
    const plans = runs.map(({ plan }) => plan);
    const whole = expectAll(plans, this.#durations);
    if (whole === null) return null;
    const now = performance.now();
    const done = runs.map(({ runId, plan }) => {
      const elapsedMs = now - (this.#running.get(runId)?.startedAt ?? now);
      // One that takes longer than it should may end at any moment.
      return Math.min(elapsedMs, this.#durations.expect(plan) ?? 0);
    });
    return Math.max(0, whole - done.reduce((sum, ms) => sum + ms, 0));
  }

  /** How far a batch is; null where it is finished, or none. */
  progressOf(batchId: string): BatchProgress | null {
    const following = this.#open.get(batchId);
    return following ? this.#progress(following) : null;
  }

  /** Resolves when all that was heard of by now is written. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ chain }) => chain));
  }

  #find(runId: string): readonly [string, Following] | undefined {
    return [...this.#open].find(([, { left }]) => left.has(runId));
  }

  #reopen({ id, isMatrix, lastSeq, runs, told }: OpenBatch): void {
    this.#log.open(id, lastSeq);
    const ended = new Set(told);
    const left = new Map<string, LeftRun>();
    for (const { runId, label, plan } of runs) if (!ended.has(runId)) left.set(runId, { label, plan });
    this.#open.set(id, { isMatrix, total: runs.length, left, chain: Promise.resolve() });
  }

  /** Tells of it, unless it was told of. */
  async #ended(batchId: string, following: Following, runId: string, state: TerminalState): Promise<void> {
    const run = following.left.get(runId);
    if (!run || !following.left.delete(runId)) return;
    await this.#tell(batchId, {
      kind: 'BatchRunFinished',
      runId,
      label: run.label,
      state,
      ...this.#progress(following),
    });
  }

  async #finishIfDone(batchId: string, following: Following): Promise<void> {
    if (following.left.size > 0 || !this.#open.delete(batchId)) return;
    const fact: BatchFact = { kind: 'BatchFinished', ...this.#progress(following) };
    if (following.isMatrix) {
      await this.#tell(batchId, fact, [this.#batches.finishMatrix(batchId)]);
    } else {
      await this.#options.finish(batchId);
      await this.#tell(batchId, fact);
    }
  }

  async #tell(batchId: string, fact: BatchFact, more: readonly Write[] = []): Promise<void> {
    const { events, writes } = this.#log.number(batchId, [fact]);
    await this.#records.commit([...more, ...writes]);
    this.#log.publish(batchId, events);
  }

  #append(following: Following, work: () => Promise<void>): void {
    following.chain = following.chain.then(work).catch(this.#options.onBroken);
  }

  #progress({ total, left }: Following): BatchProgress {
    const plans = [...left.values()].map(({ plan }) => plan);
    return { ended: total - left.size, total, remainingMs: expectAll(plans, this.#durations) };
  }
}

export interface FollowedRuns {
  readonly batchId: string;
  readonly isMatrix: boolean;
  readonly runs: readonly NewQueuedRun[];
}

/** Submits the runs of a batch, all or none, and has the batch told of. @param first writes of the same transaction */
export async function submitFollowed(
  scheduler: Pick<Scheduler, 'submitAll'>,
  feed: Pick<BatchFeed, 'begin'>,
  { batchId, isMatrix, runs }: FollowedRuns,
  first: readonly Write[],
): Promise<'queued' | QueueFull> {
  const following = feed.begin(batchId, isMatrix, runs);
  try {
    const queued = await scheduler.submitAll(runs, [...first, ...following.writes]);
    if (queued === 'queued') following.begun();
    else following.discard();
    return queued;
  } catch (error) {
    following.discard();
    throw error;
  }
}

/**
 * What several runs take together. Those of which nothing is known are taken to be like the others.
 * @returns null where nothing is known of any
 */
export function expectAll(plans: readonly Plan[], durations: Pick<Durations, 'expect'>): number | null {
  const byPlan = new Map<Plan, number>();
  for (const plan of plans) byPlan.set(plan, (byPlan.get(plan) ?? 0) + 1);
  let known = 0;
  let sum = 0;
  for (const [plan, count] of byPlan) {
    const expected = durations.expect(plan);
    if (expected === null) continue;
    known += count;
    sum += expected * count;
  }
  if (plans.length === 0) return 0;
  return known === 0 ? null : (sum / known) * plans.length;
}
