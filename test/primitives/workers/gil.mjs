/** An actor that runs under an interpreter lock: it computes, hands over when asked, and pauses outside. */
import { Gil } from '../../../dist/primitives/gil.js';
import { createRandom, linger, meet } from './chance.mjs';

export function createActor(memory, { self, layout, words: options }) {
  const words = memory.words(options);
  const open = (intervalMs) => new Gil(words, layout.resource, self, intervalMs);

  return {
    /** Takes it and drops it. @returns how often it had gone over by then */
    visit(intervalMs) {
      const gil = open(intervalMs);
      gil.take();
      const turns = Gil.turns(words, layout.resource);
      gil.dropForGood();
      return turns;
    },

    /** Has it until somebody asks. */
    computeUntilAsked(intervalMs) {
      const gil = open(intervalMs);
      gil.take();
      words.add(layout.gate, 1);
      while (!gil.isAsked());
      const before = Gil.turns(words, layout.resource);
      gil.drop();
      return Gil.turns(words, layout.resource) - before;
    },

    /**
     * Steps of random length inside, with a look after each, and a pause outside now and then.
     * @returns how often somebody else was inside at the same time, and how often it handed over
     */
    hammer({ actors, times, seed, intervalMs, pauses }) {
      const random = createRandom(seed);
      const gil = open(intervalMs);
      let [intruders, handedOver] = [0, 0];
      meet(words, layout, actors);
      gil.take();
      for (let i = 0; i < times; i += 1) {
        if (words.exchange(layout.inside, self + 1) !== 0) intruders += 1;
        words.store(layout.counter, words.load(layout.counter) + 1);
        linger(words, layout, random);
        words.store(layout.inside, 0);
        if (gil.isAsked()) handedOver += 1;
        else if (random() > pauses) continue;
        gil.drop();
        linger(words, layout, random);
        gil.take();
      }
      gil.dropForGood();
      return { intruders, handedOver };
    },
  };
}
