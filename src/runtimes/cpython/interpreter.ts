/**
 * One interpreter with the harness in it, host half: it lives for a run and plays its rounds.
 *
 *   starting → ready ⇄ playing
 *       └────────┴───────┴──→ died: by itself, or because it said what it should not, or too much
 *
 * It is started as the head of a process group, in a folder of its own, with an environment that has nothing
 * of the lab's. It is not trusted: every line is parsed, and what it may say is bounded. `close` ends all that it
 * has started.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Board } from './board.js';
import { cleanEnvironment } from './clean.js';
import { endTree } from './process-tree.js';
import { Reply, ROUND, type Ready, type Setting } from './protocol.js';

/** The same from `src/` as from `dist/`: Python is not compiled. */
const HARNESS = join(import.meta.dirname, '../../../src/runtimes/cpython/harness/main.py');

/** Isolated, without site packages, without writing what it compiled beside the source, unbuffered. */
export const FLAGS = ['-I', '-S', '-B', '-u'] as const;

const START_LIMIT_MS = 10_000;
const LAST_WORDS_MS = 100;
/** A million results of a pool, and some more. */
const LONGEST_REPLY_BYTES = 64 * 1024 * 1024;
const MOST_ERROR_OUTPUT_BYTES = 1024 * 1024;
/** Of what a dying interpreter wrote to its error output, the end is what tells. */
const KEPT_ERROR_OUTPUT = 2_000;

export class InterpreterError extends Error {
  override readonly name = 'InterpreterError';
}

export class Interpreter {
  readonly board: Board;
  /** Of its own, for whatever it is to find there; gone when it is closed. */
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #mark = randomUUID();
  readonly #ended: Promise<void>;
  /** Who waits for the next reply. */
  #waiting: { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void } | null = null;
  /** Why it can be asked no more. */
  #failure: InterpreterError | null = null;
  #line: Buffer[] = [];
  #lineBytes = 0;
  #errorBytes = 0;
  #errorOutput = '';

  /** @param path of the interpreter */
  constructor(path: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'lockstep-'));
    this.board = new Board(join(this.folder, 'board'));
    this.#child = spawn(path, [...FLAGS, HARNESS], {
      cwd: this.folder,
      env: cleanEnvironment(this.folder, this.#mark),
      // The fourth is its lifeline: it closes with this process, however that ends.
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#fail(`could not be started: ${error.message}`);
        resolve();
      });
      this.#child.once('exit', (code, signal) => {
        resolve();
        // Its last words may still be on their way. They need not come to an end: whom it has started may go on.
        const isHeard = once(this.#child, 'close');
        void Promise.race([isHeard, pause(LAST_WORDS_MS, undefined, { ref: false })]).then(() => {
          this.#fail(signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
        });
      });
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#child.stderr?.on('data', (bytes: Buffer) => this.#takeError(bytes));
    // Writing to one that is just dying: its death is noticed on its own.
    for (const pipe of [this.#child.stdin, this.#child.stdio[3] as Writable]) pipe?.on('error', () => {});
  }

  /** Absent where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws InterpreterError when it does not come up */
  async open(setting: Setting): Promise<Ready> {
    const timer = setTimeout(() => this.#fail(`was not ready within ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    try {
      const reply = await this.#ask(setting);
      if (reply.kind !== 'ready') throw new InterpreterError(`said ${reply.kind} where it should have been ready`);
      return reply;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws InterpreterError when it cannot be heard to its end */
  async playRound(): Promise<Exclude<Reply, { kind: 'ready' }>> {
    const reply = await this.#ask(ROUND);
    if (reply.kind === 'ready') throw new InterpreterError('said ready where it should have played');
    return reply;
  }

  /** Ends it and all that it has started. @returns whether all of that is gone */
  async close(): Promise<boolean> {
    this.#fail('was ended by the lab');
    const { pid } = this.#child;
    const isGone = pid === undefined || (await endTree(pid, this.#mark));
    await this.#ended;
    this.board.close();
    rmSync(this.folder, { recursive: true, force: true });
    return isGone;
  }

  #ask(message: object): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#waiting = { resolve, reject };
      this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
    });
  }

  #take(bytes: Buffer): void {
    if (this.#failure) return;
    const end = bytes.indexOf('\n');
    this.#line.push(end < 0 ? bytes : bytes.subarray(0, end));
    this.#lineBytes += bytes.length;
    if (this.#lineBytes > LONGEST_REPLY_BYTES) {
      this.#fail(`said more than ${LONGEST_REPLY_BYTES} bytes at once`);
      return;
    }
    if (end < 0) return;
    if (end < bytes.length - 1 || !this.#waiting) {
      this.#fail('said something that it was not asked for');
      return;
    }
    this.#hear(Buffer.concat(this.#line).toString('utf8'));
  }

  #hear(line: string): void {
    this.#line = [];
    this.#lineBytes = 0;
    const waiting = this.#waiting;
    this.#waiting = null;
    try {
      waiting?.resolve(Reply.parse(JSON.parse(line)));
    } catch {
      const error = new InterpreterError(`said something that is no reply: ${line.slice(0, 100)}`);
      this.#failure ??= error;
      waiting?.reject(error);
    }
  }

  #takeError(bytes: Buffer): void {
    this.#errorBytes += bytes.length;
    if (this.#errorBytes > MOST_ERROR_OUTPUT_BYTES) {
      this.#fail(`wrote more than ${MOST_ERROR_OUTPUT_BYTES} bytes to its error output`);
      return;
    }
    this.#errorOutput = (this.#errorOutput + bytes.toString('utf8')).slice(-KEPT_ERROR_OUTPUT);
  }

  #fail(cause: string): void {
    if (this.#failure) return;
    const lastLine = this.#errorOutput.trim().split('\n').at(-1) ?? '';
    this.#failure = new InterpreterError(lastLine ? `${cause}: ${lastLine}` : cause);
    // What it says from now on nobody hears, and so it may not fill this process's memory either.
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#waiting?.reject(this.#failure);
    this.#waiting = null;
  }
}
