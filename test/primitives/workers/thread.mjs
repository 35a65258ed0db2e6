/** An actor in a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { attachSharedMemory } from '../../../dist/fabric/memory/open.js';
import { carryOut, createActor } from './actor.mjs';

const actor = createActor(attachSharedMemory(workerData.memory), workerData.role);
parentPort.on('message', (message) => parentPort.postMessage(carryOut(actor, message)));
