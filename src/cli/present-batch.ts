/** The end of a command about a batch of any kind: what it came to, and the exit code that it stands for. */
import { findBatch, type Batch } from './api/batch-operations.js';
import type { Lab } from './api/lab.js';
import { findMatrix, type Matrix } from './api/matrix-operations.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import type { Gate } from './flags/gate.js';
import { formatClaim, formatLessons } from './format/batch.js';
import { formatMatrix } from './format/matrix.js';
import { passGates } from './gates.js';
import { toJson, type Output } from './output.js';

export interface PresentBatchOptions {
  readonly json?: boolean;
  readonly failIf?: readonly Gate[];
}

export async function presentBatch(
  lab: Lab,
  batchId: string,
  options: PresentBatchOptions,
  output: Output,
): Promise<ExitCode> {
  const batch = await findBatch(lab, batchId);
  if (batch.lesson) return presentLessons([batch], options, output);
  if (batch.claim) return presentClaim(batch, options, output);
  return presentMatrix(await findMatrix(lab, batchId), options, output);
}

export function presentMatrix(matrix: Matrix, { json, failIf }: PresentBatchOptions, output: Output): ExitCode {
  output.print(json ? toJson(matrix) : formatMatrix(matrix));
  const isWhole = matrix.rows.every(({ runs, succeeded }) => runs === succeeded);
  return passGates(failIf ?? [], matrix.rows, output, isWhole ? EXIT_CODES.SUCCEEDED : EXIT_CODES.FAILED);
}

/** A verdict is an answer, whichever it is. */
export function presentClaim(batch: Batch, { json }: PresentBatchOptions, output: Output): ExitCode {
  output.print(json ? toJson(batch) : formatClaim(batch));
  return EXIT_CODES.SUCCEEDED;
}

/** What always has the same answer must have it; a time or a luck that is off is shown and no failure. */
export function presentLessons(batches: readonly Batch[], { json }: PresentBatchOptions, output: Output): ExitCode {
  const [only] = batches;
  output.print(json ? toJson(batches.length === 1 ? only : batches) : formatLessons(batches));
  const isBroken = batches.some(({ lines }) =>
    (lines ?? []).some(({ kind, isMet, leftOut }) => kind === 'EXACT' && !isMet && leftOut === null),
  );
  return isBroken ? EXIT_CODES.FAILED : EXIT_CODES.SUCCEEDED;
}
