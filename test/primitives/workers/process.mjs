/** An actor in a process of its own, which inherits the memory's descriptor. */
import { attachSharedMemory } from '../../../dist/fabric/memory/open.js';
import { loadLinux } from '../../../dist/fabric/memory/linux.js';
import { carryOut, createActor } from './actor.mjs';

const { memory, role } = JSON.parse(process.argv[2]);
const host = loadLinux();
if (host.available) host.linux.dieWithParent();
const actor = createActor(attachSharedMemory(memory), role);
process.on('message', (message) => process.send(carryOut(actor, message)));
process.on('disconnect', () => process.exit(0));
