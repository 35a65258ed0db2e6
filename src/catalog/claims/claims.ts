/** The claims, in the order of the unit. A new one is a file beside this and a line here. */
import type { Claim } from '../../domain/lesson.js';
import { lockMakesExact } from './lock-makes-exact.js';

export const CLAIMS: readonly Claim[] = [lockMakesExact];

export const CLAIMS_BY_ID: ReadonlyMap<string, Claim> = new Map(CLAIMS.map((claim) => [claim.id, claim]));
