/** Following over connections that break. */
import { describe, expect, it } from 'vitest';
import { InterruptedError, RefusedError, UnreachableError } from '../../src/client/errors.js';
import { follow } from '../../src/client/follow.js';
import { Outage, persist, type Patience } from '../../src/client/outage.js';
import { watch } from '../../src/client/watch.js';

const url = 'http://lab.example/graphql';
const QUICK: Patience = { totalMs: 60_000, firstPauseMs: 1, longestPauseMs: 2, steadyMs: 60_000 };

interface Told {
  readonly seq: number;
  readonly isLast: boolean;
}

const progress = (seq: number): Told => ({ seq, isLast: false });
const finished = (seq: number): Told => ({ seq, isLast: true });
const lost = (): UnreachableError => new UnreachableError(url, 'Gone', null);

/** What one connection does: tells events, and ends or breaks. */
type Connection = readonly (Told | Error)[];

/** Plays the connections one after another, the last one again and again. */
function play(connections: readonly Connection[]) {
  const afters: number[] = [];
  const said: string[] = [];
  const listener = { lost: () => said.push('lost'), restored: () => said.push('restored') };
  return {
    afters,
    said,
    async follow(patience = QUICK, signal = new AbortController().signal): Promise<readonly number[]> {
      const outage = new Outage(listener, patience);
      async function* stream(after: number) {
        const connection = connections[Math.min(afters.length, connections.length - 1)] ?? [];
        afters.push(after);
        for (const step of connection) {
          if (step instanceof Error) throw step;
          outage.restored();
          yield step;
        }
      }
      const feed = { stream, isLast: ({ isLast }: Told) => isLast };
      const seen: number[] = [];
      for await (const { seq } of follow(feed, { url, after: 0, signal, outage })) seen.push(seq);
      return seen;
    },
  };
}

describe('following a run', () => {
  it('goes on after the last event that was seen, and tells none twice', async () => {
    const wire = play([
      [progress(1), progress(2), lost()],
      [progress(2), progress(3), lost()],
      [progress(3), finished(4)],
    ]);
    expect(await wire.follow()).toEqual([1, 2, 3, 4]);
    expect(wire.afters).toEqual([0, 2, 3]);
  });

  it('goes on as well when the stream just ends before the run has', async () => {
    const wire = play([[progress(1)], [finished(2)]]);
    expect(await wire.follow()).toEqual([1, 2]);
    expect(wire.said).toEqual(['lost', 'restored']);
  });

  it('tells of an outage once, however many attempts it takes', async () => {
    const wire = play([[progress(1), lost()], [lost()], [lost()], [lost()], [finished(2)]]);
    await wire.follow();
    expect(wire.said).toEqual(['lost', 'restored']);
  });

  it('gives up when the lab stays away, with the reason', async () => {
    const wire = play([[progress(1), lost()], [lost()]]);
    await expect(wire.follow({ ...QUICK, totalMs: 20 })).rejects.toThrow(UnreachableError);
  });

  it('gives up on a lab that takes connections only to end them', async () => {
    const wire = play([[progress(1)]]);
    await expect(wire.follow({ ...QUICK, totalMs: 20 })).rejects.toThrow(UnreachableError);
  });

  it('does not try again what the lab refused', async () => {
    const wire = play([[new RefusedError([{ message: 'There is no run.', extensions: { code: 'NOT_FOUND' } }])]]);
    await expect(wire.follow()).rejects.toThrow('There is no run.');
    expect(wire.afters).toEqual([0]);
  });

  it('ends without an error when it is aborted while the lab is away', async () => {
    const abort = new AbortController();
    const wire = play([[lost()]]);
    const following = wire.follow({ ...QUICK, firstPauseMs: 60_000, longestPauseMs: 60_000 }, abort.signal);
    abort.abort();
    expect(await following).toEqual([]);
  });
});

const quiet = { lost: () => {}, restored: () => {} };

describe('watching', () => {
  it('goes on with the newest after a lost connection, and does not tell the same again', async () => {
    const connections = [
      ['a', 'b', 'b'],
      ['b', 'c'],
      ['d', 'end'],
    ];
    const abort = new AbortController();
    async function* open() {
      yield* connections.shift() ?? [];
      throw lost();
    }
    const seen: string[] = [];
    const options = { url, signal: abort.signal, outage: new Outage(quiet, QUICK) };
    for await (const snapshot of watch(open, options)) {
      seen.push(snapshot);
      if (snapshot === 'end') abort.abort();
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'end']);
  });
});

describe('an outage', () => {
  it('is one for all that wait for the same lab: they try again together', async () => {
    const said: string[] = [];
    const outage = new Outage({ lost: () => said.push('lost'), restored: () => said.push('restored') }, QUICK);
    const signal = new AbortController().signal;
    const order: string[] = [];
    const waitAs = async (name: string): Promise<void> => {
      await outage.wait(lost(), signal);
      order.push(name);
    };
    const waiting = Promise.all([waitAs('a'), waitAs('b'), waitAs('c')]);
    await waiting;
    outage.over();
    expect(order).toEqual(['a', 'b', 'c']);
    expect(said).toEqual(['lost', 'restored']);
  });

  it('goes on for the others when one has had enough', async () => {
    const outage = new Outage(quiet, QUICK);
    const abort = new AbortController();
    const waiting = [outage.wait(lost(), abort.signal), outage.wait(lost(), new AbortController().signal)];
    abort.abort();
    await expect(Promise.all(waiting)).resolves.toHaveLength(2);
  });
});

describe('persisting', () => {
  it('asks until the lab answers', async () => {
    let attempts = 0;
    const ask = async (): Promise<string> => {
      attempts += 1;
      if (attempts < 3) throw lost();
      return 'answer';
    };
    expect(await persist(ask, new Outage(quiet, QUICK), new AbortController().signal)).toBe('answer');
    expect(attempts).toBe(3);
  });

  it('ends as interrupted when it is aborted while the lab is away', async () => {
    const abort = new AbortController();
    const ask = (): Promise<never> => {
      abort.abort();
      return Promise.reject(lost());
    };
    await expect(persist(ask, new Outage(quiet, QUICK), abort.signal)).rejects.toThrow(InterruptedError);
  });
});
