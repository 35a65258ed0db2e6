/** What several answers have in common: how each is asked for, and what it is. */
import * as z from 'zod';
import { GRADES } from '../../domain/run.js';

export const ESTIMATE_FIELDS = '{ median low high unit }';
export const Estimate = z.object({ median: z.number(), low: z.number(), high: z.number(), unit: z.string() });

export const OUTCOME_FIELDS = '{ result grade count share shareBound }';
export const Outcome = z.object({
  result: z.string(),
  grade: z.enum(GRADES),
  count: z.number(),
  share: z.number(),
  shareBound: z.number().nullable(),
});
