/** What the interval of an exponent says, in one word. A word is only given where all of the interval agrees. */
import type { Growth } from '../../domain/trend.js';

const NAMED = [
  { exponent: 1, growth: 'LINEAR' },
  { exponent: 2, growth: 'QUADRATIC' },
  { exponent: 3, growth: 'CUBIC' },
] as const satisfies readonly { exponent: number; growth: Growth }[];

/** As near as this is as good: doubling takes from 1.87 to 2.14 times as long where it should take twice. */
const NEAR = 0.1;
/** An interval that is wider says nothing by holding one of these. */
const WIDEST = 0.5;

export function growthOf({ low, high }: { readonly low: number; readonly high: number }): Growth {
  // One that leaves 0 out has seen a difference, however small; a wide one that holds it has seen nothing.
  if (low <= 0 && high >= 0) return low >= -NEAR && high <= NEAR ? 'CONSTANT' : 'NOT_TOLD';
  const near = NAMED.find(({ exponent }) => low >= exponent - NEAR && high <= exponent + NEAR);
  if (near) return near.growth;
  const held = NAMED.filter(({ exponent }) => low <= exponent && exponent <= high);
  const [only] = held;
  if (only && held.length === 1 && high - low <= WIDEST) return only.growth;
  if (high < 0) return 'FALLING';
  if (low > 0 && high < 1) return 'SUBLINEAR';
  return low > 1 ? 'SUPERLINEAR' : 'NOT_TOLD';
}
