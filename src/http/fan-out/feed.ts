/**
 * One execution of a subscription for all who share it. Each event is made into bytes once, and they go
 * to every follower under that follower's own id.
 *
 * The next event is asked for when the last one has been handed to all, so that events that come faster wait
 * where they come from, which keeps the newest only. Whoever joins later is told the newest at once. When the
 * last follower leaves, the execution ends at once: the next one to come starts a new one, and nothing runs
 * for nobody.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { Follower, type Message } from './follower.js';
import type { Outlet } from './outlet.js';

/** Followers told in one turn of the event loop: some milliseconds, so that ten thousand do not hold it up. */
const AT_ONCE = 256;

export type Execution = AsyncIterable<ExecutionResult> | ExecutionResult;

export interface FeedOptions {
  /** Called once; from then on it takes no more followers. */
  readonly onOver: () => void;
  /** What clients may be told of a failure. */
  readonly toError: (error: unknown) => GraphQLError;
}

export class Feed<Viewer> {
  readonly #followers = new Set<Follower<Viewer>>();
  readonly #options: FeedOptions;
  #newest: Message | null = null;
  #source: AsyncIterator<ExecutionResult> | null = null;
  #isOver = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get newest(): Message | null {
    return this.#newest;
  }

  join(viewer: Viewer, outlet: Outlet, id: string): Follower<Viewer> {
    const follower = new Follower<Viewer>(viewer, outlet, id, this);
    this.#followers.add(follower);
    if (this.#newest) follower.tell(this.#newest);
    return follower;
  }

  leave(follower: Follower<Viewer>): void {
    if (!this.#followers.delete(follower) || this.#followers.size > 0) return;
    this.#finish();
  }

  evict(isOut: (viewer: Viewer) => boolean, reason: GraphQLError): void {
    for (const follower of this.#followers) {
      if (!isOut(follower.viewer)) continue;
      follower.dismiss(reason);
      this.leave(follower);
    }
  }

  /** Runs the execution to its end. Never rejects: a failure is the followers' to be told. */
  async run(execute: () => Promise<Execution>): Promise<void> {
    try {
      const execution = await execute();
      if (!isStream(execution)) await this.#publish(execution);
      else await this.#pass(execution);
      await this.#end(null);
    } catch (error) {
      await this.#end(this.#options.toError(error));
    }
  }

  async #pass(events: AsyncIterable<ExecutionResult>): Promise<void> {
    const source = events[Symbol.asyncIterator]();
    this.#source = source;
    // All who wanted it may have gone while it began.
    if (this.#isOver) await source.return?.();
    while (!this.#isOver) {
      const { done, value } = await source.next();
      if (done) return;
      await this.#publish(value);
    }
  }

  async #publish(result: ExecutionResult): Promise<void> {
    const message = {
      version: (this.#newest?.version ?? 0) + 1,
      rest: Buffer.from(`"type":"next","payload":${JSON.stringify(result)}}`),
    };
    this.#newest = message;
    await this.#forEach((follower) => follower.tell(message));
  }

  async #end(error: GraphQLError | null): Promise<void> {
    this.#finish();
    await this.#forEach((follower) => follower.end(error));
    this.#followers.clear();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onOver();
    // How it ends makes no difference to anybody any more; but why it could not is worth a line.
    this.#source?.return?.().catch((error: unknown) => void this.#options.toError(error));
  }

  async #forEach(act: (follower: Follower<Viewer>) => void): Promise<void> {
    let count = 0;
    for (const follower of this.#followers) {
      act(follower);
      count += 1;
      if (count % AT_ONCE === 0) await nextTurn();
    }
  }
}

function isStream(execution: Execution): execution is AsyncIterable<ExecutionResult> {
  return Symbol.asyncIterator in execution;
}
