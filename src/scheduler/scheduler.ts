/**
 * The scheduler: admits runs, gives each its turn on the lab, and writes down what becomes of it.
 *
 * One turn at a time, first come, first served: a run, or several that are to be compared. Runs of a matrix give
 * way to all others. The queue in memory is a mirror of the store: a run
 * is in it if and only if its row says QUEUED, and what is acknowledged is in the store first.
 *
 * A run's writes follow one another on a chain of its own, so that its events keep their order; every link is
 * one transaction that holds the change and the events that tell of it. A link that fails is a store that
 * can no longer be trusted: the scheduler stops and says so, rather than going on unwritten.
 */
import { v7 as createId } from 'uuid';
import type { Plan } from '../domain/experiment.js';
import type { LabReport, RunEnding, RunFact } from '../domain/events.js';
import type { Measurement, RunState, TerminalState } from '../domain/run.js';
import type { EventLog } from '../events/event-log.js';
import { endable } from '../events/endable.js';
import { Signal } from '../events/signal.js';
import type { Lab } from '../lab/lab.js';
import { KeyTakenError, sampleId, type Records, type RunChange, type Write } from '../store/records.js';
import { placeFor } from './queue-order.js';
import { recoverRuns } from './recovery.js';

export interface QueuedRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly attempt: number;
  /** Whose turn comes first: the higher. */
  readonly priority: number;
  /** Runs with the same turn go to the lab together, which interleaves their rounds. */
  readonly turn: string;
}

export interface NewQueuedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly plan: Plan;
  readonly idempotencyKey: string | null;
  readonly batchId: string | null;
  readonly program: string | null;
  /** Shared by runs that are to be compared; a run that has none takes a turn of its own. */
  readonly turn: string | null;
  /** Of a matrix. */
  readonly configuration?: number;
  readonly repetition?: number;
  /** 0 unless told otherwise. */
  readonly priority?: number;
}

export interface QueueFull {
  readonly kind: 'queue full';
  readonly limit: number;
}

/** What the lab is doing and what waits, as of one moment. */
export interface QueueSnapshot {
  /** The run that the lab has, or null; the first one of a turn that several share. */
  readonly running: string | null;
  /** Waiting runs, the next one first. */
  readonly waiting: readonly string[];
}

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

export interface SchedulerOptions {
  /** Runs that may wait. */
  readonly queueLimit: number;
  /** The store failed; nothing that comes after can be trusted. */
  readonly onBroken: (error: unknown) => void;
  /** A run has begun, and that is written. */
  readonly onRunStarted: (run: Pick<QueuedRun, 'runId' | 'plan'>) => void;
  /** A run has ended, and its end is written. */
  readonly onRunEnded: (runId: string, state: TerminalState) => void;
}

export class Scheduler {
  readonly #records: Records;
  readonly #events: EventLog;
  readonly #lab: Lab;
  readonly #options: SchedulerOptions;
  readonly #waiting: QueuedRun[] = [];
  readonly #changed = new Signal();
  readonly #closing = new AbortController();
  #active: ActiveTurn | null = null;
  /** Runs whose end is being written. */
  readonly #ending = new Map<string, Promise<void>>();
  /** Acknowledged or about to be: counted before the store answers, so that a burst cannot overfill. */
  #admitted = 0;

  constructor(records: Records, events: EventLog, lab: Lab, options: SchedulerOptions) {
    this.#records = records;
    this.#events = events;
    this.#lab = lab;
    this.#options = options;
  }

  /** Takes up what an earlier server left. Before anything else. */
  async recover(): Promise<void> {
    const queued = await recoverRuns(this.#records, this.#events);
    this.#waiting.push(...queued);
    this.#admitted += queued.length;
    this.#takeNext();
  }

  async submit(experimentId: string, idempotencyKey: string | null): Promise<SubmitResult> {
    const known = idempotencyKey === null ? null : await this.#findByKey(experimentId, idempotencyKey);
    if (known) return known;
    const plan = await this.#records.findPlan(experimentId);
    if (!plan) return { kind: 'no such experiment' };
    if (this.#admitted >= this.#options.queueLimit) return { kind: 'queue full', limit: this.#options.queueLimit };

    const runId = createId();
    try {
      const alone = { batchId: null, program: null, turn: null };
      await this.#admit([{ runId, experimentId, plan, idempotencyKey, ...alone }], []);
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
   * Runs that belong together, all or none.
   * @param first writes of the same transaction that go before them
   */
  async submitAll(runs: readonly NewQueuedRun[], first: readonly Write[]): Promise<'queued' | QueueFull> {
    if (this.#admitted + runs.length > this.#options.queueLimit) {
      return { kind: 'queue full', limit: this.#options.queueLimit };
    }
    await this.#admit(runs, first);
    return 'queued';
  }

  async #admit(runs: readonly NewQueuedRun[], first: readonly Write[]): Promise<void> {
    const told = runs.map((run) => {
      this.#admitted += 1;
      this.#events.open(run.runId, 0);
      const overtaken = this.#waiting.length - placeFor(this.#waiting, run.priority ?? 0);
      const position = this.#admitted - this.#leftOfTurn().length - overtaken;
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
        ...this.#records.insertManyEvents(told.flatMap(({ events }) => events)),
      ]);
    } catch (error) {
      this.#admitted -= runs.length;
      for (const { runId } of runs) this.#events.discard(runId);
      throw error;
    }
    for (const { runId, plan, turn, priority = 0 } of runs) {
      const queued = { runId, plan, attempt: 0, turn: turn ?? runId, priority };
      this.#waiting.splice(placeFor(this.#waiting, priority), 0, queued);
    }
    for (const { run, events } of told) this.#events.publish(run.runId, events);
    this.#changed.notify();
    this.#takeNext();
  }

  /** Resolves when the run has ended, now or long ago. */
  async cancel(runId: string): Promise<CancelResult> {
    const index = this.#waiting.findIndex((run) => run.runId === runId);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
      await this.#finish(runId, { state: 'CANCELLED', failure: null, summary: null, outcomes: [] });
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

  snapshot(): QueueSnapshot {
    return { running: this.#leftOfTurn()[0]?.runId ?? null, waiting: this.#waiting.map((run) => run.runId) };
  }

  /** What goes before a waiting run, what is under way first; null where it does not wait. */
  aheadOf(runId: string): { readonly position: number; readonly plans: readonly Plan[] } | null {
    const index = this.#waiting.findIndex((run) => run.runId === runId);
    if (index < 0) return null;
    const plans = [...this.#leftOfTurn(), ...this.#waiting.slice(0, index)].map(({ plan }) => plan);
    return { position: index + 1, plans };
  }

  /** The queue now, and again after every change. Whoever reads slowly gets the newest, not all in between. */
  followQueue(): AsyncIterableIterator<QueueSnapshot> {
    return endable((ended) => this.#followQueue(ended), this.#closing.signal);
  }

  async *#followQueue(ended: AbortSignal): AsyncGenerator<QueueSnapshot, void, undefined> {
    let told = '';
    while (!ended.aborted) {
      const changed = this.#changed.wait(ended);
      const snapshot = this.snapshot();
      const text = JSON.stringify(snapshot);
      if (text !== told) {
        told = text;
        yield snapshot;
      }
      await changed;
    }
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
    const turn = this.#waiting[0]?.turn;
    if (turn === undefined) return;
    const others = this.#waiting.findIndex((run) => run.turn !== turn);
    const next = this.#waiting.splice(0, others < 0 ? this.#waiting.length : others);
    const runs = next.map((run) => new ActiveRun(run, this.#records, this.#events));
    const ended = Promise.resolve().then(() => this.#play(active));
    const active: ActiveTurn = { runs, ended: ended.catch(() => {}), stopping: false };
    this.#active = active;
    this.#changed.notify();
    ended.then(
      () => {
        this.#active = null;
        this.#changed.notify();
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
          this.#write(run, reports);
          const last = reports.at(-1);
          // One that ends before the others of its turn need not wait for them.
          if (last?.kind !== 'ended') return;
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
      await run.chain.settled();
      if (turn.stopping && ending.state === 'CANCELLED') {
        run.chain.add({ state: 'QUEUED' }, [{ kind: 'RunRequeued', reason: 'SERVER_STOPPED' }]);
        await run.chain.settled();
      } else {
        await this.#finish(run.runId, ending);
      }
    } finally {
      run.settle();
    }
  }

  /** One message of the lab becomes one transaction. */
  #write(run: ActiveRun, reports: readonly LabReport[]): void {
    const facts: RunFact[] = [];
    const measurements: Measurement[] = [];
    const change: { -readonly [K in keyof RunChange]: RunChange[K] } = {};
    for (const report of reports) {
      switch (report.kind) {
        case 'started':
          change.state = 'RUNNING';
          change.startedAt = new Date();
          change.environment = report.environment;
          facts.push({ kind: 'RunStarted', attempt: run.attempt });
          break;
        case 'roundStarted':
          facts.push({ kind: 'RoundStarted', round: report.round, warmup: report.warmup });
          break;
        case 'progress':
          change.progress = report.fraction;
          facts.push({ kind: 'RunProgress', fraction: report.fraction });
          break;
        case 'workerStates':
          facts.push(...report.changes.map((change) => ({ kind: 'WorkerStateChanged' as const, ...change })));
          break;
        case 'roundFinished':
          measurements.push(report.measurement);
          facts.push({ kind: 'RoundFinished', sampleId: sampleId(run.runId, run.attempt, report.measurement.round) });
          break;
        case 'ended':
          // Written by `#conclude`, which decides whether it is an end at all.
          break;
      }
    }
    const samples = measurements.length > 0 ? this.#records.insertSamples(run.runId, run.attempt, measurements) : [];
    if (facts.length > 0) run.chain.add(change, facts, samples);
    if (change.state === 'RUNNING') {
      run.chain.settled().then(
        () => this.#options.onRunStarted(run),
        // Told by whoever waits for the run's end.
        () => {},
      );
    }
  }

  #finish(runId: string, ending: RunEnding): Promise<void> {
    const written = this.#writeEnd(runId, ending).finally(() => this.#ending.delete(runId));
    this.#ending.set(runId, written);
    return written;
  }

  async #writeEnd(runId: string, ending: RunEnding): Promise<void> {
    const { state, failure, summary, outcomes } = ending;
    const chain = new WriteChain(this.#records, this.#events, runId);
    chain.add(
      {
        state: state satisfies RunState,
        finishedAt: new Date(),
        failure,
        summary,
        outcomes,
        ...(state === 'SUCCEEDED' && { progress: 1 }),
      },
      [{ kind: 'RunFinished', state }],
    );
    await chain.settled();
    this.#admitted -= 1;
    this.#changed.notify();
    this.#options.onRunEnded(runId, state);
  }
}

/** The writes of one run, one transaction after another. */
class WriteChain {
  readonly #records: Records;
  readonly #events: EventLog;
  readonly #runId: string;
  #last: Promise<void> = Promise.resolve();

  constructor(records: Records, events: EventLog, runId: string) {
    this.#records = records;
    this.#events = events;
    this.#runId = runId;
  }

  add(change: RunChange, facts: readonly RunFact[], more: readonly Write[] = []): void {
    this.#last = this.#last.then(async () => {
      const { events, lastSeq, writes } = this.#events.number(this.#runId, facts);
      await this.#records.commit([this.#records.changeRun(this.#runId, { ...change, lastSeq }), ...more, ...writes]);
      if (events.length > 0) this.#events.publish(this.#runId, events);
    });
    // Seen by `settled`; until then a failure is not an unhandled one.
    this.#last.catch(() => {});
  }

  /** @throws what the first failed write threw. */
  settled(): Promise<void> {
    return this.#last;
  }
}

/** A run that the lab has. */
class ActiveRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly attempt: number;
  readonly cancel = new AbortController();
  readonly chain: WriteChain;
  /** Resolves once its end is written. */
  readonly settled: Promise<void>;
  settle!: () => void;
  hasEnded = false;

  constructor({ runId, plan, attempt }: QueuedRun, records: Records, events: EventLog) {
    this.runId = runId;
    this.plan = plan;
    this.attempt = attempt + 1;
    this.chain = new WriteChain(records, events, runId);
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }
}
