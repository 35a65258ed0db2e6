/** One GraphQL operation over HTTP. */
import { ForeignAnswerError, RefusedError, UnreachableError, type ToldError } from './errors.js';
import type { LabAddress } from './lab-address.js';
import { authorize } from './lab-address.js';

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long an answer may take, in milliseconds: a minute unless told otherwise. */
  readonly answerMs?: number | undefined;
}

/** A lab under load answers late, but one that says nothing for so long is gone. */
const ANSWER_MS = 60_000;

/**
 * @returns the answer's `data`
 * @throws UnreachableError when nobody, or something else than a lab, answers
 * @throws RefusedError for GraphQL errors
 * @throws the signal's reason, once it is aborted
 */
export async function ask(
  lab: LabAddress,
  operation: { readonly query: string; readonly variables: object },
  { signal, answerMs = ANSWER_MS }: AskOptions = {},
): Promise<unknown> {
  const text = await post(lab, JSON.stringify(operation), answerMs, signal);
  const answer = readObject(text);
  if (Array.isArray(answer?.['errors']) && answer['errors'].length > 0)
    throw new RefusedError(toTold(answer['errors']));
  if (answer && 'data' in answer) return answer['data'];
  throw new UnreachableError(lab.url, 'Something else than a lab answers', text.slice(0, 200));
}

async function post(lab: LabAddress, body: string, answerMs: number, signal: AbortSignal | undefined): Promise<string> {
  signal?.throwIfAborted();
  // Not `AbortSignal.any`, which holds its signals weakly: a timeout that was collected never comes.
  const over = new AbortController();
  const giveUp = (): void => over.abort(signal?.reason);
  const timer = setTimeout(() => over.abort(new Error(`There was no answer within ${answerMs} ms.`)), answerMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...(await authorize(lab)) };
    const response = await fetch(lab.url, { method: 'POST', headers, body, signal: over.signal });
    return await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UnreachableError(lab.url, 'No lab answers', cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

/** GraphQL errors as they came; over HTTP and over WebSocket they have one form. */
export function toTold(errors: readonly unknown[]): readonly ToldError[] {
  return errors.map((error) => {
    if (isObject(error) && typeof error['message'] === 'string') return error as unknown as ToldError;
    throw new ForeignAnswerError(`An error of the lab is not understood: ${JSON.stringify(error)}`);
  });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Null for what is no JSON object. */
function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
