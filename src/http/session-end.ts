/**
 * Ends subscriptions with their session: when the token that opened one expires or is revoked, its reader is
 * told so and gets no more. Over WebSocket and server-sent events alike, since both subscribe through here.
 */
import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Refusal } from '../classroom/access.js';
import type { Session } from '../classroom/sessions.js';
import type { Context } from '../graphql/context.js';
import { toEnd } from './class-gate.js';

export function useSessionEnd(): Plugin<Context> {
  return {
    onSubscribe: ({ args }) => {
      // What is shared is executed for nobody in particular: the gate ends it for those whose session is over.
      const { session } = args.contextValue as Partial<Context>;
      if (!session) return undefined;
      return {
        onSubscribeResult: ({ result, setResult }) => {
          if (isAsyncIterable(result)) setResult(untilEnd(result as AsyncIterable<ExecutionResult>, session));
        },
      };
    },
  };
}

export function untilEnd(
  results: AsyncIterable<ExecutionResult>,
  session: Pick<Session, 'onEnd'>,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = results[Symbol.asyncIterator]();
  let refusal: Refusal | null = null;
  let isOver = false;
  let wake: ((value: null) => void) | null = null;
  const stop = session.onEnd((reason) => {
    refusal = reason;
    wake?.(null);
    // It may never come to an end by itself.
    void iterator.return?.();
  });
  const finish = (): { done: true; value: undefined } => {
    isOver = true;
    stop();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      if (isOver) return finish();
      const ended = new Promise<null>((resolve) => {
        wake = resolve;
      });
      const result = refusal === null ? await Promise.race([iterator.next(), ended]) : null;
      // A result that was on its way is not sent any more.
      if (refusal === null) return result === null || result.done ? finish() : result;
      finish();
      return { done: false, value: { errors: [toEnd(refusal)] } };
    },
    async return() {
      finish();
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      finish();
      await iterator.throw?.(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
