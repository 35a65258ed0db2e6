/** What the claims share that say that two workers do the work faster than one: how it is measured and judged. */
import { plainFigure, sideBySide, type Claim } from '../../domain/lesson.js';
import { areUndisturbed, speedup } from '../expectations.js';

/** Rounds of some 100 ms: long beside their start; and many, so that a few disturbed ones do not matter. */
const COUNTDOWN = { task: { kind: 'countdown', parameters: { n: 300_000_000 } }, workers: 2, repetitions: 31 };
const ALONE = 'one after the other';

/** From here on it is a gain. */
const LEAST_GAIN = 1.2;
/** Beyond this the cores are not the program's own: the same work must not need so much more of them. */
const DEAREST_CPU = 1.2;

/**
 * No gain refutes only where nothing disturbed the runs, and the same work took about as much processor time as alone:
 * cores that others use, or that a host shares out behind the kernel's back, say nothing of the claim.
 * @param who names the two, as a program's label and in a sentence
 */
export function gainOfTwo(
  who: 'two threads' | 'two processes',
  fabric: 'THREADS' | 'PROCESSES',
): Pick<Claim, 'programs' | 'judge'> {
  return {
    programs: () =>
      sideBySide(
        { label: ALONE, request: { ...COUNTDOWN, fabric: 'SERIAL' } },
        { label: who, request: { ...COUNTDOWN, fabric } },
      ),
    judge(resultOf) {
      const gain = speedup(resultOf, ALONE, who);
      const [alone, together] = [resultOf(ALONE).summary?.cpu, resultOf(who).summary?.cpu];
      const cost = alone && together ? together.median / alone.median : Number.NaN;
      const isGain = (gain.low ?? 0) > LEAST_GAIN;
      const isOwn = areUndisturbed(resultOf, ALONE, who) && !(cost > DEAREST_CPU);
      const isNone = (gain.high ?? Infinity) < LEAST_GAIN && isOwn;
      return {
        verdict: isGain ? 'CONFIRMED' : isNone ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
        figures: [gain, plainFigure('processor time together / alone', cost, '×')],
        reason: `T${who.slice(1)} did the work ${gain.value.toFixed(2)}× as fast as one after the other.`,
      };
    },
  };
}
