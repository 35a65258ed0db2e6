/**
 * The live side's vocabulary: who is in a classroom, what a challenge fixes and leaves open, and what becomes
 * of a submission.
 *
 * A challenge's phases:
 *
 *   SCHEDULED → OPEN → CLOSED → VERIFYING → REVEALING → REVEALED
 *
 * SCHEDULED becomes OPEN by itself when its window begins, and OPEN becomes CLOSED when that ends. OPEN takes
 * submissions; a reveal closes it. While VERIFYING the top entries are run again;
 * while REVEALING places are shown from the last one up. Freezing is apart from the phase: it only stops what
 * the class sees.
 */
import type { Fabric, Plan, Primitive, PrimitiveOptions, TaskChoice } from './experiment.js';

/** INSTRUCTOR leads, MEMBER takes part, VIEWER only looks: the projector. */
export const ROLES = ['INSTRUCTOR', 'MEMBER', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** What a board can rank by. Each has a reader in `classroom/metrics.ts`. */
export const METRICS = ['WALL', 'CPU', 'THROUGHPUT', 'SPEEDUP', 'EFFICIENCY', 'FAIRNESS', 'LOCK_WAIT'] as const;
export type Metric = (typeof METRICS)[number];

export const DIRECTIONS = ['LOWEST', 'HIGHEST'] as const;
/** Which end of the metric wins. */
export type Direction = (typeof DIRECTIONS)[number];

/** Which outcomes may rank. ACCEPTABLE: nothing but those. NOT_FORBIDDEN: what a race may do is right here too. */
export const CORRECTNESS_RULES = ['ACCEPTABLE', 'NOT_FORBIDDEN'] as const;
export type CorrectnessRule = (typeof CORRECTNESS_RULES)[number];

export const CHALLENGE_PHASES = ['SCHEDULED', 'OPEN', 'CLOSED', 'VERIFYING', 'REVEALING', 'REVEALED'] as const;
export type ChallengePhase = (typeof CHALLENGE_PHASES)[number];

/** No more submissions come: what was predicted may be told. */
export function isOver(phase: ChallengePhase): boolean {
  return phase !== 'SCHEDULED' && phase !== 'OPEN';
}

/** PENDING waits for its run; RANKED is on the board; FELL was there and did not hold; OUT never ranked. */
export const SUBMISSION_STATES = ['PENDING', 'RANKED', 'FELL', 'OUT'] as const;
export type SubmissionState = (typeof SUBMISSION_STATES)[number];

export const OUT_REASONS = [
  'WRONG_RESULT',
  'DID_NOT_SUCCEED',
  'CANCELLED',
  'DISTURBED',
  'INVALID',
  'NOT_MEASURED',
  'DID_NOT_HOLD',
] as const;
/** Why a submission is not on the board. */
export type OutReason = (typeof OUT_REASONS)[number];

/** What a challenge fixes and what it leaves to its members. */
export interface ChallengeRules {
  readonly fixed: {
    readonly task: TaskChoice;
    readonly runtime: string;
    readonly repetitions: number;
    readonly warmup: number;
    readonly timeoutMs: number;
  };
  readonly choice: {
    readonly primitives: readonly Primitive[];
    readonly fabrics: readonly Fabric[];
    readonly workers: { readonly min: number; readonly max: number };
    /** The primitive's options, where they are fixed; null where each chooses. */
    readonly options: PrimitiveOptions | null;
  };
  readonly metric: Metric;
  readonly direction: Direction;
  readonly correctness: CorrectnessRule;
  /** Ranks runs that were disturbed as well, instead of running them again: for work that is too short, or a host that is never quiet. */
  readonly acceptDisturbed: boolean;
  /** Submissions of each member. */
  readonly tries: number;
  /** What speed-up is counted against. */
  readonly baseline: Plan | null;
  readonly prediction: PredictionRule | null;
  /** Places that are run again before a reveal. */
  readonly verifyTop: number;
}

/** Asks for a number before the first submission. */
export interface PredictionRule {
  readonly question: string;
  /** Its figure, in the challenge's metric, is the answer; null: each member's first submission that ranks. */
  readonly experiment: Plan | null;
}

/** A figure with its 95 % interval, low ≤ value ≤ high. */
export interface Measure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Its run was disturbed, and ranks since the challenge accepts that. */
  readonly isDisturbed?: true;
}

/** One change of a board, numbered per challenge from 1 without gaps: the board is a fold of them. */
export type BoardFact = {
  readonly seq: number;
  readonly at: Date;
  readonly submissionId: string;
  readonly memberId: string;
} & (
  | { readonly kind: 'RANKED'; readonly measure: Measure }
  /** Run again, it held. */
  | { readonly kind: 'HELD' }
  /** Run again, it did not hold. */
  | { readonly kind: 'FELL' }
  /** Every attempt to run it again was disturbed, so it stays as it was. */
  | { readonly kind: 'UNSURE' }
);
export type BoardFactKind = BoardFact['kind'];

export const CLASSROOM_LIMITS = {
  titleLength: { max: 100 },
  nameLength: { max: 40 },
  questionLength: { max: 300 },
  seats: { min: 1, max: 2_000 },
  tokenMinutes: { min: 1, max: 60 * 24 * 200 },
  tries: { min: 1, max: 1_000 },
  /** Below three rounds an interval says nothing, and a board would rank noise. */
  repetitions: { min: 3 },
  verifyTop: { min: 0, max: 20 },
  revealEveryMs: { min: 0, max: 60_000 },
} as const;
