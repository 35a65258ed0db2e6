/** A figure with its interval. */
import type { Estimate } from '../domain/run.js';
import { relativeWidth } from '../stats/precision.js';
import { builder } from './builder.js';

export const EstimateRef = builder.objectRef<Estimate>('Estimate').implement({
  description: 'A median with its 95 % bootstrap confidence interval.',
  fields: (t) => ({
    median: t.exposeFloat('median'),
    low: t.exposeFloat('low'),
    high: t.exposeFloat('high'),
    unit: t.exposeString('unit'),
    relativeWidth: t.float({
      nullable: true,
      description: 'The interval’s whole width in parts of the median: 0.02 is ±1 %. null for a median of 0.',
      resolve: (estimate) => (estimate.median === 0 ? null : relativeWidth(estimate)),
    }),
  }),
});
