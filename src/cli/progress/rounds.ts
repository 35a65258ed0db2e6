/** How rounds are counted for people: from 1, warm-up rounds apart. */
export interface Rounds {
  readonly warmup: number;
  readonly repetitions: number;
}

/** @param round from 0, warm-up rounds first */
export function nameRound(round: number, { warmup, repetitions }: Rounds): string {
  return round < warmup ? `warm-up ${round + 1} of ${warmup}` : `round ${round - warmup + 1} of ${repetitions}`;
}
