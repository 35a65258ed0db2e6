/**
 * Entry of a worker process. It inherits two descriptors: the arena's memory, and the host's doorbell. It
 * needs no channel of messages, and the kernel ends it when the host dies.
 */
import { writeSync } from 'node:fs';
import { Arena, mailboxWord, WORD } from './arena.js';
import { loadLinux } from './memory/linux.js';
import { FutexMemory } from './memory/futex-memory.js';
import { Mailbox } from './mailbox.js';
import { DOORBELL_DESCRIPTOR, DOORBELL, MEMORY_DESCRIPTOR, parseProcessArguments } from './process-protocol.js';
import { serve } from './serve.js';
import { createCpuClock } from './thread-usage.js';

const beganNs = process.hrtime.bigint();
const host = loadLinux();
if (!host.available) throw new Error(host.reason);
const { linux } = host;
const { index, bytes, parentPid } = parseProcessArguments(process.argv.slice(2));

linux.dieWithParent();
// The parent may have died before the call above: then nobody will end this process but itself.
if (process.ppid !== parentPid) process.exit(1);

const memory = FutexMemory.attach(MEMORY_DESCRIPTOR, bytes);

await serve({
  // A kill reaches a process at any time, and the host wakes its sleepers again and again once a round is called
  // off: no need to look up, which makes a sleep a tenth cheaper.
  arena: new Arena(memory, { interrupt: WORD.interrupt, longestSleepMs: Infinity }),
  mailbox: new Mailbox(memory.words({ longestSleepMs: Infinity }), mailboxWord(index)),
  cpuClock: createCpuClock(),
  beganNs,
  announceReady: () => writeSync(DOORBELL_DESCRIPTOR, DOORBELL.ready),
  ringDoorbell: () => writeSync(DOORBELL_DESCRIPTOR, DOORBELL.done),
});
