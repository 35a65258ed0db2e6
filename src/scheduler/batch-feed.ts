/**
 * What happens to a batch as a whole, told as it happens: its runs begin and end, and it is finished.
 *
 * The events follow from the runs. Each is appended after the run's own change is written, in order for a batch, and
 * a start looks for runs whose end was written but not told: a crash in between loses none, and what was told
 * before is known from the log, so none is told twice. News of short runs is written several at a time, after a
 * rest that nobody sees: else every run would wait for three transactions of its batch as well.
 */
import type { BatchEvent, BatchFact, BatchProgress } from '../domain/batch-events.js';
import type { Plan } from '../domain/experiment.js';
import { isTerminal, type TerminalState } from '../domain/run.js';
import type { BatchLog } from '../events/batch-log.js';
import { Gatherer } from '../events/gatherer.js';
import { Signal } from '../events/signal.js';
import type { BatchRecords, Follower, OpenBatch } from '../store/batch-records.js';
import type { Records, Write } from '../store/records.js';
import type { Durations } from './durations.js';
import type { NewQueuedRun, PlannedRun, QueueFull } from './queued-run.js';
import type { EndedRun, Scheduler } from './scheduler.js';

const NEVER = new AbortController().signal;

/** Runs that a start learns durations from. */
const LEARNED = 300;
/** Rows say when in whole milliseconds. */
const LEAST_MS = 0.5;

/** From one write of a batch's news to the next. */
const REST_MS = 25;

/** Of a batch's runs. The last run's end is the batch's, and of a batch without runs, that it is there. */
type News = { readonly at: Date } & (
  | { readonly kind: 'began'; readonly runId: string }
  | { readonly kind: 'ended'; readonly runId: string; readonly state: TerminalState }
  | { readonly kind: 'is there' }
);

type LeftRun = Pick<Follower, 'label' | 'plan'>;

/** A batch that is not finished. */
interface Following {
  readonly isMatrix: boolean;
  readonly total: number;
  /** Its runs that have not been told of as ended. */
  readonly left: Map<string, LeftRun>;
  readonly news: Gatherer<News>;
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
      if (!startedAt || !finishedAt) continue;
      this.#durations.learn(plan, Math.max(LEAST_MS, finishedAt.getTime() - startedAt.getTime()));
    }
    for (const batch of await this.#batches.findOpen()) this.#reopen(batch);
  }

  /** Tells what ended before the crash and was not told, once the runs are as they will go on. */
  async catchUp(): Promise<void> {
    for (const [batchId, following] of this.#open) {
      const { runs } = await this.#batches.findOpenBatch(batchId);
      for (const { runId, state } of runs) {
        if (isTerminal(state)) following.news.add({ at: new Date(), kind: 'ended', runId, state });
      }
      following.news.add({ at: new Date(), kind: 'is there' });
      await following.news.settled();
    }
  }

  /** A new batch, before it is stored. */
  begin(batchId: string, isMatrix: boolean, runs: readonly NewQueuedRun[]): NewFollowing {
    const left = new Map(runs.map(({ runId, program, plan }) => [runId, { label: program ?? '', plan }]));
    this.#log.open(batchId, 0);
    // Its runs may begin before whoever stored it comes to say so.
    const stored = new Signal();
    const following = this.#follow(batchId, { isMatrix, total: runs.length, left }, stored.wait(NEVER));
    const { events } = this.#log.number(batchId, [{ kind: 'BatchQueued', ...this.#progress(following) }]);
    return {
      writes: this.#log.insert(events),
      begun: () => {
        this.#log.publish(batchId, events);
        stored.notify();
        if (runs.length === 0) following.news.add({ at: new Date(), kind: 'is there' });
      },
      discard: () => {
        this.#open.delete(batchId);
        this.#log.discard(batchId);
        stored.notify();
      },
    };
  }

  onRunStarted({ runId, plan }: PlannedRun, at: Date): void {
    this.#running.set(runId, { plan, startedAt: performance.now() });
    this.#find(runId)?.news.add({ at, kind: 'began', runId });
  }

  /** Of any run: what it took is worth knowing. @returns whether it is of a batch */
  onRunEnded({ runId, state, at, took }: EndedRun): boolean {
    const run = this.#running.get(runId);
    this.#running.delete(runId);
    if (run && took && state === 'SUCCEEDED') this.#durations.learn(run.plan, took.elapsedMs);
    if (took && took.besideMs !== null) this.#durations.learnTurn(took.besideMs);
    const following = this.#find(runId);
    following?.news.add({ at, kind: 'ended', runId, state });
    return following !== undefined;
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
    await Promise.all([...this.#open.values()].map(({ news }) => news.settled()));
  }

  #find(runId: string): Following | undefined {
    return [...this.#open.values()].find(({ left }) => left.has(runId));
  }

  #reopen({ id, isMatrix, lastSeq, runs, told }: OpenBatch): void {
    this.#log.open(id, lastSeq);
    const ended = new Set(told);
    const left = new Map<string, LeftRun>();
    for (const { runId, label, plan } of runs) if (!ended.has(runId)) left.set(runId, { label, plan });
    this.#follow(id, { isMatrix, total: runs.length, left }, Promise.resolve());
  }

  #follow(batchId: string, batch: Omit<Following, 'news'>, stored: Promise<void>): Following {
    const tell = async (lot: readonly News[]): Promise<void> => {
      try {
        await this.#tell(batchId, following, lot);
      } catch (error) {
        this.#options.onBroken(error);
        throw error;
      }
    };
    const following: Following = { ...batch, news: new Gatherer(tell, { after: stored, restMs: REST_MS }) };
    this.#open.set(batchId, following);
    return following;
  }

  async #tell(batchId: string, following: Following, lot: readonly News[]): Promise<void> {
    const events = lot.flatMap((news) => {
      const fact = this.#toFact(following, news);
      return fact ? this.#log.number(batchId, [fact], news.at).events : [];
    });
    const isFinished = following.left.size === 0 && this.#open.has(batchId);
    if (!isFinished) {
      if (events.length > 0) await this.#write(batchId, events);
      return;
    }
    const finish = (): readonly BatchEvent[] =>
      this.#log.number(batchId, [{ kind: 'BatchFinished', ...this.#progress(following) }]).events;
    if (following.isMatrix) {
      await this.#write(batchId, [...events, ...finish()], [this.#batches.finishMatrix(batchId)]);
    } else {
      if (events.length > 0) await this.#write(batchId, events);
      await this.#options.finish(batchId);
      await this.#write(batchId, finish());
    }
    // Only now: who waits for all that was heard of waits for this as well.
    this.#open.delete(batchId);
  }

  /** @returns null for what was told of, or has no words of its own */
  #toFact(following: Following, news: News): BatchFact | null {
    if (news.kind === 'is there') return null;
    const { runId } = news;
    const run = following.left.get(runId);
    if (!run) return null;
    const { label } = run;
    if (news.kind === 'began') return { kind: 'BatchRunStarted', runId, label, ...this.#progress(following) };
    following.left.delete(runId);
    return { kind: 'BatchRunFinished', runId, label, state: news.state, ...this.#progress(following) };
  }

  async #write(batchId: string, events: readonly BatchEvent[], more: readonly Write[] = []): Promise<void> {
    await this.#records.commit([...more, ...this.#log.insert(events)]);
    this.#log.publish(batchId, events);
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
