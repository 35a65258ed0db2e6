/**
 * What the planner, the API and the command line need to know about a task kind: no code, only its face.
 */
import type { Fabric, Primitive } from './experiment.js';

/** A whole number with bounds; the GraphQL input, the flag and the documentation follow from it. */
export interface IntegerParameter {
  readonly type: 'integer';
  readonly doc: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** One word of a few, in CONSTANT_CASE. */
export interface ChoiceParameter<Word extends string = string> {
  readonly type: 'choice';
  readonly doc: string;
  readonly words: readonly Word[];
  readonly default: Word;
}

export type ParameterSpec = IntegerParameter | ChoiceParameter;
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** What a task's code sees of a parameter. */
export type ValueOf<S extends ParameterSpec> = S extends ChoiceParameter<infer Word> ? Word : number;

export interface TaskSpec {
  /** camelCase; its enum value is the same in CONSTANT_CASE. */
  readonly kind: string;
  readonly title: string;
  readonly doc: string;
  readonly parameters: ParameterSpecs;
  /** What it accepts. */
  readonly primitives: readonly Primitive[];
  readonly fabrics: readonly Fabric[];
  /** How many workers it needs, and can use, where not every number will do. */
  readonly workers?: { readonly min: number; readonly max?: number };
  /** Whether its workers start processes themselves, wherever they live. */
  readonly startsProcesses?: boolean;
}

export function integer(spec: Omit<IntegerParameter, 'type'>): IntegerParameter {
  return { type: 'integer', ...spec };
}

export function choice<const Word extends string>(spec: Omit<ChoiceParameter<Word>, 'type'>): ChoiceParameter<Word> {
  return { type: 'choice', ...spec };
}
