/**
 * A CPython interpreter as a bench: started when a round needs one, and replaced when it cannot go on.
 *
 * While a round is on, the lab only looks at the board now and then. To call a run off is to end the interpreter:
 * nobody in it has to listen for that.
 */
import { constants } from 'node:os';
import type { Plan } from '../../domain/experiment.js';
import type { RunRecording } from '../../domain/recording.js';
import type { Environment, Failure, Measurement } from '../../domain/run.js';
import type { WorkerCost } from '../../domain/worker-cost.js';
import { place, type Assignment } from '../../fabric/assignment.js';
import { Interpreter, InterpreterError } from '../../runtimes/cpython/interpreter.js';
import type { PythonFacts } from '../../runtimes/cpython/probe.js';
import type { Played, Setting } from '../../runtimes/cpython/protocol.js';
import type { Bench, RoundOutcome } from '../bench.js';
import { takeEnvironment } from '../environment.js';
import { toMeasurement } from '../measure.js';
import { recordOnHost, type HostRecording } from '../recording/run-recording.js';
import type { Sight } from '../sight.js';
import { firstPartsOf, partsOnPython, PythonNotes } from './notes.js';
import { viewRemains } from './remains.js';
import { firstLocksOf, sightOfBoard } from './sight.js';
import { turnsOnPython } from './turns.js';
import { costsOnPython } from './worker-costs.js';

/** An interpreter, and what its workers may need of the host. */
export interface PythonHome {
  readonly path: string;
  readonly facts: PythonFacts;
  readonly fileServerPort: number;
}

export class PythonBench implements Bench {
  readonly sight: Sight;
  readonly #home: PythonHome;
  readonly #assignment: Assignment;
  readonly #recording: HostRecording;
  /** null where nothing is recorded. */
  #notes: PythonNotes | null = null;
  #costNs = 0;
  #interpreter: Interpreter | null = null;
  #lastPlayed: Played | null = null;

  /**
   * @param traceFile where a trace goes; null where none is kept
   * @throws OutOfMemoryError when the groups do not fit into the memory that they are judged in
   */
  constructor({ groups, recording }: Plan, home: PythonHome, traceFile: string | null = null) {
    this.#home = home;
    const assignment = place(groups, 1, recording);
    this.#assignment = assignment;
    this.#recording = recordOnHost(assignment, () => {
      const parts = partsOnPython(assignment);
      const notes = new PythonNotes(assignment, parts);
      this.#notes = notes;
      const turns = turnsOnPython(assignment, home.facts.gil);
      return { notes, parts, traceFile, costNs: () => this.#costNs, turns };
    });
    this.sight = sightOfBoard(() => this.#interpreter?.board, this.#assignment);
  }

  get members(): number {
    return this.#assignment.members.length;
  }

  processIds(): readonly number[] {
    const pid = this.#interpreter?.pid;
    return pid === undefined ? [] : [pid];
  }

  takeEnvironment(): Environment {
    return takeEnvironment('OWN', `CPython ${this.#home.facts.build}`);
  }

  async prepare(calledOff: AbortSignal): Promise<boolean> {
    if (calledOff.aborted) return false;
    if (this.#interpreter) return true;
    const interpreter = new Interpreter(this.#home.path);
    this.#interpreter = interpreter;
    const setting = {
      ...toSetting(this.#home, this.#assignment, interpreter.board.path),
      recording: this.#notes?.open(interpreter.folder) ?? null,
    };
    const ready = await orAborted(interpreter.open(setting), calledOff);
    if (ready === ABORTED) return false;
    this.#costNs = ready.nsPerOperation ?? 0;
    return true;
  }

  async play(round: number, warmup: boolean, anyEnd: AbortSignal): Promise<RoundOutcome> {
    const interpreter = this.#interpreter;
    if (!interpreter) throw new Error('The bench was not prepared.');
    interpreter.board.clear();
    this.#recording.prepare();
    const outcome = await this.#playOn(interpreter, round, warmup, anyEnd);
    if (this.#notes) {
      // Whoever is left of a round that did not come to its end may still write.
      if (outcome.kind !== 'measured') await this.#end(interpreter);
      this.#notes.take();
      this.#recording.drain(round, warmup, outcome.kind === 'measured' ? outcome.measurement : null);
    }
    return outcome;
  }

  recorded(): RunRecording | undefined {
    return this.#recording.result();
  }

  workerCosts(): readonly WorkerCost[] {
    return costsOnPython(this.#assignment, this.#lastPlayed);
  }

  async close(): Promise<void> {
    const interpreter = this.#interpreter;
    this.#interpreter = null;
    await interpreter?.close();
    this.#notes?.close();
  }

  /** Until it is gone it can be seen. */
  async #end(interpreter: Interpreter): Promise<void> {
    if (this.#interpreter !== interpreter) return;
    await interpreter.close();
    this.#interpreter = null;
  }

  async #playOn(interpreter: Interpreter, round: number, warmup: boolean, anyEnd: AbortSignal): Promise<RoundOutcome> {
    try {
      const reply = await orAborted(interpreter.playRound(), anyEnd);
      if (reply === ABORTED) return { kind: 'called off' };
      if (reply.kind === 'threw') {
        return fail('TASK_THREW', `Worker ${reply.worker} threw ${reply.error}`);
      }
      if (reply.kind === 'died') {
        const who = `Worker ${reply.worker} (${this.#livesIn(reply.worker)})`;
        return fail('WORKER_DIED', `${who} ${describeExit(reply.exitCode)}.`);
      }
      this.#lastPlayed = reply;
      if (reply.isSpent) await this.#end(interpreter);
      return { kind: 'measured', measurement: measure(this.#assignment, reply, round, warmup) };
    } catch (error) {
      if (error instanceof InterpreterError) {
        return fail('INTERPRETER_DIED', `The interpreter, and all workers in it, ${error.message}.`);
      }
      // What it said has the right shape, and makes no sense to its judge.
      const message = error instanceof Error ? error.message : String(error);
      return fail('LAB_ERROR', `The round could not be judged: ${message}`);
    }
  }

  #livesIn(slot: number): string {
    const group = this.#assignment.groups.findLast(({ firstSlot }) => firstSlot <= slot);
    return group?.fabric === 'PROCESSES' ? 'process' : 'thread';
  }
}

function toSetting(home: PythonHome, assignment: Assignment, board: string): Omit<Setting, 'recording'> {
  const firstLocks = firstLocksOf(assignment);
  const parts = assignment.recording ? partsOnPython(assignment) : [];
  const firstParts = firstPartsOf(assignment, parts);
  return {
    board,
    fileServer: `http://127.0.0.1:${home.fileServerPort}/`,
    groups: assignment.groups.map((group, index) => ({
      kind: group.task.kind,
      parameters: group.task.parameters,
      fabric: group.fabric,
      primitive: group.primitive,
      options: group.options,
      workers: group.workers,
      daemons: assignment.members.flatMap((member) =>
        member.group === index && member.isDaemon ? member.workers : [],
      ),
      firstSlot: group.firstSlot,
      firstLock: firstLocks[index] ?? 0,
      // Plans of before there was a choice have none.
      startMethod: (group.options.startMethod ?? home.facts.startMethods[0] ?? 'spawn').toLowerCase(),
      firstParts: firstParts[index] ?? [],
      parts: parts.flatMap((part) => (part.group === index ? part.number : [])),
    })),
  };
}

/** Python's exit codes: below 0 it is the number of a signal. */
function describeExit(code: number | null): string {
  if (code === null) return 'ended';
  return code < 0 ? `was ended by ${signalName(-code)}` : `ended with exit code ${code}`;
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}

function fail(code: Failure['code'], message: string): RoundOutcome {
  return { kind: 'failed', failure: { code, message } };
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

const ABORTED = Symbol('aborted');

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | typeof ABORTED> {
  const settled = new AbortController();
  const aborted = new Promise<typeof ABORTED>((resolve) => {
    const abort = (): void => resolve(ABORTED);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    settled.abort();
  }
}
