/** A lab somewhere, and how it is asked: one GraphQL operation over HTTP, its answer checked on arrival. */
import { z } from 'zod';
import { ForeignAnswerError, RefusedError, UnreachableError } from '../errors.js';

/** Where a lab is: its GraphQL address over HTTP. */
export interface Lab {
  readonly url: string;
  /** Who asks; a lab that is its owner's alone needs none. */
  readonly token?: string;
}

/** What says who asks, over HTTP and WebSocket alike. */
export function authorizationOf({ token }: Lab): { readonly authorization?: string } {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A document, and the form of its answer's `data`. */
export interface Operation<T> {
  readonly document: string;
  readonly data: z.ZodType<T>;
}

/** A lab under load answers late, but one that says nothing for so long is gone. */
const ANSWER_MS = 60_000;

const GraphqlErrors = z.array(
  z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }),
);
const Answer = z.union([z.object({ errors: GraphqlErrors.nonempty() }), z.object({ data: z.unknown() })]);

/**
 * @throws UnreachableError when nobody, or something else than a lab, answers
 * @throws RefusedError for GraphQL errors
 */
export async function ask<T>(
  lab: Lab,
  operation: Operation<T>,
  variables: object = {},
  answerMs: number = ANSWER_MS,
): Promise<T> {
  const answer = Answer.safeParse(await post(lab, { query: operation.document, variables }, answerMs));
  if (!answer.success) throw new UnreachableError(lab.url, 'Something else than a lab answers', answer.error);
  if ('errors' in answer.data) throw toRefusedError(answer.data.errors);
  return parseData(operation.data, answer.data.data);
}

async function post(lab: Lab, body: object, answerMs: number): Promise<unknown> {
  let text: string;
  try {
    const response = await fetch(lab.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorizationOf(lab) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    text = await response.text();
  } catch (cause) {
    throw new UnreachableError(lab.url, 'No lab answers', cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreachableError(lab.url, 'Something else than a lab answers', cause);
  }
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

/** For errors over HTTP and over WebSocket alike, which have one form. */
export function toRefusedError(errors: unknown): RefusedError {
  const parsed = GraphqlErrors.safeParse(errors);
  const told = parsed.success ? parsed.data : [];
  const code = told[0]?.extensions?.code ?? 'UNKNOWN';
  return new RefusedError(told.map(({ message }) => message).join(' ') || 'The lab refused, without a reason.', code);
}
