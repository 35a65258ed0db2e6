/** A warm worker thread, host half. */
import { Worker } from 'node:worker_threads';
import { compiledEntry } from './compiled.js';
import type { ThreadData } from './entry-thread.js';
import { Mailbox, MAILBOX_WORDS } from './mailbox.js';
import type { MemoryHandle } from './memory/shared-memory.js';
import { SabWords } from './memory/sab-memory.js';
import type { Death, WarmWorker, WorkerListener } from './warm-worker.js';

export class ThreadWorker implements WarmWorker {
  readonly kind = 'thread';
  readonly label: string;
  readonly pid = null;
  readonly ready: Promise<void>;
  readonly died: Promise<Death>;
  readonly createdNs = process.hrtime.bigint();
  beganNs: bigint | null = null;
  alive = true;
  readonly #worker: Worker;
  readonly #mailbox: Mailbox;
  #killed = false;

  constructor(memory: MemoryHandle, listener: WorkerListener) {
    const shared = new SharedArrayBuffer(MAILBOX_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.#mailbox = new Mailbox(new SabWords(shared), 0);
    this.#mailbox.initialize();
    const data: ThreadData = { memory, mailbox: shared };
    const worker = new Worker(compiledEntry('./entry-thread.js', import.meta.url), { workerData: data });
    this.#worker = worker;
    this.label = `thread ${worker.threadId}`;

    let lastError: Error | undefined;
    worker.on('error', (error: Error) => {
      lastError = error;
    });
    this.died = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.alive = false;
        const cause = lastError ? `threw ${lastError.name}: ${lastError.message}` : `ended with exit code ${code}`;
        resolve({ cause, expected: this.#killed });
      });
    });
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (message: 'ready' | 'done') => {
        if (message === 'ready') {
          this.beganNs = this.#mailbox.beganNs;
          resolve();
        } else listener.onDoorbell();
      });
      void this.died.then(({ cause }) => reject(new Error(`A worker thread ${cause} before it was ready.`)));
    });
    // Whoever waits for it sees the rejection; a worker that nobody waits for is no unhandled error.
    this.ready.catch(() => {});
  }

  call(member: number): void {
    this.#mailbox.call(member);
  }

  kill(): void {
    this.#killed = true;
    // It goes some milliseconds later, and until then nobody may take it for one to call.
    this.alive = false;
    void this.#worker.terminate();
  }
}
