/** Entry of a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { Arena, WORD } from './arena.js';
import { attachSharedMemory } from './memory/open.js';
import { SabWords } from './memory/sab-memory.js';
import type { MemoryHandle } from './memory/shared-memory.js';
import { Mailbox } from './mailbox.js';
import { serve } from './serve.js';
import { createCpuClock } from './thread-usage.js';

export interface ThreadData {
  readonly memory: MemoryHandle;
  readonly mailbox: SharedArrayBuffer;
}

const beganNs = process.hrtime.bigint();
const data = workerData as ThreadData;

await serve({
  arena: new Arena(attachSharedMemory(data.memory), { interrupt: WORD.interrupt }),
  mailbox: new Mailbox(new SabWords(data.mailbox), 0),
  cpuClock: createCpuClock(),
  beganNs,
  announceReady: () => parentPort?.postMessage('ready'),
  ringDoorbell: () => parentPort?.postMessage('done'),
});
