/** An actor that writes spans into a ring of its own, as fast as it can. */
import { nowNs } from '../../../dist/primitives/recording/clock.js';
import { SpanRing } from '../../../dist/primitives/recording/span-ring.js';

export function createActor(memory, { self, words: options }) {
  const words = memory.words(options);
  return {
    write(index, capacity, times) {
      const ring = new SpanRing(words.plain, index, capacity);
      for (let number = 0; number < times; number += 1) {
        const beganNs = nowNs();
        ring.write(number % 6, 0, self, number, beganNs, nowNs());
      }
    },
  };
}
