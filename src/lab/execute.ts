/**
 * One run's life on the lab host:
 *
 *   assemble the crew → (prepare → rounds behind the start barrier → measure)* → figures
 *
 * While a round is on, this thread only looks at the workers' counters now and then: nothing that it does is
 * on the measured path. It ends with a report in every case; only a bug of the lab throws.
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
import { endRun, timedOut, wrongResult } from './ending.js';
import { takeEnvironment } from './environment.js';
import { measureRound } from './measure.js';
import { recordRun } from './recorder.js';
import { sightOfArena } from './sight.js';
import { watchRun } from './watchdog.js';

export type Report = (report: LabReport) => void;

/** Why a run was called off. */
export type CallOff = 'CANCELLED' | 'TIMED_OUT';

export async function executeRun(plan: Plan, crew: Crew, report: Report, cancelled: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(plan.timeoutMs);
  const calledOff = AbortSignal.any([cancelled, timeout]);
  const measurements: Measurement[] = [];
  const end = (state: RunEnding['state'], failure: Failure | null): void => {
    report({ kind: 'ended', ending: endRun(plan, measurements, state, failure) });
  };
  const endCalledOff = (): void => {
    // Whichever came first is the reason. To ask for it here also keeps `timeout` reachable: `any` holds its
    // sources weakly, and a collected one never fires.
    if (calledOff.reason === timeout.reason) {
      end('TIMED_OUT', timedOut(plan));
    } else {
      end('CANCELLED', null);
    }
  };

  let assignment: Assignment;
  let workers: readonly WarmWorker[] | null;
  try {
    assignment = place(plan.groups, availableParallelism());
    workers = await assemble(crew, assignment, calledOff);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    end('FAILED', { code: 'LAB_ERROR', message: `The workers could not be started: ${message}` });
    crew.trim();
    return;
  }
  if (!workers) {
    endCalledOff();
    crew.trim();
    return;
  }
  crew.arena.writeAssignment(assignment);
  report({ kind: 'started', environment: takeEnvironment(crew.arena.memory.substrate) });

  const rounds = plan.warmup + plan.repetitions;
  const sight = sightOfArena(crew.arena, assignment);
  const recorder = recordRun(plan, sight, report);
  const watchdog = watchRun(sight);
  const anyEnd = AbortSignal.any([calledOff, watchdog.deadlocked]);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const warmup = round < plan.warmup;
      // Daemons of the round before were dropped; for all others this finds the same workers again.
      if (round > 0) workers = await assemble(crew, assignment, calledOff);
      if (!workers) {
        endCalledOff();
        return;
      }
      report({ kind: 'roundStarted', round, warmup });
      recorder.enter(round);
      watchdog.enter();
      // Rounds count from 1 in the arena: 0 is a shut barrier.
      const roundEnd = await playRound(crew, assignment, workers, round + 1, anyEnd);
      watchdog.leave();
      recorder.leave();

      const deadlock = watchdog.failure();
      if (deadlock) {
        end('DEADLOCKED', deadlock);
        return;
      }
      const failure = failureOf(roundEnd, crew, assignment);
      if (failure) {
        end('FAILED', failure);
        return;
      }
      if (roundEnd.kind === 'called off' && !isComplete(crew, assignment)) {
        endCalledOff();
        return;
      }
      const measurement = measureRound(crew.arena, assignment, round, warmup);
      measurements.push(measurement);
      report({ kind: 'roundFinished', measurement });
      if (calledOff.aborted) {
        endCalledOff();
        return;
      }
    }
  } finally {
    watchdog.stop();
    recorder.stop();
    crew.trim();
  }

  const wrong = wrongResult(measurements);
  end(wrong ? 'FAILED' : 'SUCCEEDED', wrong);
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
  const aborted = new Promise<null>((resolve) => {
    calledOff.addEventListener('abort', () => resolve(null), { once: true });
  });
  const workers = await Promise.race([assembling, aborted]);
  return calledOff.aborted ? null : workers;
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
