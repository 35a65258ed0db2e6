/** How far a run's figures can be trusted. */
export const VALIDITY_VERDICTS = ['VALID', 'DISTURBED', 'INVALID'] as const;
/**
 * VALID: nothing speaks against the figures. DISTURBED: they were taken, and something else had a part in them.
 * INVALID: they are not what was asked for.
 */
export type ValidityVerdict = (typeof VALIDITY_VERDICTS)[number];

export const VALIDITY_CODES = [
  /** It did not come to its end, or not to the right result. */
  'NOT_COMPLETED',
  /** Too little work for the clock and the start barrier. */
  'TOO_SHORT',
  /** The hypervisor gave the host's cores to others. */
  'STEAL',
  /** Workers could have run and had no core. */
  'RUN_DELAY',
  /** The same, for there are more workers that want to run than cores. */
  'OVERSUBSCRIBED',
  /** Other programs used the processor. */
  'HOST_BUSY',
  /** The same work took longer than it can, and nothing that the kernel tells explains it. */
  'CORES_SHARED',
  /** The host's clock source is not one to measure with. */
  'UNSTEADY_CLOCK',
  /** The rounds differ too much to agree on a figure. */
  'WIDE_INTERVAL',
] as const;
export type ValidityCode = (typeof VALIDITY_CODES)[number];

export interface ValidityReason {
  readonly code: ValidityCode;
  /** One sentence with the figure that it stands on. */
  readonly message: string;
}

export interface Validity {
  readonly verdict: ValidityVerdict;
  /** None for a VALID run. */
  readonly reasons: readonly ValidityReason[];
}

/** The worst of several: what stands on all of them is no better. @returns null where one is not known */
export function worstOf(verdicts: readonly (ValidityVerdict | null)[]): ValidityVerdict | null {
  if (verdicts.includes('INVALID')) return 'INVALID';
  if (verdicts.includes('DISTURBED')) return 'DISTURBED';
  return verdicts.includes(null) ? null : 'VALID';
}

/** @param reasons why its figures are not what was asked for, at least one */
export function invalid(...reasons: readonly string[]): Validity {
  return { verdict: 'INVALID', reasons: reasons.map((message) => ({ code: 'NOT_COMPLETED', message })) };
}
