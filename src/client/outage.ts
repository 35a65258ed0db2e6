/**
 * One outage of a lab that answered before: how long to wait before the next attempt, and when to give up.
 *
 *   up → (lost) → down → (restored) → up again, once it has told something or held for a while
 *
 * A lab that takes connections only to drop them is still down: otherwise it would be asked forever, and the
 * user told of each time. All that one lab's absence keeps waiting waits for the same attempt.
 */
import { InterruptedError, UnreachableError } from './errors.js';

/** All in milliseconds. */
export interface Patience {
  /** Without a lab, until it is given up. */
  readonly totalMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A connection that held for so long was one. */
  readonly steadyMs: number;
}

export const PATIENCE: Patience = { totalMs: 60_000, firstPauseMs: 250, longestPauseMs: 5_000, steadyMs: 5_000 };

/** Each is told at most once in an outage. */
export interface OutageListener {
  lost(): void;
  restored(): void;
}

interface Down {
  readonly since: number;
  attempts: number;
  restoredAt: number | null;
}

export class Outage {
  readonly #listener: OutageListener;
  readonly #patience: Patience;
  #down: Down | null = null;
  #pause: Pause | null = null;

  constructor(listener: OutageListener, patience: Patience = PATIENCE) {
    this.#listener = listener;
    this.#patience = patience;
  }

  /** A connection stands. */
  restored(): void {
    if (!this.#down) return;
    if (this.#down.restoredAt === null) this.#listener.restored();
    this.#down.restoredAt = performance.now();
  }

  /** The lab told something new: whatever was, is over. */
  over(): void {
    this.restored();
    this.#down = null;
  }

  /**
   * Waits before the next attempt; shorter when aborted.
   * @throws `error`, which ended the last attempt, once patience has run out
   */
  async wait(error: UnreachableError, signal: AbortSignal): Promise<void> {
    if (!this.#pause || this.#pause.isOver) {
      const down = this.#enter();
      const { totalMs, firstPauseMs, longestPauseMs } = this.#patience;
      const leftMs = down.since + totalMs - performance.now();
      if (leftMs <= 0) throw error;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** down.attempts, leftMs);
      down.attempts += 1;
      // Spread out, so that a class that lost one lab does not come back in one instant.
      this.#pause = new Pause(pauseMs * (0.5 + Math.random() / 2));
    }
    await this.#pause.wait(signal);
  }

  #enter(): Down {
    const now = performance.now();
    const heldMs = now - (this.#down?.restoredAt ?? now);
    if (this.#down && heldMs < this.#patience.steadyMs) return this.#down;
    this.#down = { since: now, attempts: 0, restoredAt: null };
    this.#listener.lost();
    return this.#down;
  }
}

/** A time that several wait for; it ends early when nobody does any more. */
class Pause {
  isOver = false;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #waiting = new Set<() => void>();

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#end(), ms);
  }

  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        signal.removeEventListener('abort', leave);
        this.#waiting.delete(leave);
        if (this.#waiting.size === 0) this.#end();
        resolve();
      };
      this.#waiting.add(leave);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
    });
  }

  #end(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    for (const leave of this.#waiting) leave();
  }
}

/**
 * Tries until the lab answers. Only for what may be asked twice: a question, or what has an idempotency key.
 * @throws InterruptedError when aborted while the lab is away
 * @throws UnreachableError once patience has run out
 */
export async function persist<T>(work: () => Promise<T>, outage: Outage, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      const result = await work();
      outage.over();
      return result;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      await outage.wait(error, signal);
      if (signal.aborted) throw new InterruptedError('Interrupted while the lab was away.', { cause: error });
    }
  }
}
