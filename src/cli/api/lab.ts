/** A lab somewhere, and how it is asked: by the client, and each answer is checked on arrival. */
import * as z from 'zod';
import { ask as askLab } from '../../client/ask.js';
import { ForeignAnswerError } from '../errors.js';

/** Where a lab is: its GraphQL address over HTTP. */
export interface Lab {
  readonly url: string;
  /** Who asks; a lab that is its owner's alone needs none. */
  readonly token?: string;
}

/** A document, and the form of its answer's `data`. */
export interface Operation<T> {
  readonly document: string;
  readonly data: z.ZodType<T>;
}

/**
 * @throws UnreachableError when nobody, or something else than a lab, answers
 * @throws RefusedError for GraphQL errors
 */
export async function ask<T>(lab: Lab, operation: Operation<T>, variables: object = {}, answerMs?: number): Promise<T> {
  return parseData(operation.data, await askLab(lab, { query: operation.document, variables }, { answerMs }));
}

/** @throws ForeignAnswerError */
export function parseData<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ForeignAnswerError(
    `The lab's answer is not understood; it may be of another version. ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
