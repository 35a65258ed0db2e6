/**
 * The start barrier of a round: nobody begins before everybody is there. The last member to arrive takes the
 * time and opens it, so the time of release comes from a worker and no message from the host is in between.
 */
import { EVERYBODY } from '../primitives/words.js';
import { WORD, type Arena } from './arena.js';

/** @throws Interrupted when the round was called off meanwhile. */
export function passStartBarrier(arena: Arena, spins: number): void {
  const words = arena.words;
  const round = words.load(WORD.round);
  if (words.add(WORD.arrived, 1) + 1 === words.load(WORD.members)) {
    arena.releasedNs = process.hrtime.bigint();
    words.store(WORD.go, round);
    // A member that parks after this sees `go` in its wait and does not sleep.
    if (words.load(WORD.parked) > 0) words.wake(WORD.go, EVERYBODY);
    return;
  }
  for (let spin = 0; spin < spins; spin += 1) {
    if (words.load(WORD.go) === round) return;
  }
  words.add(WORD.parked, 1);
  for (;;) {
    const open = words.load(WORD.go);
    if (open === round) return;
    words.wait(WORD.go, open, Infinity);
  }
}
