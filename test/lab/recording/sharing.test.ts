import { describe, expect, it } from 'vitest';
import { Sharing, type RoundUse } from '../../../src/lab/recording/sharing.js';

const span = (worker: number, endMs: number): { worker: number; startMs: number; endMs: number } => ({
  worker,
  startMs: 0,
  endMs,
});
const used = (acquisitions: readonly number[], waitedNs = 0): RoundUse => ({
  operation: 'ACQUIRE',
  canBeUnfair: true,
  workers: acquisitions.map((count, worker) => ({ worker, acquisitions: count, waitedNs })),
});

describe('what is told of sharing', () => {
  it('is even where all get it at the same rate, whatever each had to do', () => {
    const sharing = new Sharing();
    sharing.add([used([100, 300])], [span(0, 10), span(1, 30)]);
    expect(sharing.figures().fairness).toMatchObject({ median: 1 });
  });

  it('is uneven where the same work took one longer than the other', () => {
    const sharing = new Sharing();
    sharing.add([used([100, 100])], [span(0, 10), span(1, 20)]);
    // Rates of 2 to 1: 3² / (2 · 5).
    expect(sharing.figures().fairness?.median).toBeCloseTo(0.9);
  });

  it('is that of the least fair primitive in each round', () => {
    const sharing = new Sharing();
    sharing.add([used([100, 100]), used([100, 0])], [span(0, 10), span(1, 10)]);
    expect(sharing.figures().fairness?.median).toBeCloseTo(0.5);
  });

  it('has a wait for each acquisition, those that need not wait among them, with an interval over the rounds', () => {
    const sharing = new Sharing();
    for (const waitedNs of [1e6, 2e6, 3e6]) sharing.add([used([100, 100], waitedNs)], [span(0, 10), span(1, 10)]);
    expect(sharing.figures().lockWait).toEqual({ median: 0.02, low: 0.01, high: 0.03, unit: 'ms' });
  });

  it('is nothing where no two wanted the same, and no lock was had', () => {
    const sharing = new Sharing();
    sharing.add([used([100])], [span(0, 10)]);
    sharing.add([{ ...used([100]), operation: 'GET' }], [span(0, 10)]);
    expect(sharing.figures()).toEqual({ fairness: null, lockWait: null });
    expect(new Sharing().figures()).toEqual({ fairness: null, lockWait: null });
  });

  it('does not count what all pass together', () => {
    const sharing = new Sharing();
    sharing.add([{ ...used([100, 100]), canBeUnfair: false }], [span(0, 10), span(1, 20)]);
    expect(sharing.figures().fairness).toBeNull();
  });
});
