/**
 * One run's life on the lab host:
 *
 *   (prepare → a round behind the start barrier → measure)* → figures
 *
 * A round at a time, so that the rounds of several runs can take turns (see `turn.ts`), and on whatever bench
 * the run has (see `bench.ts`). While a round is on, this thread only looks at the workers' counters now and
 * then: nothing that it does is on the measured path. It ends with a report in every case; only a bug of the
 * lab throws.
 */
import { availableParallelism } from 'node:os';
import { LIMITS, type Plan } from '../domain/experiment.js';
import type { LabReport, RunEnding } from '../domain/events.js';
import type { Environment, Failure, Measurement } from '../domain/run.js';
import { needsMoreRounds } from '../stats/precision.js';
import type { Bench } from './bench.js';
import type { CoreShare } from './core-probe.js';
import { watchHost, type HostLoad } from './host-load.js';
import { recordRun, type Recorder } from './recorder.js';
import { summarize, tabulateOutcomes } from './summarize.js';
import { judgeValidity } from './validity.js';
import { watchRun, type Watchdog } from './watchdog.js';

export type Report = (report: LabReport) => void;

/** Why a run was called off. */
export type CallOff = 'CANCELLED' | 'TIMED_OUT';

/** A run that the lab is asked for. */
export interface Order {
  readonly plan: Plan;
  readonly report: Report;
  readonly cancelled: AbortSignal;
}

/** What a run has once its workers are there. */
interface Stage {
  readonly bench: Bench;
  readonly environment: Environment;
  /** Since its first round. */
  readonly hostLoad: () => HostLoad | null;
  readonly coreShare: () => CoreShare | null;
  readonly recorder: Recorder;
  readonly watchdog: Watchdog;
  /** Aborts when the round must end: called off, or deadlocked. */
  readonly anyEnd: AbortSignal;
}

export class Execution {
  readonly #plan: Plan;
  readonly #makeBench: () => Bench;
  readonly #watchCores: () => () => CoreShare | null;
  readonly #report: Report;
  readonly #calledOff = new AbortController();
  /** Whoever may cancel it may outlive it, and need not hold it. */
  readonly #over = new AbortController();
  readonly #measurements: Measurement[] = [];
  #bench: Bench | undefined;
  #stage: Stage | undefined;
  #round = 0;
  #isPlaying = false;
  #isOver = false;
  #ended: Promise<void> = Promise.resolve();
  /** Of the time limit, which counts this run's own rounds alone. */
  #leftMs: number;

  /**
   * @param makeBench asked once, with the first round
   * @param watchCores asked once, then: begins to watch whether the cores are the lab's own
   */
  constructor(
    { plan, report, cancelled }: Order,
    makeBench: () => Bench,
    watchCores: () => () => CoreShare | null = () => () => null,
  ) {
    this.#plan = plan;
    this.#makeBench = makeBench;
    this.#watchCores = watchCores;
    this.#report = report;
    this.#leftMs = plan.timeoutMs;
    const cancel = (): void => this.#callOff('CANCELLED');
    if (cancelled.aborted) cancel();
    else cancelled.addEventListener('abort', cancel, { once: true, signal: this.#over.signal });
  }

  /** It plays no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Threads and processes that play a round; 0 before the first. */
  get members(): number {
    return this.#stage?.bench.members ?? 0;
  }

  /** Once it is over: resolves when its bench is closed and its end reported. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** The next round, or the run's end. Not while another round plays on the same crew. */
  async playRound(): Promise<void> {
    const startedAt = performance.now();
    const limit = setTimeout(() => this.#callOff('TIMED_OUT'), this.#leftMs);
    this.#isPlaying = true;
    try {
      await this.#play();
    } finally {
      this.#isPlaying = false;
      clearTimeout(limit);
      await this.#ended;
      this.#leftMs -= performance.now() - startedAt;
    }
  }

  #callOff(reason: CallOff): void {
    this.#calledOff.abort(reason);
    if (!this.#isPlaying && !this.#isOver) this.#endCalledOff();
  }

  async #play(): Promise<void> {
    try {
      this.#bench ??= this.#makeBench();
      if (!(await this.#bench.prepare(this.#calledOff.signal))) {
        this.#endCalledOff();
        return;
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end('FAILED', { code: 'LAB_ERROR', message: `The workers could not be started: ${message}` });
      return;
    }
    this.#stage ??= this.#begin(this.#bench);
    await this.#playOn(this.#stage);
  }

  #begin(bench: Bench): Stage {
    const environment = bench.takeEnvironment();
    this.#report({ kind: 'started', environment, at: Date.now() });
    const watchdog = watchRun(bench.sight);
    return {
      bench,
      environment,
      hostLoad: watchHost(availableParallelism(), () => [process.pid, process.ppid, ...bench.processIds()]),
      coreShare: this.#watchCores(),
      recorder: recordRun(this.#plan, bench.sight, this.#report),
      watchdog,
      anyEnd: AbortSignal.any([this.#calledOff.signal, watchdog.deadlocked]),
    };
  }

  async #playOn({ bench, recorder, watchdog, anyEnd }: Stage): Promise<void> {
    const round = this.#round;
    const warmup = round < this.#plan.warmup;
    this.#report({ kind: 'roundStarted', round, warmup });
    recorder.enter(round);
    watchdog.enter();
    const outcome = await bench.play(round, warmup, anyEnd);
    watchdog.leave();
    recorder.leave();

    const deadlock = watchdog.failure();
    if (deadlock) {
      this.#end('DEADLOCKED', deadlock);
      return;
    }
    if (outcome.kind === 'failed') {
      this.#end('FAILED', outcome.failure);
      return;
    }
    if (outcome.kind === 'called off') {
      this.#endCalledOff();
      return;
    }
    const { measurement } = outcome;
    this.#measurements.push(measurement);
    this.#report({ kind: 'roundFinished', measurement });
    this.#round += 1;
    // Called off after its last round it is complete all the same.
    if (this.#isComplete()) this.#endComplete();
    else if (this.#calledOff.signal.aborted) this.#endCalledOff();
  }

  /** As many rounds as were asked for; with a precision, as many as it takes. */
  #isComplete(): boolean {
    const { warmup, repetitions, precision } = this.#plan;
    if (this.#round < warmup + repetitions) return false;
    if (precision === undefined || this.#round >= LIMITS.repetitions.max) return true;
    const walls = this.#measurements.flatMap((one) => (one.warmup ? [] : [one.wallMs]));
    return !needsMoreRounds(walls, precision);
  }

  /** All that was asked for but the precision: then the time limit only ends the search for it. */
  #isEnough(): boolean {
    const { warmup, repetitions, precision } = this.#plan;
    return precision !== undefined && this.#round >= warmup + repetitions;
  }

  #endComplete(): void {
    const wrong = this.#measurements.find(({ judgement }) => judgement.grade === 'FORBIDDEN');
    if (!wrong) {
      this.#end('SUCCEEDED', null);
      return;
    }
    const { expected, observed } = wrong.judgement;
    this.#end('FAILED', {
      code: 'WRONG_RESULT',
      message: `Round ${wrong.round} should have given ${expected} and gave ${observed}.`,
    });
  }

  #endCalledOff(): void {
    if (this.#calledOff.signal.reason === ('TIMED_OUT' satisfies CallOff)) {
      if (this.#isEnough()) this.#endComplete();
      else this.#end('TIMED_OUT', { code: 'TIMED_OUT', message: `It took longer than ${this.#plan.timeoutMs} ms.` });
    } else {
      this.#end('CANCELLED', null);
    }
  }

  #end(state: RunEnding['state'], failure: Failure | null): void {
    this.#isOver = true;
    this.#over.abort();
    this.#stage?.watchdog.stop();
    this.#stage?.recorder.stop();
    const judgements = this.#measurements.filter(({ warmup }) => !warmup).map(({ judgement }) => judgement);
    const summary = summarize(this.#plan, this.#measurements);
    const recording = this.#bench?.recorded();
    const ending: RunEnding = {
      state,
      failure,
      summary,
      validity: judgeValidity(state, summary, this.#measurements, {
        host: this.#stage?.hostLoad() ?? null,
        cores: availableParallelism(),
        members: this.members,
        coreShare: this.#stage?.coreShare() ?? null,
        clockSource: this.#stage?.environment.clockSource ?? null,
      }),
      outcomes: tabulateOutcomes(this.#plan, judgements),
      workerCosts: this.#bench?.workerCosts() ?? [],
      ...(recording && { recording }),
    };
    // What is told to have ended is gone.
    this.#ended = (this.#bench?.close() ?? Promise.resolve()).then(() => this.#report({ kind: 'ended', ending }));
  }
}
