/**
 * Who may follow what is shared: everybody with a good token, each among those of the same role in the same
 * classroom. What they may see there is then asked of the one execution, which runs as that role and as nobody
 * in particular.
 */
import { setInterval } from 'node:timers';
import { GraphQLError } from 'graphql';
import { REFUSALS, type Principal, type Refusal } from '../classroom/access.js';
import type { Holder, Sessions } from '../classroom/sessions.js';
import { toRefusal } from '../graphql/access.js';
import { createSharedContext, type Context, type Parts } from '../graphql/context.js';
import type { Gate } from './fan-out/gate.js';

export interface Viewer {
  readonly holder: Holder;
  /** Null for who has no token, which can neither expire nor be revoked. */
  readonly expiresAt: Date | null;
}

/** How late an expired token's shared subscriptions may end. */
const SWEEP_MS = 1_000;

export function createGate(parts: Parts): Gate<Context, Viewer> {
  /** By their scopes: as many as there are roles in classrooms. */
  const principals = new Map<string, Principal>();
  return {
    admit: ({ principal, session: { expiresAt } }) => {
      if (principal.kind === 'nobody') return toRefusal(principal);
      const shared: Principal = principal.kind === 'member' ? { ...principal, memberId: '' } : principal;
      const scope = JSON.stringify(shared);
      principals.set(scope, shared);
      return { scope, viewer: { holder: principal.kind === 'member' ? principal.memberId : null, expiresAt } };
    },
    createContext: (scope) =>
      createSharedContext(parts, principals.get(scope) ?? { kind: 'nobody', reason: 'INVALID' }),
  };
}

/** Ends shared subscriptions with the sessions that opened them. @returns stops it. */
export function keepGate(
  sessions: Sessions,
  evict: (isOut: (viewer: Viewer) => boolean, reason: GraphQLError) => void,
): () => void {
  sessions.onRevoked = (holders) => {
    const out = new Set(holders);
    evict(({ holder, expiresAt }) => expiresAt !== null && out.has(holder), toEnd('REVOKED'));
  };
  const sweep = setInterval(() => {
    const now = Date.now();
    evict(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() <= now, toEnd('EXPIRED'));
  }, SWEEP_MS).unref();
  return () => clearInterval(sweep);
}

export function toEnd(reason: Refusal): GraphQLError {
  return new GraphQLError(REFUSALS[reason], { extensions: { code: 'UNAUTHENTICATED', reason } });
}
