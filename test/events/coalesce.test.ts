import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coalesce } from '../../src/events/coalesce.js';
import { endable } from '../../src/events/endable.js';
import { Signal } from '../../src/events/signal.js';

const INTERVAL = 100;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Told {
  readonly value: number;
  readonly at: number;
}

/** Yields what is pushed, each value once, for as long as nobody ends it. */
class Source {
  readonly #values: number[] = [];
  readonly #pushed = new Signal();
  #over: 'open' | 'ended' | 'failed' = 'open';
  wasEnded = false;

  push(value: number): void {
    this.#values.push(value);
    this.#pushed.notify();
  }

  finish(how: 'ended' | 'failed'): void {
    this.#over = how;
    this.#pushed.notify();
  }

  follow(): AsyncIterableIterator<number> {
    return endable((ended) => this.#follow(ended));
  }

  async *#follow(ended: AbortSignal): AsyncGenerator<number, void, undefined> {
    try {
      while (!ended.aborted) {
        const value = this.#values.shift();
        if (value !== undefined) yield value;
        else if (this.#over === 'failed') throw new Error('the source broke');
        else if (this.#over === 'ended') return;
        else await this.#pushed.wait(ended);
      }
    } finally {
      this.wasEnded = true;
    }
  }
}

/** Pulls until the end, and after each value waits for so long. */
function read(values: AsyncIterableIterator<number>, pauseMs = 0): { told: Told[]; ended: Promise<void> } {
  const told: Told[] = [];
  const pull = async (): Promise<void> => {
    for await (const value of values) {
      told.push({ value, at: Date.now() });
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  return { told, ended: pull() };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('coalesced values', () => {
  it('come at once when it was quiet, then the newest at the end of the interval', async () => {
    const source = new Source();
    const { told } = read(coalesce(source.follow(), INTERVAL));
    await settle();
    const start = Date.now();
    for (const value of [1, 2, 3]) {
      source.push(value);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(told).toEqual([{ value: 1, at: start }]);
    await vi.advanceTimersByTimeAsync(INTERVAL);
    expect(told).toEqual([
      { value: 1, at: start },
      { value: 3, at: start + INTERVAL },
    ]);
    await vi.advanceTimersByTimeAsync(10 * INTERVAL);
    source.push(4);
    await settle();
    expect(told.at(-1)).toEqual({ value: 4, at: Date.now() });
  });

  it('end with the last one, though the source ended within the interval', async () => {
    const source = new Source();
    const { told, ended } = read(coalesce(source.follow(), INTERVAL));
    source.push(1);
    await settle();
    source.push(2);
    source.push(3);
    source.finish('ended');
    await vi.advanceTimersByTimeAsync(INTERVAL);
    await ended;
    expect(told.map(({ value }) => value)).toEqual([1, 3]);
  });

  it('fail as the source did, after the last one', async () => {
    const source = new Source();
    const { told, ended } = read(coalesce(source.follow(), INTERVAL));
    const failure = ended.then(
      () => null,
      (error: unknown) => error,
    );
    source.push(1);
    await settle();
    source.push(2);
    source.finish('failed');
    await vi.advanceTimersByTimeAsync(INTERVAL);
    expect(await failure).toEqual(new Error('the source broke'));
    expect(told.map(({ value }) => value)).toEqual([1, 2]);
  });

  it.each(['while it waits for a value', 'while it rests', 'while nobody pulls'])(
    'end their source when they are ended %s',
    async (when) => {
      const source = new Source();
      const values = coalesce(source.follow(), INTERVAL);
      source.push(1);
      await values.next();
      if (when === 'while it rests') source.push(2);
      const pulled = when === 'while nobody pulls' ? [] : [values.next()];
      await settle();
      await values.return?.();
      expect(source.wasEnded).toBe(true);
      for (const next of pulled) expect(await next).toEqual({ done: true, value: undefined });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('keep the interval, end on the newest and are never older than it, whatever comes and however slow the reader', async () => {
    const script = fc.record({
      gaps: fc.array(fc.nat({ max: 3 * INTERVAL }), { minLength: 1, maxLength: 40 }),
      pauseMs: fc.constantFrom(0, 1, INTERVAL / 2, 4 * INTERVAL),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ gaps, pauseMs }) => {
        const source = new Source();
        const { told, ended } = read(coalesce(source.follow(), INTERVAL), pauseMs);
        await settle();
        const pushedAt: number[] = [];
        for (const [value, gap] of gaps.entries()) {
          await vi.advanceTimersByTimeAsync(gap);
          pushedAt.push(Date.now());
          source.push(value);
          await settle();
        }
        await vi.advanceTimersByTimeAsync(10 * INTERVAL);
        source.finish('ended');
        await ended;

        expect(told[0]).toEqual({ value: 0, at: pushedAt[0] });
        expect(told.at(-1)?.value).toBe(gaps.length - 1);
        for (const [index, { value, at }] of told.entries()) {
          const before = told[index - 1]?.at ?? -Infinity;
          expect(at - before).toBeGreaterThanOrEqual(INTERVAL);
          // Nothing newer had been there for as long as the clock did not move.
          const newest = pushedAt.findLastIndex((pushed) => pushed < at);
          expect(value).toBeGreaterThanOrEqual(newest);
          // A reader that keeps up waits for an interval at most.
          expect(at - (pushedAt[value] ?? 0)).toBeLessThanOrEqual(Math.max(INTERVAL, pauseMs));
        }
      }),
      { seed: 1_997, numRuns: 200 },
    );
  });
});
