/** A warm worker process, host half. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { mailboxWord, type Arena } from './arena.js';
import { compiledEntry } from './compiled.js';
import { Mailbox } from './mailbox.js';
import { DOORBELL, toProcessArguments } from './process-protocol.js';
import type { Death, WarmWorker, WorkerListener } from './warm-worker.js';

/** Of what a dying process wrote to its error output, the end is what tells. */
const KEPT_ERROR_OUTPUT = 2_000;

export class ProcessWorker implements WarmWorker {
  readonly kind = 'process';
  readonly label: string;
  readonly pid: number | null;
  readonly ready: Promise<void>;
  readonly died: Promise<Death>;
  readonly createdNs = process.hrtime.bigint();
  beganNs: bigint | null = null;
  alive = true;
  readonly #child: ChildProcess;
  readonly #mailbox: Mailbox;
  #killed = false;

  /** @param index of its mailbox; nobody alive may have the same. */
  constructor(arena: Arena, index: number, listener: WorkerListener) {
    const { handle, bytes } = arena.memory;
    if (handle.substrate !== 'FUTEX') throw new Error('Processes need futex memory.');
    this.#mailbox = new Mailbox(arena.words, mailboxWord(index));
    this.#mailbox.initialize();
    const child = spawn(
      process.execPath,
      [
        compiledEntry('./entry-process.js', import.meta.url),
        ...toProcessArguments({ index, bytes, parentPid: process.pid }),
      ],
      { stdio: ['ignore', 'ignore', 'pipe', handle.descriptor, 'pipe'] },
    );
    this.#child = child;
    this.pid = child.pid ?? null;
    this.label = `process ${this.pid ?? '(not started)'}`;

    let errorOutput = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errorOutput = (errorOutput + text).slice(-KEPT_ERROR_OUTPUT);
    });
    let spawnError: Error | undefined;
    child.on('error', (error) => {
      spawnError = error;
    });
    this.died = new Promise((resolve) => {
      // `close` comes after the last of the error output.
      child.once('close', (code, signal) => {
        this.alive = false;
        resolve({ cause: describeEnd(code, signal, spawnError, errorOutput), expected: this.#killed });
      });
    });
    this.ready = new Promise((resolve, reject) => {
      (child.stdio[4] as Readable).on('data', (bytesRung: Buffer) => {
        for (const rung of bytesRung.toString('latin1')) {
          if (rung === DOORBELL.ready) {
            this.beganNs = this.#mailbox.beganNs;
            resolve();
          } else listener.onDoorbell();
        }
      });
      void this.died.then(({ cause }) => reject(new Error(`A worker process ${cause} before it was ready.`)));
    });
    this.ready.catch(() => {});
  }

  call(member: number): void {
    this.#mailbox.call(member);
  }

  kill(): void {
    this.#killed = true;
    // It goes some milliseconds later, and until then nobody may take it for one to call.
    this.alive = false;
    this.#child.kill('SIGKILL');
  }
}

function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  spawnError: Error | undefined,
  errorOutput: string,
): string {
  if (spawnError) return `could not be started: ${spawnError.message}`;
  if (signal) return `was ended by ${signal}`;
  const lastLine = errorOutput.trim().split('\n').at(-1) ?? '';
  return `ended with exit code ${code}${lastLine ? `: ${lastLine}` : ''}`;
}
