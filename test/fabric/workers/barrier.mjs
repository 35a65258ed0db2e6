/** An actor that passes the start barrier. */
import { Arena, WORD } from '../../../dist/fabric/arena.js';
import { passStartBarrier } from '../../../dist/fabric/start-barrier.js';

export function createActor(memory, { words }) {
  const arena = new Arena(memory, { ...words, interrupt: WORD.interrupt });
  return {
    /** Dawdles for so many loads first. @returns how many are there once it is through */
    pass({ spins, loads }) {
      for (let i = 0; i < loads; i += 1) arena.words.load(WORD.go);
      passStartBarrier(arena, spins);
      return arena.words.load(WORD.arrived);
    },
  };
}
