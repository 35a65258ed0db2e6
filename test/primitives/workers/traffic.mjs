/** An actor in the traffic of a queue or a pipe that goes on until it is told to stop, or until it is killed. */
import { attachResource } from '../../../dist/primitives/registry.js';
import { createRandom, linger } from './chance.mjs';
import { Ledger, lengthOf, read, write } from './messages.mjs';

export function createActor(memory, { self, spins, layout, words: options }) {
  const words = memory.words(options);
  const isOver = () => words.load(layout.gate) !== 0;
  const attach = (spec) => attachResource(words, layout.resource, spec, { worker: self, spins, blockedOn: -1 });
  /** Short, so that it is seen soon that it is over, and long enough to sleep. */
  const LIMIT_MS = 20;

  /** Tells that one more has begun its part. */
  const begin = () => words.add(layout.inside, 1);

  const give = (put, longest, seed) => {
    begin();
    const random = createRandom(seed);
    let number = 0;
    while (!isOver()) {
      const message = new Uint8Array(lengthOf(random, longest));
      write(message, self, number);
      if (put(message)) number += 1;
      if (random() < 0.02) linger(words, layout, random);
    }
    return number;
  };
  const take = (get, longest, isCounted) => {
    begin();
    const into = new Uint8Array(longest);
    const ledger = new Ledger();
    for (;;) {
      const wasOver = isOver();
      const length = get(into);
      if (length >= 0) ledger.note(read(into.subarray(0, length)));
      if (length >= 0 && isCounted) words.add(layout.counter, 1);
      if (length < 0 && wasOver) return { counts: ledger.counts, sums: ledger.sums };
    }
  };

  return {
    ready: () => true,
    produce(spec, seed) {
      const { queue } = attach(spec);
      return give((message) => queue.put(message, LIMIT_MS), queue.longest, seed);
    },
    /** @returns how many came of each producer, and the sum of their numbers; or counts them in the open */
    consume(spec, isCounted) {
      const { queue } = attach(spec);
      return take((into) => queue.get(into, LIMIT_MS), queue.longest, isCounted);
    },
    send(spec, seed) {
      const pipe = attach(spec).open(0);
      return give((message) => pipe.send(message, LIMIT_MS), pipe.longest, seed);
    },
    receive(spec) {
      const pipe = attach(spec).open(1);
      return take((into) => pipe.receive(into, LIMIT_MS), pipe.longest, false);
    },
  };
}
