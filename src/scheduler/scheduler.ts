/**
 * The scheduler: admits runs, gives each its turn on the lab, and writes down what becomes of it.
 *
 * One turn at a time, a run, or several that are to be compared; owners take turns, and runs of a matrix give way
 * to all others (`queue-order.ts`). The queue in memory is a mirror of the store: a run is in it if and only if its
 * row says QUEUED, and what is acknowledged is in the store first.
 *
 * A run's writes follow one another on a chain of its own (`write-chain.ts`), so that its events keep their order.
 * A write that fails is a store that can no longer be trusted: the scheduler stops and says so, rather than going
 * on unwritten.
 */
import { v7 as createId } from 'uuid';
import type { LabReport, RunEnding } from '../domain/events.js';
import type { RunState, TerminalState } from '../domain/run.js';
import { invalid } from '../domain/validity.js';
import type { EventLog } from '../events/event-log.js';
import type { Lab } from '../lab/lab.js';
import { KeyTakenError, type Records, type Write } from '../store/records.js';
import { ActiveRun, type Took } from './active-run.js';
import { Admission, type AdmissionLimits } from './admission.js';
import { ownedKey } from './owned-key.js';
import { QueueFeed, type QueueSnapshot } from './queue-feed.js';
import { QueueOrder } from './queue-order.js';
import type { NewQueuedRun, Owned, PlannedRun, QueuedRun, QueueFull } from './queued-run.js';
import { recoverRuns } from './recovery.js';
import { toChange } from './report-changes.js';
import { WriteChain } from './write-chain.js';

export type SubmitResult =
  | { readonly kind: 'queued'; readonly runId: string }
  /** The same key again: the run that it began. */
  | { readonly kind: 'known'; readonly runId: string }
  | { readonly kind: 'no such experiment' }
  | { readonly kind: 'key taken' }
  | QueueFull;

export type CancelResult = 'ended' | 'no such run';

/** What the lab has now. */
interface ActiveTurn {
  readonly runs: readonly ActiveRun[];
  /** Resolves once the ends of all are written. */
  readonly ended: Promise<void>;
  /** Not a cancel of their owner: the server stops, and the runs shall be run again. */
  stopping: boolean;
}

export interface SchedulerOptions extends AdmissionLimits {
  /** The store failed; nothing that comes after can be trusted. */
  readonly onBroken: (error: unknown) => void;
  /** A run has begun, and that is written. */
  readonly onRunStarted: (run: PlannedRun, at: Date) => void;
  /** A run has ended, and its end is written. */
  readonly onRunEnded: (run: EndedRun) => void;
}

export interface EndedRun {
  readonly runId: string;
  readonly state: TerminalState;
  readonly at: Date;
  /** null for one that never began. */
  readonly took: Took | null;
}

export class Scheduler {
  readonly #records: Records;
  readonly #events: EventLog;
  readonly #lab: Lab;
  readonly #options: SchedulerOptions;
  readonly #waiting = new QueueOrder<QueuedRun>();
  readonly #closing = new AbortController();
  readonly #feed = new QueueFeed(() => this.snapshot(), this.#closing.signal);
  #active: ActiveTurn | null = null;
  /** Runs whose end is being written. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #admission: Admission;

  constructor(records: Records, events: EventLog, lab: Lab, options: SchedulerOptions) {
    this.#records = records;
    this.#events = events;
    this.#lab = lab;
    this.#options = options;
    this.#admission = new Admission(options);
  }

  /** Takes up what an earlier server left. Before anything else. */
  async recover(): Promise<void> {
    const queued = await recoverRuns(this.#records, this.#events);
    for (const run of queued) {
      this.#waiting.add(run);
      this.#admission.enter(run.ownerId);
    }
    this.#takeNext();
  }

  /** @param ownerId the member whose it is; null: the lab's owner. */
  async submit(experimentId: string, key: string | null, ownerId: string | null): Promise<SubmitResult> {
    const idempotencyKey = ownedKey(key, ownerId);
    const known = idempotencyKey === null ? null : await this.#findByKey(experimentId, idempotencyKey);
    if (known) return known;
    const plan = await this.#records.findPlan(experimentId);
    if (!plan) return { kind: 'no such experiment' };
    const full = this.#admission.isFullFor(ownerId, 1);
    if (full) return full;

    const runId = createId();
    try {
      const alone = { batchId: null, program: null, turn: null };
      await this.#admit([{ runId, experimentId, plan, idempotencyKey, ownerId, ...alone }], [], []);
    } catch (error) {
      if (error instanceof KeyTakenError && idempotencyKey !== null) {
        // Somebody was a moment faster with the same key.
        return (await this.#findByKey(experimentId, idempotencyKey)) ?? { kind: 'key taken' };
      }
      throw error;
    }
    return { kind: 'queued', runId };
  }

  /**
   * Runs of one owner that belong together, all or none.
   * @param first writes of the same transaction that go before them
   * @param last writes of it that go after them
   */
  async submitAll(
    runs: readonly NewQueuedRun[],
    first: readonly Write[],
    last: readonly Write[] = [],
  ): Promise<'queued' | QueueFull> {
    const full = this.#admission.isFullFor(runs[0]?.ownerId ?? null, runs.length);
    if (full) return full;
    await this.#admit(runs, first, last);
    return 'queued';
  }

  /**
   * A run that the lab itself asks for, to repeat one that was disturbed or to check it: no limit holds for it.
   * @param last writes of the same transaction that go after it
   * @returns whether it was queued; not for somebody who was dismissed.
   */
  async repeat(run: NewQueuedRun, last: readonly Write[]): Promise<boolean> {
    if (this.#admission.isDismissed(run.ownerId)) return false;
    await this.#admit([run], [], last);
    return true;
  }

  async #admit(runs: readonly NewQueuedRun[], first: readonly Write[], last: readonly Write[]): Promise<void> {
    const overtaken = this.#waiting.below(runs[0]?.priority ?? 0);
    const told = runs.map((run) => {
      this.#admission.enter(run.ownerId);
      this.#events.open(run.runId, 0);
      const position = this.#admission.positionOf(run.ownerId, [...this.#leftOfTurn(), ...overtaken]);
      return { run, ...this.#events.number(run.runId, [{ kind: 'RunQueued', position }]) };
    });
    const queuedAt = new Date();
    const rows = told.map(({ run, lastSeq }) => ({
      id: run.runId,
      experimentId: run.experimentId,
      idempotencyKey: run.idempotencyKey,
      batchId: run.batchId,
      program: run.program,
      turn: run.turn,
      ownerId: run.ownerId,
      configuration: run.configuration ?? null,
      repetition: run.repetition ?? null,
      priority: run.priority ?? 0,
      queuedAt,
      lastSeq,
    }));
    try {
      await this.#records.commit([
        ...first,
        ...this.#records.insertRuns(rows),
        ...this.#events.insert(told.flatMap(({ events }) => events)),
        ...last,
      ]);
    } catch (error) {
      for (const { runId, ownerId } of runs) {
        this.#admission.leave(ownerId);
        this.#events.discard(runId);
      }
      this.#feed.tellChange();
      throw error;
    }
    for (const { runId, plan, turn, ownerId, priority = 0 } of runs) {
      this.#waiting.add({ runId, plan, attempt: 0, turn: turn ?? runId, ownerId, priority });
    }
    for (const { run, events } of told) this.#events.publish(run.runId, events);
    this.#feed.tellChange();
    this.#takeNext();
  }

  /** Resolves when the run has ended, now or long ago. */
  async cancel(runId: string): Promise<CancelResult> {
    const waiting = this.#waiting.list().find((run) => run.runId === runId);
    if (waiting) {
      this.#waiting.remove(runId);
      const validity = invalid('It was cancelled before it began.');
      await this.#finish(
        waiting,
        new WriteChain(this.#records, this.#events, runId),
        {
          state: 'CANCELLED',
          failure: null,
          summary: null,
          outcomes: [],
          validity,
          workerCosts: [],
        },
        () => null,
      );
      return 'ended';
    }
    const active = this.#leftOfTurn().find((run) => run.runId === runId);
    if (active) {
      active.cancel.abort();
      await active.settled;
      return 'ended';
    }
    await this.#ending.get(runId);
    return (await this.#records.findRunState(runId)) ? 'ended' : 'no such run';
  }

  /**
   * Ends all runs of these members and takes no more of them, so that their rows can be removed.
   * @throws when the server stops meanwhile.
   */
  async dismiss(ownerIds: readonly string[]): Promise<void> {
    const leaving = new Set<string | null>(ownerIds);
    for (const ownerId of ownerIds) this.#admission.dismiss(ownerId);
    while (ownerIds.some((ownerId) => this.#admission.has(ownerId))) {
      this.#closing.signal.throwIfAborted();
      const changed = this.#feed.change();
      const runs = [...this.#waiting.list(), ...this.#leftOfTurn()];
      const theirs = runs.filter(({ ownerId }) => leaving.has(ownerId));
      for (const { runId } of theirs) await this.cancel(runId);
      // None to be seen: one is being admitted, or its end is being written.
      if (theirs.length === 0) await changed;
    }
  }

  snapshot(): QueueSnapshot {
    const waiting = this.#waiting.list().map((run) => run.runId);
    return { running: this.#leftOfTurn()[0]?.runId ?? null, waiting };
  }

  /** What goes before a waiting run, what is under way first; null where it does not wait. */
  aheadOf(runId: string): { readonly position: number; readonly runs: readonly PlannedRun[] } | null {
    const waiting = this.#waiting.list();
    const index = waiting.findIndex((run) => run.runId === runId);
    if (index < 0) return null;
    return { position: index + 1, runs: [...this.#leftOfTurn(), ...waiting.slice(0, index)] };
  }

  /** The queue now, and again after every change. Whoever reads slowly gets the newest, not all in between. */
  followQueue(): AsyncIterableIterator<QueueSnapshot> {
    return this.#feed.follow();
  }

  /** Stops taking runs. Those under way go back to the queue, in the store, for the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    const active = this.#active;
    if (!active) return;
    active.stopping = true;
    for (const run of active.runs) run.cancel.abort();
    await active.ended;
  }

  async #findByKey(experimentId: string, key: string): Promise<SubmitResult | null> {
    const run = await this.#records.findRunByKey(key);
    if (!run) return null;
    return run.experimentId === experimentId ? { kind: 'known', runId: run.id } : { kind: 'key taken' };
  }

  /** Runs of the turn under way whose end has not come. */
  #leftOfTurn(): readonly ActiveRun[] {
    return this.#active?.runs.filter((run) => !run.hasEnded) ?? [];
  }

  #takeNext(): void {
    if (this.#active || this.#closing.signal.aborted) return;
    const next = this.#waiting.take();
    if (next.length === 0) return;
    const runs = next.map((run) => new ActiveRun(run, this.#records, this.#events));
    const ended = Promise.resolve().then(() => this.#play(active));
    const active: ActiveTurn = { runs, ended: ended.catch(() => {}), stopping: false };
    this.#active = active;
    this.#feed.tellChange();
    ended.then(
      () => {
        this.#active = null;
        this.#feed.tellChange();
        this.#takeNext();
      },
      (error: unknown) => this.#options.onBroken(error),
    );
  }

  async #play(turn: ActiveTurn): Promise<void> {
    const ends: Promise<void>[] = [];
    await this.#lab.executeTurn(
      turn.runs.map((run) => {
        run.chain.add({ state: 'STARTING', attempt: run.attempt, progress: 0, startedAt: null }, []);
        const report = (reports: readonly LabReport[]): void => {
          run.heardOf.abort();
          this.#write(run, reports);
          const last = reports.at(-1);
          // One that ends before the others of its turn need not wait for them.
          if (last?.kind !== 'ended') return;
          run.endedMs = performance.now();
          const concluded = this.#conclude(run, last.ending, turn);
          // Seen below; until then a failure is not an unhandled one.
          concluded.catch(() => {});
          ends.push(concluded);
        };
        return { runId: run.runId, plan: run.plan, report, cancelled: run.cancel.signal };
      }),
    );
    await Promise.all(ends);
  }

  async #conclude(run: ActiveRun, ending: RunEnding, turn: ActiveTurn): Promise<void> {
    run.hasEnded = true;
    try {
      if (turn.stopping && ending.state === 'CANCELLED') {
        run.chain.add({ state: 'QUEUED' }, [{ kind: 'RunRequeued', reason: 'SERVER_STOPPED' }]);
        await run.chain.settled();
      } else {
        await this.#finish(run, run.chain, ending, () => run.took(turn.runs.length));
      }
    } finally {
      run.settle();
    }
  }

  /** One message of the lab is one change: all of it is stored, or nothing. */
  #write(run: ActiveRun, reports: readonly LabReport[]): void {
    const { startedAt, change, facts, measurements } = toChange(run, reports);
    const samples = measurements.length > 0 ? this.#records.insertSamples(run.runId, run.attempt, measurements) : [];
    if (facts.length > 0) run.chain.add(change, facts, samples);
    if (!startedAt) return;
    run.begunMs = performance.now();
    run.chain.settled().then(
      () => this.#options.onRunStarted(run, startedAt),
      // Told by whoever waits for the run's end.
      () => {},
    );
  }

  #finish(run: Owned, chain: WriteChain, ending: RunEnding, took: () => Took | null): Promise<void> {
    const written = this.#writeEnd(run, chain, ending, took).finally(() => this.#ending.delete(run.runId));
    this.#ending.set(run.runId, written);
    return written;
  }

  async #writeEnd(
    { runId, ownerId }: Owned,
    chain: WriteChain,
    ending: RunEnding,
    took: () => Took | null,
  ): Promise<void> {
    const at = new Date();
    const { state, failure, summary, outcomes, validity, workerCosts, recording } = ending;
    chain.add(
      {
        state: state satisfies RunState,
        finishedAt: at,
        failure,
        summary,
        outcomes,
        validity,
        workerCosts,
        ...(recording && { recording }),
        ...(state === 'SUCCEEDED' && { progress: 1 }),
      },
      [{ kind: 'RunFinished', state }],
    );
    await chain.settled();
    this.#admission.leave(ownerId);
    this.#feed.tellChange();
    this.#options.onRunEnded({ runId, state, at, took: took() });
  }
}
