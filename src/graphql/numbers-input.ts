/** Several whole numbers, as the API is given them. */
import type { Numbers } from '../domain/numbers.js';
import { builder } from './builder.js';

const RangeInput = builder.inputType('RangeInput', {
  fields: (t) => ({
    from: t.field({ type: 'SafeInt', required: true }),
    to: t.field({ type: 'SafeInt', required: true, description: 'Itself included, where a step leads to it.' }),
    step: t.field({ type: 'SafeInt', required: true, defaultValue: 1 }),
  }),
});

const PowersInput = builder.inputType('PowersInput', {
  fields: (t) => ({
    from: t.field({ type: 'SafeInt', required: true, defaultValue: 1 }),
    to: t.field({ type: 'SafeInt', required: true }),
  }),
});

export const NumbersInput = builder.inputType('NumbersInput', {
  description: 'Several whole numbers.',
  isOneOf: true,
  fields: (t) => ({
    values: t.field({ type: ['SafeInt'], description: 'These.' }),
    range: t.field({ type: RangeInput, description: 'From one to the other, in steps.' }),
    powersOfTwo: t.field({ type: PowersInput, description: 'All powers of two from one to the other.' }),
  }),
});

/** What is absent is null or not there. */
export interface NumbersGiven {
  readonly values?: readonly number[] | null | undefined;
  readonly range?: { readonly from: number; readonly to: number; readonly step: number } | null | undefined;
  readonly powersOfTwo?: { readonly from: number; readonly to: number } | null | undefined;
}

/** Exactly one of the three is there, which the schema holds. */
export function readNumbers({ values, range, powersOfTwo }: NumbersGiven): Numbers {
  if (range) return { range };
  if (powersOfTwo) return { powersOfTwo };
  return { values: values ?? [] };
}
