/** When a law may not be fitted: a curve through too little would look like knowledge. */
import type { FitRefusal, FitRefusalCode, ScalingLaw } from '../../domain/scaling.js';
import { LAW_FORMS } from './laws.js';
import { FEWEST_ROUNDS, type RatesOfWorkers } from './sweep.js';

/** @param points pooled by workers @returns null where the law may be fitted */
export function refuse(law: ScalingLaw, points: readonly RatesOfWorkers[]): FitRefusal | null {
  const because = (code: FitRefusalCode, message: string): FitRefusal => ({ law, code, message });
  if (!points.every(({ rates }) => rates.every((rate) => rate > 0 && rate < Infinity))) {
    return because('NOT_POSITIVE', 'Every throughput must be above zero: laws are fitted to logarithms.');
  }
  if (!points.some(({ workers }) => workers === 1)) {
    return because('NO_SINGLE_WORKER', 'A run with one worker is needed: speed-up is over one.');
  }
  const { fewestPoints } = LAW_FORMS[law];
  if (points.length < fewestPoints) {
    return because(
      'TOO_FEW_POINTS',
      `${law} needs ${fewestPoints} different numbers of workers, one more than it has parameters; these are ${points.length}.`,
    );
  }
  const short = points.filter(({ rates }) => rates.length < FEWEST_ROUNDS);
  if (short.length > 0) {
    const where = short.map(({ workers, rates }) => `${rates.length} at ${workers}`).join(', ');
    return because(
      'TOO_FEW_ROUNDS',
      `At least ${FEWEST_ROUNDS} measured rounds are needed at each number of workers; there are ${where}.`,
    );
  }
  return null;
}
