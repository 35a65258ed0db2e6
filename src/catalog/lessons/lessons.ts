/** The lessons, in the order of the unit. A new one is a file beside this and a line here. */
import type { Lesson } from '../../domain/lesson.js';
import { countdown } from './countdown.js';
import { daemon } from './daemon.js';
import { event } from './event.js';
import { fiveLines } from './five-lines.js';
import { fiveSquares } from './five-squares.js';
import { fourLines } from './four-lines.js';
import { gather } from './gather.js';
import { hybrid } from './hybrid.js';
import { identities } from './identities.js';
import { ioThreads } from './io-threads.js';
import { join } from './join.js';
import { lockCounter } from './lock-counter.js';
import { lockedArray } from './locked-array.js';
import { lockedFile } from './locked-file.js';
import { noJoin } from './no-join.js';
import { notShared } from './not-shared.js';
import { pipe } from './pipe.js';
import { poolDoubles } from './pool-doubles.js';
import { poolSquares } from './pool-squares.js';
import { queue } from './queue.js';
import { referenceCount } from './reference-count.js';
import { semaphoreThree } from './semaphore-three.js';
import { semaphoreTwo } from './semaphore-two.js';
import { stopByFlag } from './stop-by-flag.js';
import { terminate } from './terminate.js';
import { tryFinally } from './try-finally.js';
import { valueArray } from './value-array.js';

export const LESSONS: readonly Lesson[] = [
  fourLines,
  gather,
  referenceCount,
  countdown,
  fiveLines,
  stopByFlag,
  join,
  lockCounter,
  queue,
  ioThreads,
  noJoin,
  daemon,
  lockedFile,
  semaphoreTwo,
  poolSquares,
  identities,
  terminate,
  poolDoubles,
  fiveSquares,
  notShared,
  event,
  valueArray,
  pipe,
  tryFinally,
  semaphoreThree,
  hybrid,
  lockedArray,
];

export const LESSONS_BY_ID: ReadonlyMap<string, Lesson> = new Map(LESSONS.map((lesson) => [lesson.id, lesson]));
