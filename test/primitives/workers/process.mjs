/** An actor in a process of its own, which inherits the memory's descriptor. */
import { attachSharedMemory } from '../../../dist/fabric/memory/open.js';
import { loadLinux } from '../../../dist/fabric/memory/linux.js';
import { enterStage } from './carry-out.mjs';

const { memory, role } = JSON.parse(process.argv[2]);
const host = loadLinux();
if (host.available) host.linux.dieWithParent();
const carryOut = await enterStage(attachSharedMemory(memory), role);
process.on('message', (message) => process.send(carryOut(message)));
process.on('disconnect', () => process.exit(0));
