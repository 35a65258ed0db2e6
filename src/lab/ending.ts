/** How a run ends: its state, why, and its figures so far. */
import type { Plan } from '../domain/experiment.js';
import type { RunEnding } from '../domain/events.js';
import type { Failure, Measurement } from '../domain/run.js';
import { summarize, tabulateOutcomes } from './summarize.js';

export function endRun(
  plan: Plan,
  measurements: readonly Measurement[],
  state: RunEnding['state'],
  failure: Failure | null,
): RunEnding {
  const judgements = measurements.filter(({ warmup }) => !warmup).map(({ judgement }) => judgement);
  return { state, failure, summary: summarize(plan, measurements), outcomes: tabulateOutcomes(judgements) };
}

export function timedOut({ timeoutMs }: Plan): Failure {
  return { code: 'TIMED_OUT', message: `It took longer than ${timeoutMs} ms.` };
}

/** @returns null where every round came out as it may */
export function wrongResult(measurements: readonly Measurement[]): Failure | null {
  const wrong = measurements.find(({ judgement }) => judgement.grade === 'FORBIDDEN');
  if (!wrong) return null;
  const { expected, observed } = wrong.judgement;
  return { code: 'WRONG_RESULT', message: `Round ${wrong.round} should have given ${expected} and gave ${observed}.` };
}
