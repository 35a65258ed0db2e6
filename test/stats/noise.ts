/** Made-up rounds whose truth is known: seeded, over a generator that is not one of the product's. */

export function createUniform(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return (Number(state >> 11n) + 0.5) / 2 ** 53;
  };
}

/** Normal values by Box and Muller. */
export function createNormal(seed: number): () => number {
  const uniform = createUniform(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A factor on a round's time. */
export type Noise = () => number;

export const NOISES: Readonly<Record<string, (seed: number, scale: number) => Noise>> = {
  normal: (seed, scale) => {
    const normal = createNormal(seed);
    return () => 1 + scale * normal();
  },
  'log-normal': (seed, scale) => {
    const normal = createNormal(seed);
    return () => Math.exp(scale * normal());
  },
  skewed: (seed, scale) => {
    const normal = createNormal(seed);
    return () => 1 + (scale / 2) * Math.exp(normal());
  },
  /** Every tenth round takes a third longer. */
  contaminated: (seed, scale) => {
    const normal = createNormal(seed);
    const uniform = createUniform(seed + 1);
    return () => (1 + scale * normal()) * (uniform() < 0.1 ? 1 - 0.3 * Math.log(uniform()) : 1);
  },
};

export function createRounds(noise: Noise, count: number, wall = 100): readonly number[] {
  return Array.from({ length: count }, () => wall * noise());
}

/** The least count that so many trials exceed with less than one chance in a thousand. */
export function binomialBound(trials: number, share: number): number {
  let probability = (1 - share) ** trials;
  let cumulated = probability;
  let count = 0;
  while (1 - cumulated >= 0.001) {
    probability *= ((trials - count) / (count + 1)) * (share / (1 - share));
    cumulated += probability;
    count += 1;
  }
  return count;
}
