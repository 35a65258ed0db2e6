/** Rounds are added until the figure is known well enough, or the time is over. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Crew } from '../../src/fabric/crew.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { relativeWidth } from '../../src/stats/precision.js';
import { play, type Wanted } from './runs.js';

const SMALL: Wanted = { kind: 'counter', parameters: { increments: 2_000 }, primitive: 'LOCK', repetitions: 3 };

let crew: Crew;

beforeAll(() => {
  crew = new Crew(preferredSubstrate(), 4);
});

afterAll(() => crew.close());

describe('a run with a precision', () => {
  it('goes on until its interval is as narrow as was asked', async () => {
    const { ending, measurements } = await play(crew, { ...SMALL, precision: 0.5 });
    expect(ending.state).toBe('SUCCEEDED');
    expect(measurements.length).toBeGreaterThanOrEqual(15);
    const wall = ending.summary?.wall;
    if (!wall) throw new Error('It has no figures.');
    expect(relativeWidth(wall)).toBeLessThanOrEqual(0.5);
  });

  it('succeeds with what it has when the time is over first', async () => {
    const waits: Wanted = { kind: 'ioWait', parameters: { milliseconds: 1, times: 1 }, repetitions: 2 };
    const { ending, measurements } = await play(crew, { ...waits, precision: 0.001, timeoutMs: 3_000 });
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
    expect(measurements.length).toBeGreaterThanOrEqual(2);
  });

  it('is timed out where not even its repetitions were done', async () => {
    const slow: Wanted = { kind: 'ioWait', parameters: { milliseconds: 60_000, times: 1 }, repetitions: 2 };
    const { ending } = await play(crew, { ...slow, precision: 0.02, timeoutMs: 200 });
    expect(ending.state).toBe('TIMED_OUT');
  });
});
