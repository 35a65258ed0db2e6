/** A resource whose handle records how it is used: in place of `attachResource` where recording is on. */
import { LAST_OWNER } from '../lock.js';
import { attachResource, type Resource, type ResourceSpec } from '../registry.js';
import { RLock } from '../rlock.js';
import type { Self } from '../self.js';
import { SharedArray } from '../shared-array.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import { RecordingBarrier } from './recording-barrier.js';
import { RecordingCondition } from './recording-condition.js';
import { RecordingEvent } from './recording-event.js';
import { RecordingLock } from './recording-lock.js';
import { RecordingPipe } from './recording-pipe.js';
import { RecordingQueue } from './recording-queue.js';
import { RecordingSemaphore } from './recording-semaphore.js';

/**
 * @param part which of the resource's (see `parts.ts`), from 0
 * @param lastOwner the word that tells who had it last, where one at a time has it; else -1
 */
export type MeterOf = (part: number, lastOwner: number) => Meter;

/** In a worker. */
export function attachRecording(
  words: Words,
  index: number,
  spec: ResourceSpec,
  self: Self,
  meterOf: MeterOf,
): Resource {
  const many = (part: number): Meter => meterOf(part, -1);
  const lock = (part: number): RecordingLock =>
    new RecordingLock(words, index, self, meterOf(part, index + LAST_OWNER));
  switch (spec.kind) {
    case 'NONE':
    case 'ATOMIC':
    case 'WORDS':
      return attachResource(words, index, spec, self);
    case 'LOCK':
      return { kind: 'LOCK', lock: lock(0) };
    case 'RLOCK':
      return { kind: 'RLOCK', lock: new RLock(words, index, self, lock(0)) };
    case 'SEMAPHORE':
    case 'BOUNDED_SEMAPHORE':
      return { kind: spec.kind, semaphore: new RecordingSemaphore(words, index, self, many(0)) };
    case 'CONDITION':
      return { kind: 'CONDITION', condition: new RecordingCondition(words, index, self, many(0), lock(1)) };
    case 'EVENT':
      return { kind: 'EVENT', event: new RecordingEvent(words, index, self, many(0)) };
    case 'BARRIER':
      return { kind: 'BARRIER', barrier: new RecordingBarrier(words, index, self, many(0), spec.parties) };
    case 'QUEUE':
      return { kind: 'QUEUE', queue: new RecordingQueue(words, index, self, many(0), many(1)) };
    case 'PIPE':
      return {
        kind: 'PIPE',
        open: (end) => RecordingPipe.openRecording(words, index, end, self, many(0), many(1)),
      };
    case 'SHARED_VALUE':
    case 'SHARED_ARRAY': {
      const { kind, type, length, isLocked } = spec;
      const guard = new RLock(words, index, self, lock(0));
      return { kind, array: new SharedArray(words, index, self, type, length, isLocked, guard) };
    }
  }
}
