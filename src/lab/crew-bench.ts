/** The crew as a bench: warm Node workers over one arena, lent to a round at a time. */
import { availableParallelism } from 'node:os';
import type { Plan } from '../domain/experiment.js';
import type { RunRecording } from '../domain/recording.js';
import type { Environment, Failure } from '../domain/run.js';
import type { WorkerCost } from '../domain/worker-cost.js';
import { place, type Assignment } from '../fabric/assignment.js';
import type { Crew } from '../fabric/crew.js';
import { recordedParts } from '../fabric/recording.js';
import { playRound, type RoundEnd } from '../fabric/round.js';
import { readHoldings } from '../fabric/waiting.js';
import type { WarmWorker } from '../fabric/warm-worker.js';
import type { Bench, RoundOutcome } from './bench.js';
import { takeEnvironment } from './environment.js';
import { measureRound } from './measure.js';
import { notesInArena } from './recording/arena-notes.js';
import { nsPerOperation } from './recording/overhead.js';
import { recordOnHost, type HostRecording } from './recording/run-recording.js';
import { workersInTurns } from './recording/turns.js';
import { sightOfArena, type Sight } from './sight.js';
import { costsOfCrew } from './worker-costs.js';

export class CrewBench implements Bench {
  readonly sight: Sight;
  readonly #crew: Crew;
  readonly #assignment: Assignment;
  readonly #recording: HostRecording;
  readonly #begunNs = process.hrtime.bigint();
  #workers: readonly WarmWorker[] = [];

  /**
   * @param traceFile where a trace goes; null where none is kept
   * @throws OutOfMemoryError when the groups do not fit
   */
  constructor({ groups, recording }: Plan, crew: Crew, traceFile: string | null) {
    this.#crew = crew;
    this.#assignment = place(groups, availableParallelism(), recording);
    const assignment = this.#assignment;
    this.#recording = recordOnHost(assignment, (level) => {
      // Measured before the first round: it may take some milliseconds.
      const costNs = nsPerOperation(level);
      const notes = notesInArena(crew.arena, assignment);
      const turns = workersInTurns(assignment, ({ gil }) => gil);
      return { notes, parts: recordedParts(assignment), traceFile, costNs: () => costNs, turns };
    });
    this.sight = sightOfArena(crew.arena, this.#assignment);
  }

  get members(): number {
    return this.#assignment.members.length;
  }

  processIds(): readonly number[] {
    return this.#crew.processIds();
  }

  takeEnvironment(): Environment {
    return takeEnvironment(this.#crew.arena.memory.substrate);
  }

  /** Daemons of the round before were dropped; for all others this finds the same workers again. */
  async prepare(calledOff: AbortSignal): Promise<boolean> {
    const workers = await assemble(this.#crew, this.#assignment, calledOff);
    this.#workers = workers ?? [];
    return workers !== null;
  }

  async play(round: number, warmup: boolean, anyEnd: AbortSignal): Promise<RoundOutcome> {
    const [crew, assignment] = [this.#crew, this.#assignment];
    crew.arena.writeAssignment(assignment);
    this.#recording.prepare();
    // Rounds count from 1 in the arena: 0 is a shut barrier.
    const roundEnd = await playRound(crew, assignment, this.#workers, round + 1, anyEnd);
    const outcome = this.#outcomeOf(roundEnd, round, warmup);
    this.#recording.drain(round, warmup, outcome.kind === 'measured' ? outcome.measurement : null);
    return outcome;
  }

  recorded(): RunRecording | undefined {
    return this.#recording.result();
  }

  workerCosts(): readonly WorkerCost[] {
    return costsOfCrew(this.#assignment, this.#workers, this.#crew, this.#begunNs);
  }

  /** The workers are the crew's, and stay. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #outcomeOf(end: RoundEnd, round: number, warmup: boolean): RoundOutcome {
    const [crew, assignment] = [this.#crew, this.#assignment];
    const failure = failureOf(end, crew, assignment);
    if (failure) return { kind: 'failed', failure };
    if (end.kind === 'called off' && !isComplete(crew, assignment)) return { kind: 'called off' };
    const throughNs = end.kind === 'through' ? end.atNs : null;
    return { kind: 'measured', measurement: measureRound(crew.arena, assignment, round, warmup, throughNs) };
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
