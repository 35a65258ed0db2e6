/** The claims, in the order of the unit. A new one is a file beside this and a line here. */
import type { Claim } from '../../domain/lesson.js';
import { crashIsolation } from './crash-isolation.js';
import { hybridTakesTheLongest } from './hybrid-takes-the-longest.js';
import { ioThreadsOverlap } from './io-threads-overlap.js';
import { lockMakesExact } from './lock-makes-exact.js';
import { memoryNotShared } from './memory-not-shared.js';
import { noLockThreadsScale } from './no-lock-threads-scale.js';
import { oneAtATime } from './one-at-a-time.js';
import { pipeBeatsQueue } from './pipe-beats-queue.js';
import { primitivesPreventDeadlock } from './primitives-prevent-deadlock.js';
import { processesScale } from './processes-scale.js';
import { raceLoses } from './race-loses.js';
import { semaphoreHolds } from './semaphore-holds.js';
import { threadsAreLighter } from './threads-are-lighter.js';
import { threadsGainNothing } from './threads-gain-nothing.js';

export const CLAIMS: readonly Claim[] = [
  oneAtATime,
  threadsGainNothing,
  ioThreadsOverlap,
  processesScale,
  raceLoses,
  lockMakesExact,
  semaphoreHolds,
  threadsAreLighter,
  crashIsolation,
  pipeBeatsQueue,
  memoryNotShared,
  primitivesPreventDeadlock,
  noLockThreadsScale,
  hybridTakesTheLongest,
];

export const CLAIMS_BY_ID: ReadonlyMap<string, Claim> = new Map(CLAIMS.map((claim) => [claim.id, claim]));
