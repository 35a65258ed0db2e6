/** Sends so many messages of 16 bytes to whoever started it, by Node's own means. */
import { parentPort, workerData } from 'node:worker_threads';

const message = new Uint8Array(16);
if (parentPort) {
  for (let i = 0; i < workerData; i += 1) parentPort.postMessage(message);
} else {
  const times = Number(process.argv[2]);
  for (let i = 0; i < times; i += 1) process.send(message);
}
