/**
 * Lessons and claims: what of the course unit is run as a batch, and how its results are read.
 *
 * A lesson is a program of the unit with what the unit expects of it; a claim is one of its sentences with a
 * rule for the verdict. Both name experiments, by a label each, and are pure functions of what came of them.
 */
import type { MeasuredTable } from './comparison.js';
import type { ExperimentRequest } from './plan.js';
import type { Validity } from './validity.js';
import type { Environment, Failure, Judgement, Outcome, RunState, Summary } from './run.js';

/** One experiment of a lesson or a claim. */
export interface Program {
  /** Names it in results: `two threads`. */
  readonly label: string;
  readonly request: ExperimentRequest;
  /** Programs of one turn go to the lab together, and their rounds are interleaved. */
  readonly turn?: string;
  /** It is there to be held against, and stays on its own runtime when the others are moved to another. */
  readonly isControl?: true;
}

/** Programs that are compared: whatever disturbs the host while they run disturbs all of them. */
export function sideBySide(...programs: readonly Program[]): readonly Program[] {
  const turn = programs.map(({ label }) => label).join(' | ');
  return programs.map((program) => ({ ...program, turn }));
}

/** What a program came to. */
export interface ProgramResult {
  readonly label: string;
  readonly runId: string;
  readonly runtime: string;
  readonly state: RunState;
  readonly failure: Failure | null;
  readonly summary: Summary | null;
  readonly outcomes: readonly Outcome[];
  readonly environment: Environment | null;
  /** null before it has ended. */
  readonly validity: Validity | null;
  /** The measured rounds, in order. */
  readonly rounds: readonly RoundOutcome[];
}

export interface RoundOutcome extends Judgement {
  readonly wallMs: number;
  /** What each worker reported. */
  readonly reports: readonly unknown[];
}

/** @throws when the lesson asks for a label that it does not have: a mistake in its file. */
export type ResultOf = (label: string) => ProgramResult;

/** EXACT: always the same answer. OUTCOME: one of several. TIMING: a time or a ratio. */
export const EXPECTATION_KINDS = ['EXACT', 'OUTCOME', 'TIMING'] as const;
export type ExpectationKind = (typeof EXPECTATION_KINDS)[number];

/** Which runtimes show it: those with a global interpreter lock, those without one, or CPython itself. */
export type RuntimeNeed = 'GIL' | 'NO_GIL' | 'CPYTHON';

export interface Expectation {
  /** Where it is not the same on all runtimes. Heeded when a runtime is asked for. */
  readonly needs?: RuntimeNeed;
  readonly kind: ExpectationKind;
  /** The program that it is of; several are joined. */
  readonly program: string;
  /** What the unit expects, in its words. */
  readonly expected: string;
  observe(resultOf: ResultOf): Observation;
}

export interface Observation {
  readonly observed: string;
  readonly isMet: boolean;
}

export interface Lesson {
  /** kebab-case. */
  readonly id: string;
  /** Rows of the unit that it stands for. */
  readonly rows: readonly string[];
  readonly title: string;
  /** What there is to see, for a student. */
  readonly doc: string;
  /** @param scale of the unit's sizes and times, above 0 and up to 1 */
  programs(scale: number): readonly Program[];
  readonly expectations: readonly Expectation[];
}

export const VERDICTS = ['CONFIRMED', 'REFUTED', 'NOT_REPRODUCED_HERE'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A figure that a verdict stands on. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
}

/** One that has no interval: a count, a median of few. */
export function plainFigure(name: string, value: number, unit: string): Figure {
  return { name, value, low: null, high: null, unit };
}

export interface ClaimVerdict {
  readonly verdict: Verdict;
  readonly figures: readonly Figure[];
  /** Why, in one sentence with the figures. */
  readonly reason: string;
}

export interface Host {
  readonly cores: number;
  readonly fabrics: readonly string[];
  readonly runtimes: readonly string[];
}

export interface Claim {
  /** kebab-case. */
  readonly id: string;
  /** Its number in the unit's list. */
  readonly number: number;
  /** What the unit says. */
  readonly sentence: string;
  /** How the verdict follows from the figures. */
  readonly rule: string;
  /** The mechanism, in one plain paragraph for a student. */
  readonly explanation: string;
  /** As of an expectation. */
  readonly needs?: RuntimeNeed;
  /** Why this host cannot test it, or null where it can. */
  untestable(host: Host): string | null;
  programs(scale: number): readonly Program[];
  judge(resultOf: ResultOf): ClaimVerdict;
}

/** One line of a lesson's result. */
export interface ObservedLine {
  readonly kind: ExpectationKind;
  readonly program: string;
  readonly expected: string;
  readonly observed: string;
  readonly isMet: boolean;
  /** Why it does not apply to the runtime that was asked for. */
  readonly leftOut?: string;
}

/** What a batch came to. */
export type BatchResult =
  | { readonly kind: 'LESSON'; readonly lines: readonly ObservedLine[] }
  | { readonly kind: 'CLAIM'; readonly verdict: ClaimVerdict }
  | { readonly kind: 'COMPARISON'; readonly tables: readonly MeasuredTable[] };

export function scaled(size: number, scale: number, least = 1): number {
  return Math.max(least, Math.round(size * scale));
}
