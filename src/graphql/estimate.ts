/** A figure with its interval. */
import type { Estimate } from '../domain/run.js';
import { builder } from './builder.js';

export const EstimateRef = builder.objectRef<Estimate>('Estimate').implement({
  description: 'A median with its 95 % bootstrap confidence interval.',
  fields: (t) => ({
    median: t.exposeFloat('median'),
    low: t.exposeFloat('low'),
    high: t.exposeFloat('high'),
    unit: t.exposeString('unit'),
  }),
});
