/**
 * One of a pair of workers, in a thread or a process: does a benchmark's part as it is told, many times over,
 * and tells when it began and when it was through.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadLinux } from '../../../dist/fabric/memory/linux.js';
import { attachSharedMemory } from '../../../dist/fabric/memory/open.js';
import { attachResource } from '../../../dist/primitives/registry.js';

/** Words of the gate that both pass, and where the resource begins. */
const GATE = 16;
const RESOURCE = 64;
const BYTES = 16;

const { memory, worker } = workerData ?? JSON.parse(process.argv[2]);
const linux = loadLinux();
if (!parentPort && linux.available) linux.linux.dieWithParent();
const words = attachSharedMemory(memory).words(parentPort ? {} : { longestSleepMs: Infinity });

const message = new Uint8Array(BYTES);
const into = new Uint8Array(BYTES);

const PARTS = {
  lock: ({ lock }, times) => {
    for (let i = 0; i < times; i += 1) {
      lock.acquire();
      lock.release();
    }
  },
  semaphore: ({ semaphore }, times) => {
    for (let i = 0; i < times; i += 1) {
      semaphore.acquire();
      semaphore.release();
    }
  },
  queue: ({ queue }, times) => {
    if (worker === 0) for (let i = 0; i < times; i += 1) queue.put(message);
    else for (let i = 0; i < times; i += 1) queue.get(into);
  },
  pipe: (resource, times) => {
    const pipe = resource.open(worker);
    if (worker === 0) for (let i = 0; i < times; i += 1) pipe.send(message);
    else for (let i = 0; i < times; i += 1) pipe.receive(into);
  },
  pipeRoundTrip: (resource, times) => {
    const pipe = resource.open(worker);
    for (let i = 0; i < times; i += 1) {
      if (worker === 0) pipe.send(message);
      pipe.receive(into);
      if (worker === 1) pipe.send(message);
    }
  },
};

function play({ part, spec, spins, times, workers }) {
  const resource = attachResource(words, RESOURCE, spec, { worker, spins, blockedOn: -1 });
  words.add(GATE, 1);
  while (words.load(GATE) < workers);
  const began = process.hrtime.bigint();
  PARTS[part](resource, times);
  return { began: String(began), ended: String(process.hrtime.bigint()) };
}

if (parentPort) parentPort.on('message', (order) => parentPort.postMessage(play(order)));
else process.on('message', (order) => process.send(play(order)));
