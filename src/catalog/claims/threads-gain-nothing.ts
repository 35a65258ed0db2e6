/** Claim 2 of the unit. */
import { plainFigure, sideBySide, type Claim, type Figure, type ResultOf } from '../../domain/lesson.js';
import { median } from '../../stats/quantile.js';
import { areUndisturbed, speedup } from '../expectations.js';

const RUNTIME = 'node-gil';

/** Rounds of some 150 ms: many turns of 5 ms. */
const COUNTDOWN = {
  task: { kind: 'countdown', parameters: { n: 500_000_000 } },
  workers: 2,
  repetitions: 9,
  runtime: RUNTIME,
};

const [ALONE, TOGETHER] = ['one after the other, under the lock', 'two threads, under the lock'];

/** Threads that compute beside the one that waits. */
const BESIDE = [0, 1, 2, 4] as const;
const besideLabel = (others: number): string => `a waiter beside ${others} that compute`;

/** More than nothing, and less than what anybody would call a gain. */
const GAIN = 1.1;

export const threadsGainNothing: Claim = {
  id: 'threads-gain-nothing',
  number: 2,
  sentence: 'CPU-bound threads gain nothing under the interpreter lock, or lose.',
  rule: `CONFIRMED when the whole interval of two threads’ gain is below ${GAIN}; REFUTED when all of it is above in runs that nothing disturbed. How late a thread that mostly waits gets its turn beside 0, 1, 2 and 4 that compute is shown with it.`,
  explanation:
    'Two threads that only compute both want the one lock all the time. They take turns, which is no faster than one of them alone, and pay for the turns. A thread that mostly waits pays most: each time it comes back, it must first ask for the lock, and whoever computes gives it up only after the switch interval. That is the convoy effect.',
  needs: 'GIL',
  untestable: ({ runtimes }) => (runtimes.includes(RUNTIME) ? null : `The lab has no runtime ${RUNTIME}.`),
  programs: () => [
    ...sideBySide(
      { label: ALONE, request: { ...COUNTDOWN, fabric: 'SERIAL' } },
      { label: TOGETHER, request: { ...COUNTDOWN, fabric: 'THREADS' } },
    ),
    ...BESIDE.map((others) => ({
      label: besideLabel(others),
      request: {
        task: { kind: 'convoy', parameters: { responses: 30 } },
        fabric: 'THREADS',
        workers: 1 + others,
        repetitions: 3,
        warmup: 0,
        runtime: RUNTIME,
      },
    })),
  ],
  judge(resultOf) {
    const gain = speedup(resultOf, ALONE, TOGETHER);
    const convoy = BESIDE.map((others) => lateness(resultOf, others));
    const [first, ...others] = convoy.map(({ value }) => value.toFixed(2));
    const isRefuted = (gain.low ?? 0) > GAIN && areUndisturbed(resultOf, ALONE, TOGETHER);
    return {
      verdict: (gain.high ?? Infinity) < GAIN ? 'CONFIRMED' : isRefuted ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [gain, ...convoy.filter(({ value }) => !Number.isNaN(value))],
      reason: `Two threads did the work ${gain.value.toFixed(2)}× as fast as one after the other; a thread that waits came back ${first} ms late alone, and ${others.join(', ')} ms late beside 1, 2 and 4 that compute.`,
    };
  },
};

/** Of the rounds, the middle one; NaN where there was none. */
function lateness(resultOf: ResultOf, others: number): Figure {
  const rounds = resultOf(besideLabel(others)).rounds.map(
    ({ reports }) => (reports[0] as { readonly lateP50Ms?: number } | undefined)?.lateP50Ms ?? Number.NaN,
  );
  const value = rounds.length > 0 ? median(rounds) : Number.NaN;
  return plainFigure(`late beside ${others}`, value, 'ms');
}
