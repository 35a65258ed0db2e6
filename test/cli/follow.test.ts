/** Following a run over connections that break. */
import { describe, expect, it } from 'vitest';
import { runFeed, type RunEvent } from '../../src/cli/api/event.js';
import type { StreamOptions } from '../../src/cli/api/event-stream.js';
import { follow } from '../../src/cli/api/follow.js';
import { Outage, persist, type Patience } from '../../src/cli/api/outage.js';
import { InterruptedError, RefusedError, UnreachableError } from '../../src/cli/errors.js';

const LAB = { url: 'http://lab.example/graphql' };
const QUICK: Patience = { totalMs: 60_000, firstPauseMs: 1, longestPauseMs: 2, steadyMs: 60_000 };

const progress = (seq: number): RunEvent => ({ __typename: 'RunProgress', seq, fraction: seq / 100 });
const finished = (seq: number): RunEvent => ({ __typename: 'RunFinished', seq, state: 'SUCCEEDED' });
const lost = (): UnreachableError => new UnreachableError(LAB.url, 'Gone', null);

/** What one connection does: tells events, and ends or breaks. */
type Connection = readonly (RunEvent | Error)[];

/** Plays the connections one after another, the last one again and again. */
function play(connections: readonly Connection[]) {
  const afters: number[] = [];
  const said: string[] = [];
  async function* stream(_lab: unknown, _feed: unknown, { after, onConnected }: StreamOptions) {
    const connection = connections[Math.min(afters.length, connections.length - 1)] ?? [];
    afters.push(after);
    for (const step of connection) {
      if (step instanceof Error) throw step;
      onConnected();
      yield step;
    }
  }
  const listener = { lost: () => said.push('lost'), restored: () => said.push('restored') };
  return {
    afters,
    said,
    async follow(patience = QUICK, signal = new AbortController().signal): Promise<readonly number[]> {
      const seen: number[] = [];
      const outage = new Outage(listener, patience);
      for await (const { seq } of follow(LAB, runFeed('run'), { signal, outage, stream })) seen.push(seq);
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
    const wire = play([[new RefusedError('There is no run.', 'NOT_FOUND')]]);
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

describe('persisting', () => {
  const quiet = { lost: () => {}, restored: () => {} };

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
