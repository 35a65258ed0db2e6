/** An actor in a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { attachSharedMemory } from '../../../dist/fabric/memory/open.js';
import { enterStage } from './carry-out.mjs';

const carryOut = await enterStage(attachSharedMemory(workerData.memory), workerData.role);
parentPort.on('message', (message) => parentPort.postMessage(carryOut(message)));
