import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScalingFit, ScalingFits, ScalingLaw, ScalingParameterName } from '../../../src/domain/scaling.js';
import { fitScaling } from '../../../src/stats/scaling/fit.js';
import type { RatesOfWorkers } from '../../../src/stats/scaling/sweep.js';
import { binomialBound, NOISES, type Noise } from '../noise.js';

type Truth = Readonly<Partial<Record<ScalingParameterName, number>>>;

const PLANTED: readonly { law: ScalingLaw; truth: Truth; speedup: (workers: number) => number }[] = [
  { law: 'LINEAR', truth: { RATE: 1_000 }, speedup: (n) => n },
  { law: 'AMDAHL', truth: { RATE: 1_000, SERIAL_FRACTION: 0.08 }, speedup: (n) => n / (1 + 0.08 * (n - 1)) },
  { law: 'GUSTAFSON', truth: { RATE: 1_000, SERIAL_FRACTION: 0.2 }, speedup: (n) => 0.2 + 0.8 * n },
  {
    law: 'UNIVERSAL',
    truth: { RATE: 1_000, CONTENTION: 0.05, COHERENCE: 0.01 },
    speedup: (n) => n / (1 + 0.05 * (n - 1) + 0.01 * n * (n - 1)),
  },
];
const SWEEP = [1, 2, 4, 8];
const exact: Noise = () => 1;

function measure(
  speedup: (workers: number) => number,
  noise: Noise,
  sweep: readonly number[] = SWEEP,
): readonly RatesOfWorkers[] {
  return sweep.map((workers) => ({
    workers,
    rates: Array.from({ length: 5 }, () => (1_000 * speedup(workers)) / noise()),
  }));
}

/** Five rounds alike at every point: what is fitted is then the points themselves. */
function repeat(workers: readonly number[], throughput: readonly number[]): readonly RatesOfWorkers[] {
  return workers.map((count, index) => ({
    workers: count,
    rates: Array.from({ length: 5 }, () => throughput[index] as number),
  }));
}

function fitOf({ fits }: ScalingFits, law: ScalingLaw): ScalingFit {
  const fit = fits.find((candidate) => candidate.law === law);
  if (!fit) throw new Error(`${law} was not fitted.`);
  return fit;
}

function valuesOf(fit: ScalingFit): Truth {
  return Object.fromEntries(fit.parameters.map(({ name, value }) => [name, value]));
}

describe('a fit', () => {
  // Throughput of a ray tracer on a NUMA machine (Gunther, "Guerrilla Capacity Planning", 2007, table 5.1).
  // scipy.optimize.root(gradient, start, jac=hessian, tol=1e-15) of sum((log(y) - log(columns @ t))**2), SciPy 1.17.1, with
  // y = X for GUSTAFSON and N/X for the others; least_squares(method='lm') agrees to its 1e-7.
  it.each<{ law: ScalingLaw; expected: Truth }>([
    { law: 'LINEAR', expected: { RATE: 10.660_864_756_097_72 } },
    { law: 'AMDAHL', expected: { RATE: 21.663_335_947_157_154, SERIAL_FRACTION: 0.055_382_020_894_026_43 } },
    { law: 'GUSTAFSON', expected: { RATE: 30.537_697_631_681_155, SERIAL_FRACTION: 0.735_117_872_857_589_1 } },
    {
      law: 'UNIVERSAL',
      expected: {
        RATE: 21.370_655_336_151_305,
        CONTENTION: 0.051_412_167_324_213_116,
        COHERENCE: 7.440_119_057_799_723e-5,
      },
    },
  ])('of $law to the ray tracer is what SciPy says', ({ law, expected }) => {
    const workers = [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64];
    const throughput = [20, 78, 130, 170, 190, 210, 220, 245, 255, 280, 310];
    const found = valuesOf(fitOf(fitScaling(repeat(workers, throughput)), law));
    for (const [name, value] of Object.entries(expected)) {
      const relative = (found[name as ScalingParameterName] as number) / value;
      expect(relative, `its ${name}`).toBeCloseTo(1, 9);
    }
  });

  it('of the universal law to the test data of R’s usl package gives its coefficients', () => {
    const throughput = [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557];
    const fits = fitScaling(repeat([1, 2, 4, 6, 8, 10], throughput));
    expect(fits.chosen).toBe('UNIVERSAL');
    const { CONTENTION, COHERENCE } = valuesOf(fitOf(fits, 'UNIVERSAL'));
    // As above; usl prints 0.02 and 0.02.
    expect(CONTENTION).toBeCloseTo(0.020_003_871_359_309_047, 9);
    expect(COHERENCE).toBeCloseTo(0.019_999_792_497_694_444, 9);
    // Gunther: the square root of (1 − σ)/κ.
    expect(fitOf(fits, 'UNIVERSAL').peak?.workers).toBeCloseTo(7, 3);
  });

  it.each(PLANTED)('finds what was planted without noise: $law', ({ law, truth, speedup }) => {
    const fits = fitScaling(measure(speedup, exact));
    expect(fits.chosen).toBe(law);
    const found = valuesOf(fitOf(fits, law));
    for (const [name, value] of Object.entries(truth)) {
      expect((found[name as ScalingParameterName] as number) / value, `its ${name}`).toBeCloseTo(1, 9);
    }
  });

  it.each(PLANTED)('holds what was planted in its intervals in 95 of 100 sweeps: $law', ({ law, truth, speedup }) => {
    const trials = 60;
    const noise = (NOISES['normal'] as (typeof NOISES)[string])(8_128, 0.02);
    const missed = new Map<string, number>();
    let chosen = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const fits = fitScaling(measure(speedup, noise));
      if (fits.chosen === law) chosen += 1;
      for (const { name, low, high } of fitOf(fits, law).parameters) {
        const value = truth[name] as number;
        if (low === null || high === null || low > value || high < value) missed.set(name, (missed.get(name) ?? 0) + 1);
      }
    }
    for (const [name, count] of missed) expect(count, `its ${name}`).toBeLessThanOrEqual(binomialBound(trials, 0.05));
    expect(chosen).toBeGreaterThanOrEqual(trials * 0.85);
  });

  it('is not bent by one round that took ten times as long', () => {
    const noise = (NOISES['normal'] as (typeof NOISES)[string])(3, 0.01);
    const measured = measure((n) => n / (1 + 0.08 * (n - 1)), noise).map(({ workers, rates }) => ({
      workers,
      rates: workers === 4 ? [(rates[0] as number) / 10, ...rates.slice(1)] : rates,
    }));
    const fits = fitScaling(measured);
    expect(fits.chosen).toBe('AMDAHL');
    expect(valuesOf(fitOf(fits, 'AMDAHL')).SERIAL_FRACTION).toBeCloseTo(0.08, 1);
  });

  it('puts the peak of the universal law into its interval, and says when there is none', () => {
    const noise = (NOISES['normal'] as (typeof NOISES)[string])(17, 0.01);
    const falling = measure((n) => n / (1 + 0.05 * (n - 1) + 0.02 * n * (n - 1)), noise, [1, 2, 4, 6, 8, 12]);
    const peak = fitOf(fitScaling(falling), 'UNIVERSAL').peak;
    expect(peak?.low).toBeLessThanOrEqual(Math.sqrt(0.95 / 0.02));
    expect(peak?.high).toBeGreaterThanOrEqual(Math.sqrt(0.95 / 0.02));
    expect(fitOf(fitScaling(measure((n) => n, exact)), 'UNIVERSAL').peak).toBeNull();
  });

  it('is the same in another unit, another order, and with a point in two parts', () => {
    const noise = (NOISES['normal'] as (typeof NOISES)[string])(23, 0.02);
    const measured = measure((n) => n / (1 + 0.1 * (n - 1)), noise);
    const fits = fitScaling(measured);
    expect(fitScaling(measured.toReversed())).toEqual(fits);
    const parts = measured.flatMap(({ workers, rates }) => [
      { workers, rates: rates.slice(0, 2) },
      { workers, rates: rates.slice(2) },
    ]);
    expect(fitScaling(parts)).toEqual(fits);
    const scaled = measured.map(({ workers, rates }) => ({ workers, rates: rates.map((rate) => rate * 1_000) }));
    expect(fitScaling(scaled).chosen).toBe(fits.chosen);
    const [one, other] = [valuesOf(fitOf(fits, 'AMDAHL')), valuesOf(fitOf(fitScaling(scaled), 'AMDAHL'))];
    expect(other.SERIAL_FRACTION).toBeCloseTo(one.SERIAL_FRACTION ?? 0, 9);
  });

  it('never leaves the legal range, whatever was measured', { timeout: 300_000 }, () => {
    const rate = fc.double({ min: 0.01, max: 1_000, noNaN: true });
    const rates = fc.array(rate, { minLength: 5, maxLength: 6 });
    fc.assert(
      fc.property(fc.tuple(rates, rates, rates, rates), (given) => {
        const { fits } = fitScaling(given.map((values, index) => ({ workers: SWEEP[index] as number, rates: values })));
        expect(fits).toHaveLength(4);
        for (const { parameters, residual, aicc, deltaAicc } of fits) {
          for (const { name, value, low, high } of parameters) {
            for (const figure of [value, low, high]) {
              expect(figure).toBeGreaterThanOrEqual(0);
              expect(figure).toBeLessThanOrEqual(name === 'RATE' || name === 'COHERENCE' ? Number.MAX_VALUE : 1 + 1e-9);
            }
          }
          for (const figure of [residual, aicc, deltaAicc]) expect(Number.isFinite(figure)).toBe(true);
        }
      }),
      { seed: 1_993, numRuns: 25 },
    );
  });
});

describe('the choice between laws', () => {
  it('is said with the distance to the next', () => {
    const noise = (NOISES['normal'] as (typeof NOISES)[string])(29, 0.01);
    const { reason, fits } = fitScaling(measure((n) => n / (1 + 0.05 * (n - 1) + 0.02 * n * (n - 1)), noise));
    const next = fits.map(({ deltaAicc }) => deltaAicc).toSorted((a, b) => a - b)[1] as number;
    expect(reason).toMatch(/^UNIVERSAL explains the rounds best/);
    expect(reason).toContain(next.toFixed(1));
  });

  it('falls on the fewest parameters where the evidence is no better', () => {
    const { chosen, reason, fits } = fitScaling(measure((n) => n, exact));
    expect(chosen).toBe('LINEAR');
    expect(fits.every(({ deltaAicc }) => deltaAicc >= 0)).toBe(true);
    expect(reason).not.toBe('');
  });
});

describe('a fit is refused', () => {
  const fully = measure((n) => n, exact);
  it.each<[string, readonly RatesOfWorkers[], readonly string[]]>([
    [
      'without a single worker',
      fully.slice(1),
      ['LINEAR', 'AMDAHL', 'GUSTAFSON', 'UNIVERSAL'].map((law) => `${law} NO_SINGLE_WORKER`),
    ],
    ['of the universal law on three points', fully.slice(0, 3), ['UNIVERSAL TOO_FEW_POINTS']],
    [
      'of all but the simplest on two',
      fully.slice(0, 2),
      ['AMDAHL TOO_FEW_POINTS', 'GUSTAFSON TOO_FEW_POINTS', 'UNIVERSAL TOO_FEW_POINTS'],
    ],
    [
      'of all on one',
      fully.slice(0, 1),
      ['LINEAR', 'AMDAHL', 'GUSTAFSON', 'UNIVERSAL'].map((law) => `${law} TOO_FEW_POINTS`),
    ],
    [
      'with too few rounds at a point',
      [...fully.slice(0, 3), { workers: 8, rates: [1, 2, 3, 4] }],
      ['LINEAR', 'AMDAHL', 'GUSTAFSON', 'UNIVERSAL'].map((law) => `${law} TOO_FEW_ROUNDS`),
    ],
    [
      'of a throughput that is not above zero',
      [...fully, { workers: 3, rates: [5, 5, 5, 5, 0] }],
      ['LINEAR', 'AMDAHL', 'GUSTAFSON', 'UNIVERSAL'].map((law) => `${law} NOT_POSITIVE`),
    ],
    ['of no points', [], ['LINEAR', 'AMDAHL', 'GUSTAFSON', 'UNIVERSAL'].map((law) => `${law} NO_SINGLE_WORKER`)],
  ])('%s', (_title, measured, expected) => {
    const { fits, refusals, chosen, reason } = fitScaling(measured);
    expect(refusals.map(({ law, code }) => `${law} ${code}`)).toEqual(expected);
    expect(fits).toHaveLength(4 - expected.length);
    expect(chosen === null).toBe(fits.length === 0);
    for (const { message } of refusals) expect(message).toMatch(/\.$/);
    expect(reason).not.toBe('');
  });
});
