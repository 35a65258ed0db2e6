/**
 * Which law do the rounds speak for? Akaike's criterion with the correction for small samples (Hurvich and Tsai 1989;
 * Burnham and Anderson, "Model Selection and Multimodel Inference", 2nd edition, 2002, section 2.4), of normal noise in
 * the logarithms: n ln(RSS/n) + 2k + 2k(k + 1)/(n − k − 1), where k counts the noise as one. Each round is an
 * observation: what rounds of the same number of workers differ by is what a law need not explain.
 *
 * Laws within 2 of the best are as good as it (the same, section 2.6); of those the one with the fewest parameters is
 * chosen. Rounds of one run share its luck, so a small difference says less than it seems to.
 */
import type { ScalingFit, ScalingLaw } from '../../domain/scaling.js';

const AS_GOOD = 2;
/** Relative noise below which rounds are called equal: made-up data, no clock, has less. */
const LEAST_NOISE = 1e-9;

/** @param squares of what the law misses the logarithms by @param parameters of the law, without the noise */
export function correctedAkaike(squares: number, observations: number, parameters: number): number {
  const k = parameters + 1;
  const variance = Math.max(squares / observations, LEAST_NOISE ** 2);
  return observations * Math.log(variance) + 2 * k + (2 * k * (k + 1)) / (observations - k - 1);
}

/** @param fits at least one */
export function chooseLaw(fits: readonly ScalingFit[]): { readonly chosen: ScalingLaw; readonly reason: string } {
  const ranked = fits.toSorted((a, b) => a.deltaAicc - b.deltaAicc);
  const asGood = ranked.filter(({ deltaAicc }) => deltaAicc <= AS_GOOD);
  const simplest = asGood.toSorted((a, b) => a.parameters.length - b.parameters.length)[0] as ScalingFit;
  return { chosen: simplest.law, reason: explainChoice(simplest, ranked, asGood) };
}

function explainChoice(
  { law, deltaAicc }: ScalingFit,
  ranked: readonly ScalingFit[],
  asGood: readonly ScalingFit[],
): string {
  const others = asGood.filter((fit) => fit.law !== law).map((fit) => fit.law);
  if (others.length > 0) {
    const distance = Math.max(...asGood.map((fit) => Math.abs(fit.deltaAicc - deltaAicc)));
    return (
      `${law} has the fewest parameters of the laws that explain the rounds as well: ${others.join(' and ')} ` +
      `${others.length === 1 ? 'is' : 'are'} within ${distance.toFixed(1)} of it by AICc, and up to ${AS_GOOD} is no difference.`
    );
  }
  const next = ranked.find((fit) => fit.law !== law);
  if (!next) return `${law} is the only law that could be fitted.`;
  return `${law} explains the rounds best: its AICc is ${next.deltaAicc.toFixed(1)} below that of ${next.law}, the next.`;
}
