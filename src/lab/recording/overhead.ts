/**
 * What recording costs, measured on this host: the same loop over a lock that nobody else wants, with a plain
 * handle and with a recording one, in turns. It is the dearest case in relation to what it records; a wait
 * takes two looks at the clock more, and far longer than those.
 */
import { SabMemory } from '../../fabric/memory/sab-memory.js';
import type { ObserverOverhead, RunRecording } from '../../domain/recording.js';
import { LAST_OWNER, Lock, LOCK_WORDS } from '../../primitives/lock.js';
import { Meter, METER_WORDS } from '../../primitives/recording/meter.js';
import { RecordingLock } from '../../primitives/recording/recording-lock.js';
import { SpanRing, spanRingWords } from '../../primitives/recording/span-ring.js';
import type { Self } from '../../primitives/self.js';
import { median } from '../../stats/quantile.js';

const TURNS = 9;
const TIMES = 40_000;
const SPANS = 1024;
const SELF: Self = { worker: 0, spins: 0, blockedOn: -1 };

const measured = new Map<RunRecording['level'], number>();

/** Nanoseconds for each operation; once in a process for each level, some 30 ms. */
export function nsPerOperation(level: RunRecording['level']): number {
  const known = measured.get(level);
  if (known !== undefined) return known;
  const cost = measureCost(level);
  measured.set(level, cost);
  return cost;
}

function measureCost(level: RunRecording['level']): number {
  const memory = SabMemory.create((LOCK_WORDS + METER_WORDS + spanRingWords(SPANS)) * 4);
  const words = memory.words();
  const ring = level === 'TRACE' ? new SpanRing(words.plain, LOCK_WORDS + METER_WORDS, SPANS) : null;
  const place = { index: LOCK_WORDS, part: 0, lastOwner: LAST_OWNER, worker: 0, ring };
  const plain = new Lock(words, 0, SELF);
  const recording = new RecordingLock(words, 0, SELF, new Meter(words, place));
  const differences: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    differences.push(-timeOf(plain) + timeOf(recording));
  }
  // The first turns warm up; the median does not mind them.
  return Math.max(0, median(differences));
}

function timeOf(lock: Lock): number {
  const before = process.hrtime.bigint();
  for (let time = 0; time < TIMES; time += 1) {
    lock.acquire();
    lock.release();
  }
  return Number(process.hrtime.bigint() - before) / TIMES;
}

/**
 * @param costNs of an operation
 * @param operations of each worker, in the measured rounds
 * @param turns the workers, those together that take turns: what it costs them adds up
 * @param wallMs of the measured rounds together
 */
export function toOverhead(
  costNs: number,
  operations: readonly number[],
  turns: readonly (readonly number[])[],
  wallMs: number,
): ObserverOverhead | null {
  if (wallMs <= 0) return null;
  const inTurns = turns.map((workers) => workers.reduce((sum, worker) => sum + (operations[worker] ?? 0), 0));
  return {
    nsPerOperation: costNs,
    operations: operations.reduce((sum, count) => sum + count, 0),
    shareOfWall: Math.min(1, (Math.max(0, ...inTurns) * costNs) / 1e6 / wallMs),
  };
}
