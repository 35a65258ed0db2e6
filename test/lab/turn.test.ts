/** Runs that share a turn: their rounds alternate, and each ends by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabReport } from '../../src/domain/events.js';
import { Crew } from '../../src/fabric/crew.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { executeTurn } from '../../src/lab/turn.js';
import { endOf, ENDLESS, planOf, type Wanted } from './runs.js';

const SMALL: Wanted = { kind: 'counter', parameters: { increments: 2_000 }, primitive: 'LOCK', repetitions: 3 };
const STUCK: Wanted = { kind: 'lockOrder', parameters: { rounds: 100, pauseMs: 1, order: 'OPPOSITE' }, repetitions: 3 };

let crew: Crew;

beforeAll(() => {
  crew = new Crew(preferredSubstrate(), 4);
});

afterAll(() => crew.close());

interface Told {
  readonly run: number;
  readonly report: LabReport;
}

/** @param onReport sees each report, and may cancel a run by its number */
async function playTogether(
  wanted: readonly Wanted[],
  onReport: (told: Told, cancel: (run: number) => void) => void = () => {},
) {
  const told: Told[] = [];
  const cancels = wanted.map(() => new AbortController());
  const orders = wanted.map((one, run) => ({
    plan: planOf(one),
    cancelled: cancels[run]?.signal ?? new AbortController().signal,
    report: (report: LabReport): void => {
      told.push({ run, report });
      onReport({ run, report }, (other) => cancels[other]?.abort());
    },
  }));
  await executeTurn(orders, crew);
  const ends = wanted.map((_, run) => endOf(told.filter((one) => one.run === run).map(({ report }) => report)));
  return { told, ends };
}

describe('runs of one turn', () => {
  it('take turns round by round, each time in the other order', async () => {
    const { told, ends } = await playTogether([SMALL, { ...SMALL, fabric: 'SERIAL' }]);
    const rounds = told.flatMap(({ run, report }) =>
      report.kind === 'roundStarted' ? [`${run}.${report.round}`] : [],
    );
    expect(rounds).toEqual(['0.0', '1.0', '1.1', '0.1', '0.2', '1.2']);
    for (const { ending, measurements } of ends) {
      expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
      expect(measurements.map(({ judgement }) => judgement.lostUpdates)).toEqual([0, 0, 0]);
    }
  });

  it('of different lengths all come to their ends', async () => {
    const { ends } = await playTogether([SMALL, { ...SMALL, repetitions: 7 }, { ...SMALL, workers: 1 }]);
    expect(ends.map(({ measurements }) => measurements.length)).toEqual([3, 7, 3]);
  });

  it('go on when one of them is deadlocked', async () => {
    const { ends } = await playTogether([STUCK, SMALL]);
    expect(ends[0]?.ending.state).toBe('DEADLOCKED');
    expect(ends[1]?.ending.state).toBe('SUCCEEDED');
    expect(ends[1]?.measurements).toHaveLength(3);
  });

  it('go on when one is cancelled in its round, and when one is while another plays', async () => {
    const inItsRound = await playTogether([ENDLESS, SMALL], ({ run, report }, cancel) => {
      if (run === 0 && report.kind === 'roundStarted') cancel(0);
    });
    expect(inItsRound.ends.map(({ ending }) => ending.state)).toEqual(['CANCELLED', 'SUCCEEDED']);

    const whileAnotherPlays = await playTogether([SMALL, SMALL], ({ run, report }, cancel) => {
      if (run === 1 && report.kind === 'roundStarted') cancel(0);
    });
    expect(whileAnotherPlays.ends.map(({ ending }) => ending.state)).toEqual(['CANCELLED', 'SUCCEEDED']);
  });

  it('have their time limits for their own rounds alone', async () => {
    const { ends } = await playTogether([
      { ...ENDLESS, timeoutMs: 300 },
      { ...SMALL, timeoutMs: 10_000 },
    ]);
    expect(ends.map(({ ending }) => ending.state)).toEqual(['TIMED_OUT', 'SUCCEEDED']);
  });

  it('are complete when they are cancelled after their last round', async () => {
    const { ends } = await playTogether([SMALL, { ...SMALL, repetitions: 1 }], ({ run, report }, cancel) => {
      if (run === 0 && report.kind === 'roundFinished' && report.measurement.round === 2) cancel(0);
    });
    expect(ends.map(({ ending }) => ending.state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});
