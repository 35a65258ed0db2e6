/**
 * The hub: one feed for each shared operation and scope that somebody follows.
 *
 * A board that ten thousand watch is computed and made into bytes once per change. graphql-ws keeps the
 * protocol (ids, limits, keep-alive, completion); the hub only writes the events.
 */
import { GraphQLError } from 'graphql';
import { Feed, type Execution } from './feed.js';
import type { Follower } from './follower.js';
import type { Gate } from './gate.js';
import type { Outlet } from './outlet.js';
import type { SharedOperation } from './shared-operation.js';

export interface HubOptions<Context, Viewer> {
  readonly gate: Gate<Context, Viewer>;
  /** Executes the operation as for one caller, limits and all. */
  readonly execute: (operation: SharedOperation, context: Context) => Promise<Execution>;
  /** What clients may be told of a failure. */
  readonly toError: (error: unknown) => GraphQLError;
}

interface Eviction<Viewer> {
  readonly isOut: (viewer: Viewer) => boolean;
  readonly reason: GraphQLError;
}

export class Hub<Context, Viewer> {
  readonly #options: HubOptions<Context, Viewer>;
  readonly #feeds = new Map<string, Feed<Viewer>>();
  /** What was evicted while a subscriber was at the gate, for each one there. */
  readonly #arriving = new Set<Eviction<Viewer>[]>();

  constructor(options: HubOptions<Context, Viewer>) {
    this.#options = options;
  }

  /**
   * Asks the gate, and joins the feed, which begins to write to the client.
   * @param id the client's name for the subscription
   * @returns what graphql-ws iterates, or the refusal.
   */
  async follow(
    operation: SharedOperation,
    context: Context,
    outlet: Outlet,
    id: string,
  ): Promise<Follower<Viewer> | GraphQLError> {
    const evictions: Eviction<Viewer>[] = [];
    this.#arriving.add(evictions);
    try {
      const admission = await this.#options.gate.admit(context, operation);
      if (admission instanceof GraphQLError) return admission;
      // Else a right that was revoked while the gate looked at it would slip in.
      const eviction = evictions.find(({ isOut }) => isOut(admission.viewer));
      if (eviction) return eviction.reason;
      return this.#join(operation, admission.scope, admission.viewer, outlet, id);
    } finally {
      this.#arriving.delete(evictions);
    }
  }

  /** Ends the subscriptions of those who may not follow any longer. @param reason what their clients are told */
  evict(isOut: (viewer: Viewer) => boolean, reason: GraphQLError): void {
    for (const evictions of this.#arriving) evictions.push({ isOut, reason });
    for (const feed of this.#feeds.values()) feed.evict(isOut, reason);
  }

  #join(operation: SharedOperation, scope: string, viewer: Viewer, outlet: Outlet, id: string): Follower<Viewer> {
    const key = JSON.stringify([scope, operation.key]);
    const open = this.#feeds.get(key);
    if (open) return open.join(viewer, outlet, id);
    const { gate, execute, toError } = this.#options;
    const feed = new Feed<Viewer>({ toError, onOver: () => this.#feeds.delete(key) });
    this.#feeds.set(key, feed);
    const follower = feed.join(viewer, outlet, id);
    void feed.run(async () => execute(operation, gate.createContext(scope)));
    return follower;
  }
}
