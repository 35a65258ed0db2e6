/** Who may follow what is shared, and whose result each of them sees. */
import type { GraphQLError } from 'graphql';
import type { SharedOperation } from './shared-operation.js';

export interface Admission<Viewer> {
  /** Those admitted to the same scope see the same: a role, a role in a classroom. Part of the key. */
  readonly scope: string;
  /** Who it is, for an eviction. Kept for as long as the subscription lasts, so it should be small. */
  readonly viewer: Viewer;
}

export interface Gate<Context, Viewer> {
  /** Asked for every subscriber before it joins. @returns the error that the client is told, for a refusal. */
  admit(
    context: Context,
    operation: SharedOperation,
  ): Admission<Viewer> | GraphQLError | Promise<Admission<Viewer> | GraphQLError>;
  /** For the one execution: holds the scope and nothing of whoever happened to come first. */
  createContext(scope: string): Context;
}

/** Lets everyone in, all to one scope: a lab without accounts. */
export function openGate<Context>(createContext: () => Context): Gate<Context, null> {
  return { admit: () => ({ scope: '', viewer: null }), createContext };
}
