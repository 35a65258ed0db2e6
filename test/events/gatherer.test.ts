import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gatherer, type GathererOptions } from '../../src/events/gatherer.js';
import { Signal } from '../../src/events/signal.js';

/** Holds each lot until it is let go. */
function createGate(options?: GathererOptions) {
  const lots: (readonly number[])[] = [];
  const held: { readonly go: () => void; readonly fail: (error: Error) => void }[] = [];
  const gatherer = new Gatherer<number>((lot) => {
    lots.push(lot);
    return new Promise((go, fail) => held.push({ go, fail }));
  }, options);
  return { gatherer, lots, held };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('a gatherer', () => {
  it('hands over at once what comes while nothing is under way, and all that comes meanwhile as one lot', async () => {
    const { gatherer, lots, held } = createGate();
    gatherer.add(1);
    await turn();
    gatherer.add(2);
    gatherer.add(3);
    await turn();
    expect(lots).toEqual([[1]]);
    held[0]?.go();
    await turn();
    expect(lots).toEqual([[1], [2, 3]]);
    held[1]?.go();
    await gatherer.settled();
    gatherer.add(4);
    await turn();
    expect(lots).toEqual([[1], [2, 3], [4]]);
  });

  it('is settled when all that was added by then is handled, and not before', async () => {
    const { gatherer, held } = createGate();
    gatherer.add(1);
    await turn();
    gatherer.add(2);
    let isSettled = false;
    const settled = gatherer.settled().then(() => (isSettled = true));
    held[0]?.go();
    await turn();
    expect(isSettled).toBe(false);
    held[1]?.go();
    await settled;
  });

  it('waits with the first lot for what it is told to, and gathers meanwhile', async () => {
    const stored = new Signal();
    const { gatherer, lots } = createGate({ after: stored.wait(new AbortController().signal) });
    gatherer.add(1);
    await turn();
    gatherer.add(2);
    expect(lots).toEqual([]);
    stored.notify();
    await turn();
    expect(lots).toEqual([[1, 2]]);
  });

  it('gathers while it rests', async () => {
    const lots: (readonly number[])[] = [];
    const gatherer = new Gatherer<number>(
      (lot) => {
        lots.push(lot);
        return Promise.resolve();
      },
      { restMs: 500 },
    );
    gatherer.add(1);
    await gatherer.settled();
    gatherer.add(2);
    await pause(1);
    gatherer.add(3);
    await gatherer.settled();
    expect(lots).toEqual([[1], [2, 3]]);
  });

  it('handles nothing after a lot that failed, keeps nothing of it, and says why', async () => {
    const { gatherer, lots, held } = createGate();
    gatherer.add(1);
    await turn();
    gatherer.add(2);
    held[0]?.fail(new Error('The disk is full.'));
    await expect(gatherer.settled()).rejects.toThrow('The disk is full.');
    gatherer.add(3);
    await expect(gatherer.settled()).rejects.toThrow('The disk is full.');
    expect(lots).toEqual([[1]]);
  });
});
