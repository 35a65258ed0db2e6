/** How far figures over several runs can be trusted: as far as the worst of them. */
import { VALIDITY_VERDICTS, type Validity, type ValidityCode, type ValidityVerdict } from '../domain/validity.js';

export interface JoinedValidity {
  readonly verdict: ValidityVerdict;
  /** Runs that were judged. */
  readonly runs: number;
  /** Of those, the ones that something speaks against. */
  readonly doubtful: number;
  /** What speaks against them, and in how many runs: the commonest first. */
  readonly reasons: readonly JoinedReason[];
}

export interface JoinedReason {
  readonly code: ValidityCode;
  readonly runs: number;
  /** What it says of one of them. */
  readonly example: string;
}

/** @param validities null for a run that nobody judged @returns null where none was */
export function joinValidity(validities: readonly (Validity | null)[]): JoinedValidity | null {
  const judged = validities.filter((validity) => validity !== null);
  if (judged.length === 0) return null;
  const joined = new Map<ValidityCode, JoinedReason>();
  for (const { reasons } of judged) {
    for (const { code, message } of reasons) {
      const known = joined.get(code);
      joined.set(code, { code, runs: (known?.runs ?? 0) + 1, example: known?.example ?? message });
    }
  }
  return {
    verdict: VALIDITY_VERDICTS.findLast((one) => judged.some(({ verdict }) => verdict === one)) ?? 'VALID',
    runs: judged.length,
    doubtful: judged.filter(({ verdict }) => verdict !== 'VALID').length,
    reasons: [...joined.values()].toSorted((a, b) => b.runs - a.runs),
  };
}
