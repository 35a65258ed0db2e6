/** Picks the substrate: futex memory where the host has it, else a SharedArrayBuffer. */
import { FutexMemory } from './futex-memory.js';
import { loadLinux } from './linux.js';
import { SabMemory } from './sab-memory.js';
import type { MemoryHandle, SharedMemory, Substrate } from './shared-memory.js';

export function preferredSubstrate(): Substrate {
  return loadLinux().available ? 'FUTEX' : 'SHARED_ARRAY_BUFFER';
}

export function createSharedMemory(bytes: number, substrate: Substrate): SharedMemory {
  return substrate === 'FUTEX' ? FutexMemory.create(bytes) : SabMemory.create(bytes);
}

/** The same memory again, in another thread or, for FUTEX, another process that inherited the descriptor. */
export function attachSharedMemory(handle: MemoryHandle): SharedMemory {
  return handle.substrate === 'FUTEX'
    ? FutexMemory.attach(handle.descriptor, handle.bytes)
    : SabMemory.attach(handle.buffer);
}
