import { describe, expect, it } from 'vitest';
import { WORD, type Arena } from '../../src/fabric/arena.js';
import { Mailbox } from '../../src/fabric/mailbox.js';
import { passStartBarrier } from '../../src/fabric/start-barrier.js';
import type { Words } from '../../src/primitives/words.js';
import { explore, wander, type Play } from '../primitives/interleavings.js';
import { createRandom } from '../support/random.js';

/** Words of a round, and after them the mailboxes and a bell. */
const FIRST_MAILBOX = WORD.interrupt + 1;
const BELL = FIRST_MAILBOX + 6;
const WORDS = Array.from({ length: BELL + 1 }, () => 0);

const mailboxOf = (words: Words, worker: number): Mailbox => new Mailbox(words, FIRST_MAILBOX + 2 * worker);

function awaitBell(words: Words, times: number): void {
  for (let rung = words.load(BELL); rung < times; rung = words.load(BELL)) words.wait(BELL, rung, Infinity);
}

describe('a mailbox, in whatever order the steps fall', () => {
  it('gives each call to its worker once, as the member that was meant', () => {
    const { ends } = explore({
      words: WORDS,
      workers: [
        (words) => {
          const mailbox = mailboxOf(words, 0);
          for (const [index, member] of [7, 3, 3].entries()) {
            mailbox.call(member);
            awaitBell(words, index + 1);
          }
        },
        (words) => {
          const mailbox = mailboxOf(words, 0);
          for (const member of [7, 3, 3]) {
            const called = mailbox.awaitCall();
            if (called !== member) throw new Error(`It was called as ${called}, not as ${member}.`);
            words.add(BELL, 1);
            words.wake(BELL, 1);
          }
        },
      ],
    });
    expect(ends).toBeGreaterThan(0);
  });

  it('holds a call that came before its worker first looked', () => {
    const { ends } = explore({
      words: WORDS,
      workers: [
        (words) => {
          const mailbox = mailboxOf(words, 1);
          mailbox.initialize();
          mailbox.call(2);
          words.store(BELL, 1);
          words.wake(BELL, 1);
        },
        (words) => {
          awaitBell(words, 1);
          if (mailboxOf(words, 1).awaitCall() !== 2) throw new Error('It was called as somebody else.');
        },
      ],
    });
    expect(ends).toBeGreaterThan(0);
  });
});

/** A round as the host and the members play it, without the work: called, through the barrier, done, rung. */
function createRounds(rounds: number, members: number): Play {
  const host = (words: Words): void => {
    for (let round = 1; round <= rounds; round += 1) {
      words.store(WORD.round, round);
      words.store(WORD.members, members);
      for (const index of [WORD.arrived, WORD.go, WORD.parked, WORD.done]) words.store(index, 0);
      for (let worker = 0; worker < members; worker += 1) mailboxOf(words, worker).call(worker);
      awaitBell(words, round);
      if (words.load(WORD.done) !== members) throw new Error('The bell rang before all were through.');
    }
  };
  const memberOf = (worker: number) => (words: Words) => {
    const mailbox = mailboxOf(words, worker);
    for (let round = 1; round <= rounds; round += 1) {
      if (mailbox.awaitCall() !== worker) throw new Error('It was called as somebody else.');
      passStartBarrier({ words, releasedNs: 0n } as unknown as Arena, 0);
      if (words.load(WORD.round) !== round) throw new Error('It plays a round that is over.');
      if (words.add(WORD.done, 1) + 1 === words.load(WORD.members)) {
        words.add(BELL, 1);
        words.wake(BELL, 1);
      }
    }
  };
  return {
    words: WORDS,
    workers: [host, ...Array.from({ length: members }, (_, worker) => memberOf(worker))],
    atEnd: (words) => expect(words[BELL]).toBe(rounds),
  };
}

describe('rounds, in whatever order the steps fall', () => {
  it('of one member end each with one ring, when it was through', () => {
    expect(explore(createRounds(3, 1)).ends).toBeGreaterThan(0);
  });

  it.each([2, 3])('of %d members end each with one ring, when all were through', (members) => {
    const seed = 99 + members;
    expect(() => wander(createRounds(2, members), 2_000, createRandom(seed)), `seed ${seed}`).not.toThrow();
  });
});
