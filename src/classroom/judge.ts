/**
 * What a run means for its submission: pure. Only what the lab itself measured goes in.
 *
 * A run that was disturbed, or that the lab cut off, says nothing of the program: it is run again rather than
 * ranked, a few times, since a noisy host must not keep a member waiting for ever.
 */
import type { ChallengeRules, Direction, Measure, OutReason } from '../domain/classroom.js';
import type { SharingFigures } from '../domain/recording.js';
import type { Estimate, Failure, Grade, RunState, Summary } from '../domain/run.js';
import type { RunFigures } from '../store/classroom-records.js';
import { METRIC_READERS } from './metrics.js';
import { isClearlyWorse } from './ranking.js';

/** A run that has ended. */
export interface EndedRun {
  readonly state: RunState;
  readonly failure: Pick<Failure, 'code'> | null;
  readonly summary: Summary | null;
  /** Those that were looked out for and not seen have a count of 0. */
  readonly outcomes: readonly { readonly grade: Grade; readonly count: number }[];
  /** Absent where it was not looked at: it passes. */
  readonly validity: { readonly verdict: 'VALID' | 'DISTURBED' | 'INVALID' } | null;
  readonly workers: number;
  /** Null where nothing was recorded. */
  readonly sharing: SharingFigures | null;
}

export type Judged =
  | { readonly kind: 'measured'; readonly measure: Measure }
  /** It says nothing of the program. */
  | { readonly kind: 'disturbed' }
  | { readonly kind: 'out'; readonly reason: OutReason };

type Rules = Pick<ChallengeRules, 'metric' | 'correctness' | 'acceptDisturbed'>;

export function judgeRun(run: EndedRun, rules: Rules, baseline: Estimate | null): Judged {
  if (run.state === 'CANCELLED') return { kind: 'out', reason: 'CANCELLED' };
  if (run.failure?.code === 'INTERRUPTED' || run.failure?.code === 'LAB_ERROR') return { kind: 'disturbed' };
  const seen = run.outcomes.filter(({ count }) => count > 0);
  if (run.failure?.code === 'WRONG_RESULT' || !seen.every(({ grade }) => isRight(grade, rules.correctness))) {
    return { kind: 'out', reason: 'WRONG_RESULT' };
  }
  if (run.state !== 'SUCCEEDED' || !run.summary) return { kind: 'out', reason: 'DID_NOT_SUCCEED' };
  if (run.validity?.verdict === 'INVALID') return { kind: 'out', reason: 'INVALID' };
  if (run.validity?.verdict === 'DISTURBED' && !rules.acceptDisturbed) return { kind: 'disturbed' };
  const { summary, workers, sharing } = run;
  const measure = METRIC_READERS[rules.metric].read({ summary, workers, sharing, baseline });
  if (!measure) return { kind: 'out', reason: 'NOT_MEASURED' };
  const isDisturbed = run.validity?.verdict === 'DISTURBED';
  return { kind: 'measured', measure: { ...measure, ...(isDisturbed && { isDisturbed }) } };
}

function isRight(grade: Grade, rule: Rules['correctness']): boolean {
  return grade === 'ACCEPTABLE' || (rule === 'NOT_FORBIDDEN' && grade === 'INTERESTING');
}

/** Disturbed runs of one submission, or of one check of it, before it is left at that. */
export const DISTURBED_RUNS = 4;
/** Undisturbed checks that must miss before an entry falls: one may be bad luck, two hardly. */
const MISSES = 2;

export type TryDecision =
  | { readonly kind: 'again' }
  | { readonly kind: 'rank'; readonly measure: Measure }
  | { readonly kind: 'out'; readonly reason: OutReason };

/** @param runs of the submission, all of them ended, the newest last */
export function decideTry(runs: readonly Judged[]): TryDecision {
  const last = runs.at(-1);
  if (!last) return { kind: 'again' };
  switch (last.kind) {
    case 'measured':
      return { kind: 'rank', measure: last.measure };
    case 'out':
      return last;
    case 'disturbed':
      return countDisturbed(runs) < DISTURBED_RUNS ? { kind: 'again' } : { kind: 'out', reason: 'DISTURBED' };
  }
}

export type CheckDecision = 'again' | 'HELD' | 'FELL' | 'UNSURE';

/** @param runs that checked the submission, all of them ended, the newest last */
export function decideCheck(ranked: Measure, runs: readonly Judged[], direction: Direction): CheckDecision {
  const last = runs.at(-1);
  if (!last) return 'again';
  switch (last.kind) {
    case 'measured':
      if (!isClearlyWorse(ranked, last.measure, direction)) return 'HELD';
      return runs.filter(({ kind }) => kind === 'measured').length < MISSES ? 'again' : 'FELL';
    case 'out':
      return last.reason === 'CANCELLED' ? 'UNSURE' : 'FELL';
    case 'disturbed':
      return countDisturbed(runs) < DISTURBED_RUNS ? 'again' : 'UNSURE';
  }
}

function countDisturbed(runs: readonly Judged[]): number {
  return runs.filter(({ kind }) => kind === 'disturbed').length;
}

/** @param how trusted: its figures are taken as they are, whatever its results were and however quiet the host was */
export function toEnded(run: RunFigures, how: { readonly trusted: boolean } = { trusted: false }): EndedRun {
  const { state, failure, summary, outcomes, validity, sharing, plan } = run;
  const workers = plan.groups.reduce((sum, group) => sum + group.workers, 0);
  const measured = { state, failure, summary, sharing, workers };
  return how.trusted ? { ...measured, outcomes: [], validity: null } : { ...measured, outcomes, validity };
}
