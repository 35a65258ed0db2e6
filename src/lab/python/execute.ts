/**
 * One run's life on a CPython interpreter:
 *
 *   start it → (play a round → measure)* → end it and all that it has started → figures
 *
 * While a round is on, this thread only looks at the board now and then. To call a run off is to end the
 * interpreter: nobody in it has to listen for that.
 */
import type { Plan } from '../../domain/experiment.js';
import type { LabReport, RunEnding } from '../../domain/events.js';
import type { Failure, Measurement } from '../../domain/run.js';
import { place, type Assignment } from '../../fabric/assignment.js';
import { InterpreterError } from '../../runtimes/cpython/interpreter.js';
import type { Played } from '../../runtimes/cpython/protocol.js';
import { endRun, timedOut, wrongResult } from '../ending.js';
import { takeEnvironment } from '../environment.js';
import { toMeasurement } from '../measure.js';
import { recordRun } from '../recorder.js';
import { watchRun } from '../watchdog.js';
import { viewRemains } from './remains.js';
import { Stage, type PythonHome } from './stage.js';

interface End {
  readonly state: RunEnding['state'];
  readonly failure: Failure | null;
}

export async function executeOnPython(
  plan: Plan,
  home: PythonHome,
  report: (report: LabReport) => void,
  cancelled: AbortSignal,
): Promise<void> {
  const timeout = AbortSignal.timeout(plan.timeoutMs);
  const calledOff = AbortSignal.any([cancelled, timeout]);
  const measurements: Measurement[] = [];
  const assignment = place(plan.groups, 1);
  const stage = new Stage(home, assignment);
  const recorder = recordRun(plan, stage.sight, report);
  const watchdog = watchRun(stage.sight);
  const anyEnd = AbortSignal.any([calledOff, watchdog.deadlocked]);

  const playAll = async (): Promise<End> => {
    for (let round = 0; round < plan.warmup + plan.repetitions; round += 1) {
      const warmup = round < plan.warmup;
      await stage.open();
      if (round === 0) report({ kind: 'started', environment: takeEnvironment('OWN', `CPython ${home.facts.build}`) });
      report({ kind: 'roundStarted', round, warmup });
      recorder.enter(round);
      watchdog.enter();
      const played = await stage.play().finally(() => {
        watchdog.leave();
        recorder.leave();
      });
      if ('failure' in played) return { state: 'FAILED', failure: played.failure };
      const measurement = measure(assignment, played, round, warmup);
      measurements.push(measurement);
      report({ kind: 'roundFinished', measurement });
    }
    const wrong = wrongResult(measurements);
    return { state: wrong ? 'FAILED' : 'SUCCEEDED', failure: wrong };
  };
  const orCalledOff = (): End => {
    const deadlock = watchdog.failure();
    if (deadlock) return { state: 'DEADLOCKED', failure: deadlock };
    // Whichever came first is the reason (see `../execute.ts`).
    if (calledOff.reason === timeout.reason) return { state: 'TIMED_OUT', failure: timedOut(plan) };
    return { state: 'CANCELLED', failure: null };
  };

  let end: End;
  try {
    end = await Promise.race([playAll(), whenAborted(anyEnd).then(orCalledOff)]);
  } catch (error) {
    end = { state: 'FAILED', failure: explain(error) };
  }
  watchdog.stop();
  recorder.stop();
  await stage.close();
  report({ kind: 'ended', ending: endRun(plan, measurements, end.state, end.failure) });
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function measure(assignment: Assignment, { groups }: Played, round: number, warmup: boolean): Measurement {
  const workers = groups.flatMap((group) => group.workers).map((worker, slot) => ({ ...worker, worker: slot }));
  return toMeasurement(
    assignment,
    workers,
    (group) => viewRemains(group, groups[assignment.groups.indexOf(group)]?.left ?? []),
    round,
    warmup,
  );
}

function explain(error: unknown): Failure {
  if (error instanceof InterpreterError) {
    return { code: 'WORKER_DIED', message: `The interpreter, and all workers in it, ${error.message}.` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'LAB_ERROR', message: `The round could not be read: ${message}` };
}
