/** What lessons expect, in a few words each, so that a lesson's file reads like the unit. */
import { plainFigure, type Expectation, type Figure, type ProgramResult, type ResultOf } from '../domain/lesson.js';
import { compareSamples } from '../stats/compare.js';

/** Every round of the program was judged right, and observed this. */
export function exactly(label: string, expected: string): Expectation {
  return {
    kind: 'EXACT',
    program: label,
    expected,
    observe(resultOf) {
      const result = resultOf(label);
      const observed = describeObserved(result);
      const isMet = result.state === 'SUCCEEDED' && result.rounds.every((round) => round.observed === expected);
      return { observed, isMet };
    },
  };
}

/** The program's every round came out as this class of outcome. */
export function always(label: string, outcome: string, expected: string): Expectation {
  return {
    kind: 'EXACT',
    program: label,
    expected,
    observe(resultOf) {
      const result = resultOf(label);
      const isMet = result.state === 'SUCCEEDED' && result.rounds.every((round) => round.result === outcome);
      return { observed: describeObserved(result), isMet };
    },
  };
}

/** As `always`, of an outcome that a busy host makes a worse one of: how soon something came. */
export function inTime(label: string, outcome: string, expected: string): Expectation {
  return { ...always(label, outcome, expected), kind: 'TIMING' };
}

/** The program ended in this state. */
export function endsAs(label: string, state: ProgramResult['state'], expected: string): Expectation {
  return {
    kind: 'EXACT',
    program: label,
    expected,
    observe(resultOf) {
      const result = resultOf(label);
      return {
        observed: result.failure ? `${result.state}: ${result.failure.message}` : result.state,
        isMet: result.state === state,
      };
    },
  };
}

/** The program's outcomes are among these; which, and how often, is shown. */
export function oneOf(label: string, outcomes: readonly string[], expected: string): Expectation {
  return {
    kind: 'OUTCOME',
    program: label,
    expected,
    observe(resultOf) {
      const result = resultOf(label);
      const isMet = result.state === 'SUCCEEDED' && result.rounds.every((round) => outcomes.includes(round.result));
      const seen = result.outcomes.filter(({ count }) => count > 0);
      const counts = seen.map(({ result: name, count }) => `${name} × ${count}`).join(', ');
      return { observed: counts || describeObserved(result), isMet };
    },
  };
}

/** The median wall time lies between these, in milliseconds. */
export function takes(label: string, leastMs: number, mostMs: number, expected: string): Expectation {
  return {
    kind: 'TIMING',
    program: label,
    expected,
    observe(resultOf) {
      const { summary, state } = resultOf(label);
      if (!summary) return { observed: state, isMet: false };
      const { median, low, high } = summary.wall;
      return { observed: `${ms(median)} [${ms(low)}, ${ms(high)}]`, isMet: median >= leastMs && median <= mostMs };
    },
  };
}

/**
 * How many times faster `label` is than `baseline`, round by round, with its interval where there are rounds enough
 * for one. A pair of rounds ran side by side where the programs do (see `sideBySide`).
 */
export function speedup(resultOf: ResultOf, baseline: string, label: string): Figure {
  const wallsOf = (one: string): readonly number[] => resultOf(one).rounds.map(({ wallMs }) => wallMs);
  const [base, own] = [wallsOf(baseline), wallsOf(label)];
  const pairs = Math.min(base.length, own.length);
  const name = `${baseline} / ${label}`;
  if (pairs === 0) return plainFigure(name, Number.NaN, '×');
  const compared = compareSamples(own.slice(0, pairs), base.slice(0, pairs));
  const hasInterval = compared.verdict !== 'TOO_FEW_PAIRS';
  return {
    name,
    value: compared.ratio,
    low: hasInterval ? compared.low : null,
    high: hasInterval ? compared.high : null,
    unit: '×',
  };
}

/** Whether nothing spoke against the figures of these programs, as far as anybody looked. */
export function areUndisturbed(resultOf: ResultOf, ...labels: readonly string[]): boolean {
  return labels.every((label) => (resultOf(label).validity?.verdict ?? 'VALID') === 'VALID');
}

export function ratioBetween(
  baseline: string,
  label: string,
  least: number,
  most: number,
  expected: string,
): Expectation {
  return {
    kind: 'TIMING',
    program: `${baseline} / ${label}`,
    expected,
    observe(resultOf) {
      const { value, low, high } = speedup(resultOf, baseline, label);
      return {
        observed: `${value.toFixed(2)}×${low === null || high === null ? '' : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`}`,
        isMet: value >= least && value <= most,
      };
    },
  };
}

function describeObserved({ state, failure, rounds }: ProgramResult): string {
  if (state !== 'SUCCEEDED') return failure ? `${state}: ${failure.message}` : state;
  return [...new Set(rounds.map((round) => round.observed))].join(' | ');
}

function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`;
}
