/** An interpreter for the rounds of one run: started when a round needs one, and replaced when it cannot go on. */
import { constants } from 'node:os';
import type { Failure } from '../../domain/run.js';
import type { Assignment } from '../../fabric/assignment.js';
import { Interpreter } from '../../runtimes/cpython/interpreter.js';
import { startMethodOf } from '../../runtimes/cpython/offer.js';
import type { PythonFacts } from '../../runtimes/cpython/probe.js';
import type { Played, Setting } from '../../runtimes/cpython/protocol.js';
import type { Sight } from '../sight.js';
import { firstLocksOf, sightOfBoard } from './sight.js';

/** An interpreter, and what its workers may need of the host. */
export interface PythonHome {
  readonly path: string;
  readonly facts: PythonFacts;
  readonly fileServerPort: number;
}

export class Stage {
  readonly sight: Sight;
  readonly #home: PythonHome;
  readonly #assignment: Assignment;
  #interpreter: Interpreter | null = null;
  #closed = false;

  constructor(home: PythonHome, assignment: Assignment) {
    this.#home = home;
    this.#assignment = assignment;
    this.sight = sightOfBoard(() => this.#interpreter?.board, assignment);
  }

  /** @throws InterpreterError when it does not come up, or the stage was closed */
  async open(): Promise<void> {
    if (this.#interpreter) return;
    if (this.#closed) throw new Error('The stage is closed.');
    this.#interpreter = new Interpreter(this.#home.path);
    await this.#interpreter.open(toSetting(this.#home, this.#assignment, this.#interpreter.board.path));
  }

  /** @throws InterpreterError when it cannot be heard to its end */
  async play(): Promise<Played | { readonly failure: Failure }> {
    if (!this.#interpreter) throw new Error('The stage is not open.');
    this.#interpreter.board.clear();
    const reply = await this.#interpreter.playRound();
    if (reply.kind === 'threw') {
      return { failure: { code: 'TASK_THREW', message: `Worker ${reply.worker} threw ${reply.error}` } };
    }
    if (reply.kind === 'died') {
      const who = `Worker ${reply.worker} (${this.#livesIn(reply.worker)})`;
      return { failure: { code: 'WORKER_DIED', message: `${who} ${describeExit(reply.exitCode)}.` } };
    }
    if (reply.isSpent) await this.#end();
    return reply;
  }

  /** Resolves when all that the run has started is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    const interpreter = this.#interpreter;
    this.#interpreter = null;
    await interpreter?.close();
  }

  #livesIn(slot: number): string {
    const group = this.#assignment.groups.findLast(({ firstSlot }) => firstSlot <= slot);
    return group?.fabric === 'PROCESSES' ? 'process' : 'thread';
  }
}

function toSetting(home: PythonHome, assignment: Assignment, board: string): Setting {
  const firstLocks = firstLocksOf(assignment);
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
      startMethod: startMethodOf(home.facts),
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
