/** What makes actors meet, and part again at moments that nobody can foresee but whoever has the seed. */

/** Nobody starts before all are there, else there is nothing to contend for. */
export function meet(words, layout, actors) {
  words.add(layout.gate, 1);
  while (words.load(layout.gate) < actors) words.wait(layout.nobody, 0, 0.05);
}

/** Mostly a few loads; once in two thousand times a nap, long enough for others to fall asleep as well. */
export function linger(words, layout, random) {
  const chance = random();
  if (chance < 0.0005) words.wait(layout.nobody, 0, random() * 0.1);
  else for (let i = Math.floor(chance * 16); i > 0; i -= 1) words.load(layout.inside);
}

/** xorshift32, in [0, 1). */
export function createRandom(seed) {
  let state = Math.imul(seed, 0x9e37_79b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
