/** Fits every scaling law to a sweep, with intervals, and says which the evidence favours, or why one was refused. */
import {
  SCALING_LAWS,
  SCALING_PARAMETERS,
  type FitRefusal,
  type ScalingFit,
  type ScalingFits,
  type ScalingLaw,
  type ScalingParameterName,
  type ScalingPeak,
} from '../../domain/scaling.js';
import { middleOf } from '../bootstrap.js';
import { createRandom } from '../random.js';
import { chooseLaw, correctedAkaike } from './evidence.js';
import { LAW_FORMS, universalPeak, universalSpeedup, type ScalingValues } from './laws.js';
import { combine } from './least-squares.js';
import { fitLogarithms } from './log-fit.js';
import { refuse } from './refusal.js';
import {
  poolByWorkers,
  redrawCentre,
  squaredMisses,
  toSweepPoint,
  type RatesOfWorkers,
  type SweepPoint,
} from './sweep.js';

const RESAMPLES = 500;
/** Far below what the draws differ by. */
const NEAR = 1e-6;
/** Values drawn in all, for sweeps of very many rounds. */
const DRAWS = 4_000_000;
const SEED = 0x2545_f491;

/** @param measured throughput of each round, at several numbers of workers, one worker among them */
export function fitScaling(measured: readonly RatesOfWorkers[]): ScalingFits {
  const pooled = poolByWorkers(measured);
  const refusals: FitRefusal[] = [];
  const laws = SCALING_LAWS.filter((law) => {
    const refusal = refuse(law, pooled);
    if (refusal) refusals.push(refusal);
    return !refusal;
  });
  if (laws.length === 0) {
    return { fits: [], refusals, chosen: null, reason: refusals[0]?.message ?? 'There are no laws.' };
  }
  const points = pooled.map(toSweepPoint);
  const redrawn = redrawCentres(points);
  const fits = laws.map((law) => fitLaw(law, points, redrawn));
  const least = Math.min(...fits.map(({ aicc }) => aicc));
  const compared = fits.map((fit) => ({ ...fit, deltaAicc: fit.aicc - least }));
  return { fits: compared, refusals, ...chooseLaw(compared) };
}

/** The same draws for every law. */
function redrawCentres(points: readonly SweepPoint[]): readonly Float64Array[] {
  const random = createRandom(SEED);
  const observations = points.reduce((sum, { logarithms }) => sum + logarithms.length, 0);
  const times = Math.min(RESAMPLES, Math.max(200, Math.floor(DRAWS / observations)));
  return Array.from({ length: times }, () => Float64Array.from(points, (point) => redrawCentre(point, random)));
}

function fitLaw(
  law: ScalingLaw,
  points: readonly SweepPoint[],
  redrawn: readonly Float64Array[],
): Omit<ScalingFit, 'deltaAicc'> {
  const form = LAW_FORMS[law];
  const rows = points.map(({ workers }) => form.columns(workers));
  const columns = (rows[0] ?? []).map((_, place) => Float64Array.from(rows, (row) => row[place] as number));
  const weights = Float64Array.from(points, ({ logarithms }) => logarithms.length);
  // The logarithm of what the columns add up to, from that of the throughput, and back: cost is N/X.
  const turn = (logarithms: Float64Array): Float64Array =>
    form.fits === 'THROUGHPUT'
      ? logarithms
      : logarithms.map((logarithm, row) => Math.log(points[row]?.workers ?? 1) - logarithm);

  const coefficients = fitLogarithms(columns, turn(Float64Array.from(points, ({ centre }) => centre)), weights);
  const fitted = turn(combine(columns, coefficients).map(Math.log));
  const squares = points.reduce((sum, point, row) => sum + squaredMisses(point, fitted[row] as number), 0);
  const observations = weights.reduce((sum, count) => sum + count, 0);
  const values = form.parameters(coefficients);
  const drawn = redrawn.map((centres) =>
    form.parameters(fitLogarithms(columns, turn(centres), weights, coefficients, NEAR)),
  );
  return {
    law,
    parameters: SCALING_PARAMETERS.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [{ name, value, ...middleOf(drawnValues(drawn, name)) }];
    }),
    peak: law === 'UNIVERSAL' ? findPeak(values, drawn) : null,
    residual: Math.sqrt(squares / observations),
    aicc: correctedAkaike(squares, observations, columns.length),
  };
}

function drawnValues(drawn: readonly ScalingValues[], name: ScalingParameterName): Float64Array {
  return Float64Array.from(drawn, (values) => values[name] ?? 0);
}

function findPeak(
  { CONTENTION = 0, COHERENCE = 0 }: ScalingValues,
  drawn: readonly ScalingValues[],
): ScalingPeak | null {
  if (COHERENCE === 0) return null;
  const workers = universalPeak(CONTENTION, COHERENCE);
  // Of the inverse, which is 0 where there is no peak: quantiles of infinities are none.
  const inverse = middleOf(
    Float64Array.from(drawn, (values) => 1 / universalPeak(values.CONTENTION ?? 0, values.COHERENCE ?? 0)),
  );
  return {
    workers,
    low: 1 / inverse.high,
    high: inverse.low === 0 ? null : 1 / inverse.low,
    speedup: universalSpeedup(workers, CONTENTION, COHERENCE),
  };
}
