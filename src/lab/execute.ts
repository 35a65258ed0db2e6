/**
 * One run's life on the lab host:
 *
 *   assemble the crew → (prepare → a round behind the start barrier → measure)* → figures
 *
 * A round at a time, so that the rounds of several runs can take turns (see `turn.ts`). While a round is on,
 * this thread only looks at the workers' counters now and then: nothing that it does is on the measured path.
 * It ends with a report in every case; only a bug of the lab throws.
 */
import { availableParallelism } from 'node:os';
import type { Plan } from '../domain/experiment.js';
import type { LabReport, RunEnding } from '../domain/events.js';
import type { Failure, Measurement } from '../domain/run.js';
import { place, type Assignment } from '../fabric/assignment.js';
import type { Crew } from '../fabric/crew.js';
import type { WarmWorker } from '../fabric/warm-worker.js';
import { playRound, type RoundEnd } from '../fabric/round.js';
import { readHoldings } from '../fabric/waiting.js';
import { takeEnvironment } from './environment.js';
import { measureRound } from './measure.js';
import { recordRun, type Recorder } from './recorder.js';
import { summarize, tabulateOutcomes } from './summarize.js';
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
  readonly assignment: Assignment;
  readonly recorder: Recorder;
  readonly watchdog: Watchdog;
  /** Aborts when the round must end: called off, or deadlocked. */
  readonly anyEnd: AbortSignal;
}

export class Execution {
  readonly #plan: Plan;
  readonly #crew: Crew;
  readonly #report: Report;
  readonly #calledOff = new AbortController();
  readonly #measurements: Measurement[] = [];
  #stage: Stage | undefined;
  #round = 0;
  #isPlaying = false;
  #isOver = false;
  /** Of the time limit, which counts this run's own rounds alone. */
  #leftMs: number;

  constructor({ plan, report, cancelled }: Order, crew: Crew) {
    this.#plan = plan;
    this.#crew = crew;
    this.#report = report;
    this.#leftMs = plan.timeoutMs;
    const cancel = (): void => this.#callOff('CANCELLED');
    if (cancelled.aborted) cancel();
    else cancelled.addEventListener('abort', cancel, { once: true, signal: this.#calledOff.signal });
  }

  /** Its end is reported. */
  get isOver(): boolean {
    return this.#isOver;
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
      this.#leftMs -= performance.now() - startedAt;
    }
  }

  #callOff(reason: CallOff): void {
    this.#calledOff.abort(reason);
    if (!this.#isPlaying && !this.#isOver) this.#endCalledOff();
  }

  async #play(): Promise<void> {
    let workers: readonly WarmWorker[] | null;
    try {
      const assignment = this.#stage?.assignment ?? place(this.#plan.groups, availableParallelism());
      // Daemons of the round before were dropped; for all others this finds the same workers again.
      workers = await assemble(this.#crew, assignment, this.#calledOff.signal);
      if (workers && !this.#stage) this.#begin(assignment);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end('FAILED', { code: 'LAB_ERROR', message: `The workers could not be started: ${message}` });
      return;
    }
    if (!workers || !this.#stage) {
      this.#endCalledOff();
      return;
    }
    await this.#playOn(this.#stage, workers);
  }

  #begin(assignment: Assignment): void {
    const { arena } = this.#crew;
    this.#report({ kind: 'started', environment: takeEnvironment(arena.memory.substrate) });
    const watchdog = watchRun(arena, assignment);
    this.#stage = {
      assignment,
      recorder: recordRun(this.#plan, arena, assignment, this.#report),
      watchdog,
      anyEnd: AbortSignal.any([this.#calledOff.signal, watchdog.deadlocked]),
    };
  }

  async #playOn({ assignment, recorder, watchdog, anyEnd }: Stage, workers: readonly WarmWorker[]): Promise<void> {
    const crew = this.#crew;
    const round = this.#round;
    const warmup = round < this.#plan.warmup;
    crew.arena.writeAssignment(assignment);
    this.#report({ kind: 'roundStarted', round, warmup });
    recorder.enter(round);
    watchdog.enter();
    // Rounds count from 1 in the arena: 0 is a shut barrier.
    const roundEnd = await playRound(crew, assignment, workers, round + 1, anyEnd);
    watchdog.leave();
    recorder.leave();

    const deadlock = watchdog.failure();
    if (deadlock) {
      this.#end('DEADLOCKED', deadlock);
      return;
    }
    const failure = failureOf(roundEnd, crew, assignment);
    if (failure) {
      this.#end('FAILED', failure);
      return;
    }
    if (roundEnd.kind === 'called off' && !isComplete(crew, assignment)) {
      this.#endCalledOff();
      return;
    }
    const measurement = measureRound(crew.arena, assignment, round, warmup);
    this.#measurements.push(measurement);
    this.#report({ kind: 'roundFinished', measurement });
    this.#round += 1;
    // Called off after its last round it is complete all the same.
    if (this.#round === this.#plan.warmup + this.#plan.repetitions) this.#endComplete();
    else if (this.#calledOff.signal.aborted) this.#endCalledOff();
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
      this.#end('TIMED_OUT', { code: 'TIMED_OUT', message: `It took longer than ${this.#plan.timeoutMs} ms.` });
    } else {
      this.#end('CANCELLED', null);
    }
  }

  #end(state: RunEnding['state'], failure: Failure | null): void {
    this.#isOver = true;
    this.#stage?.watchdog.stop();
    this.#stage?.recorder.stop();
    const judgements = this.#measurements.filter(({ warmup }) => !warmup).map(({ judgement }) => judgement);
    this.#report({
      kind: 'ended',
      ending: {
        state,
        failure,
        summary: summarize(this.#plan, this.#measurements),
        outcomes: tabulateOutcomes(this.#plan, judgements),
      },
    });
  }
}

/**
 * @returns null when the run is called off before its crew is complete. Workers that are on their way then are
 * the next run's, or let go of.
 */
async function assemble(
  crew: Crew,
  assignment: Assignment,
  calledOff: AbortSignal,
): Promise<readonly WarmWorker[] | null> {
  if (calledOff.aborted) return null;
  const assembling = crew.assemble(assignment);
  // After a call-off nobody asks why one of them could not be started.
  assembling.catch(() => {});
  const settled = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    calledOff.addEventListener('abort', () => resolve(null), { once: true, signal: settled.signal });
  });
  try {
    const workers = await Promise.race([assembling, aborted]);
    return calledOff.aborted ? null : workers;
  } finally {
    // Once a round, and the run's signal outlives all its rounds.
    settled.abort();
  }
}

/** The call-off came when all were through already: the round counts. */
function isComplete(crew: Crew, assignment: Assignment): boolean {
  return assignment.members.every(
    ({ group, workers, isDaemon }) =>
      isDaemon ||
      workers.every(
        (worker) => crew.arena.readSlot((assignment.groups[group]?.firstSlot ?? 0) + worker).state === 'DONE',
      ),
  );
}

function failureOf(end: RoundEnd, crew: Crew, assignment: Assignment): Failure | null {
  const { arena } = crew;
  const thrown = slotsOf(assignment).find((slot) => arena.readSlot(slot).state === 'THREW');
  if (thrown !== undefined) {
    return { code: 'TASK_THREW', message: `Worker ${thrown} threw ${String(arena.readReport(thrown))}` };
  }
  if (end.kind !== 'died') return null;
  const member = assignment.members[end.member];
  const who = `Worker ${member?.workers.join(', ')} (${end.worker.label})`;
  const slots = member?.workers.map((worker) => (assignment.groups[member.group]?.firstSlot ?? 0) + worker) ?? [];
  const held = readHoldings(arena, assignment).flatMap(({ worker, holds }) => (slots.includes(worker) ? holds : []));
  const holding = held.length > 0 ? ` while it held ${held.join(', ')}` : '';
  return { code: 'WORKER_DIED', message: `${who} ${end.death.cause}${holding}.` };
}

function slotsOf(assignment: Assignment): readonly number[] {
  return Array.from({ length: assignment.slots }, (_, slot) => slot);
}
