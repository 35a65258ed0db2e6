import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAITED, type Span } from '../../src/primitives/recording/span-ring.js';
import { nest, type Slice } from '../../src/trace/nest.js';
import type { RoundHeader, WorkerHeader } from '../../src/trace/trace.js';

const WORKER: WorkerHeader = { startedNs: 100, endedNs: 1000, spans: 0, dropped: 0 };
const ROUND: RoundHeader = {
  round: 0,
  warmup: false,
  isComplete: true,
  releasedNs: 90,
  endedNs: 1200,
  workers: [WORKER],
};

const span = (kind: Span['kind'], beganNs: number, endedNs: number): Span => ({
  kind,
  flags: kind === 'WAIT' ? WAITED : 0,
  part: 0,
  number: 0,
  beganNs,
  endedNs,
});
const shown = (slices: readonly Slice[]): readonly string[] =>
  slices.map(({ state, beganNs, endedNs, depth }) => `${depth} ${state} ${beganNs}-${endedNs}`);

describe('a worker’s round', () => {
  it('is its start, its run, and within that what it waited for', () => {
    expect(shown(nest(ROUND, WORKER, [span('SLEEP', 200, 300), span('WAIT', 400, 500)]))).toEqual([
      '0 STARTING 90-100',
      '0 RUNNING 100-1000',
      '1 SLEEPING 200-300',
      '1 WAITING 400-500',
    ]);
  });

  it('puts a wait within a wait: a condition’s, and that for its lock', () => {
    expect(shown(nest(ROUND, WORKER, [span('WAIT', 250, 300), span('WAIT', 200, 300)])).slice(2)).toEqual([
      '1 WAITING 200-300',
      '2 WAITING 250-300',
    ]);
  });

  it('ends a slice where the one around it ends', () => {
    expect(shown(nest(ROUND, WORKER, [span('WAIT', 200, 300), span('WAIT', 250, 400)])).slice(2)).toEqual([
      '1 WAITING 200-300',
      '2 WAITING 250-300',
    ]);
  });

  it('lasts to the round’s end where it was cut off', () => {
    const cutOff: WorkerHeader = { ...WORKER, endedNs: null };
    expect(shown(nest(ROUND, cutOff, [span('WAIT', 200, 1200)])).slice(1)).toEqual([
      '0 RUNNING 100-1200',
      '1 WAITING 200-1200',
    ]);
  });

  it('is unknown up to the first span that was kept', () => {
    const full: WorkerHeader = { ...WORKER, dropped: 5 };
    expect(shown(nest(ROUND, full, [span('SLEEP', 600, 700)])).slice(1)).toEqual([
      '0 RUNNING 100-1000',
      '1 UNKNOWN 100-600',
      '1 SLEEPING 600-700',
    ]);
  });

  it('shows what it waited for before its first instruction', () => {
    expect(shown(nest(ROUND, WORKER, [span('WAIT', 92, 99)]))).toEqual([
      '0 STARTING 90-100',
      '1 WAITING 92-99',
      '0 RUNNING 100-1000',
    ]);
  });

  it('is nothing where it never began, but what it waited for to the end', () => {
    const never: WorkerHeader = { ...WORKER, startedNs: null, endedNs: null };
    expect(nest(ROUND, never, [])).toEqual([]);
    expect(shown(nest(ROUND, never, [span('WAIT', 95, 1200)]))).toEqual(['0 STARTING 90-1200', '1 WAITING 95-1200']);
  });

  it('nests perfectly, whatever the spans', () => {
    const any = fc
      .tuple(fc.constantFrom('SLEEP', 'IO', 'WAIT', 'PUT', 'GET', 'HOLD'), fc.nat(1300), fc.nat(1300))
      .map(([kind, a, b]) => span(kind, Math.min(a, b), Math.max(a, b)));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), fc.nat(3), (spans, dropped) => {
        const inOrder = spans.toSorted((a, b) => a.endedNs - b.endedNs);
        const open: Slice[] = [];
        for (const slice of nest(ROUND, { ...WORKER, dropped }, inOrder)) {
          while (open.length > 0 && (open.at(-1) as Slice).endedNs <= slice.beganNs) open.pop();
          expect(slice.endedNs).toBeGreaterThanOrEqual(slice.beganNs);
          expect(slice.endedNs).toBeLessThanOrEqual(open.at(-1)?.endedNs ?? Infinity);
          expect(slice.depth).toBe(open.length);
          open.push(slice);
        }
      }),
      { seed: 1_996 },
    );
  });
});
