import { describe, expect, it } from 'vitest';
import { LiveReading } from '../../src/events/live-reading.js';

interface Reading {
  readonly count: number;
}

function createCounter(): { readonly live: LiveReading<Reading>; readonly state: { count: number } } {
  const state = { count: 0 };
  return {
    state,
    live: new LiveReading(
      async () => ({ count: state.count }),
      ({ count }) => count,
    ),
  };
}

describe('a live reading', () => {
  it('is told at once, again after a change, and not where nothing is different', async () => {
    const { live, state } = createCounter();
    const followed = live.follow('one');
    expect((await followed.next()).value).toEqual({ count: 0 });
    const next = followed.next();
    live.changed('one');
    state.count = 1;
    live.changed('another');
    live.changed('one');
    expect((await next).value).toEqual({ count: 1 });
    await followed.return?.();
  });

  it('skips what a slow reader has missed', async () => {
    const { live, state } = createCounter();
    const followed = live.follow('one');
    await followed.next();
    for (let count = 1; count <= 50; count += 1) {
      state.count = count;
      live.changed('one');
    }
    const next = followed.next();
    live.changed('one');
    expect((await next).value).toEqual({ count: 50 });
    await followed.return?.();
  });

  it.each([
    ['what it is of is deleted', (live: LiveReading<Reading>) => live.forget('one')],
    ['the lab closes', (live: LiveReading<Reading>) => live.close()],
  ])('ends when %s, though nothing changes', async (_when, end) => {
    const { live } = createCounter();
    const followed = live.follow('one');
    await followed.next();
    const next = followed.next();
    end(live);
    expect((await next).done).toBe(true);
  });
});
