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

export type ParameterSpecs = Readonly<Record<string, IntegerParameter>>;

export interface TaskSpec {
  /** camelCase; its enum value is the same in CONSTANT_CASE. */
  readonly kind: string;
  readonly title: string;
  readonly doc: string;
  readonly parameters: ParameterSpecs;
  /** What it accepts. */
  readonly primitives: readonly Primitive[];
  readonly fabrics: readonly Fabric[];
}

export function integer(spec: Omit<IntegerParameter, 'type'>): IntegerParameter {
  return { type: 'integer', ...spec };
}
