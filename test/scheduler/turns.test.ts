import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnOf, Turns, type Waiting } from '../../src/scheduler/turns.js';

function fill(owners: readonly (string | null)[]): Turns<Waiting> {
  const turns = new Turns<Waiting>();
  for (const [index, ownerId] of owners.entries()) turns.add({ runId: String(index), ownerId, turn: String(index) });
  return turns;
}

function drain(turns: Turns<Waiting>): readonly Waiting[] {
  const taken: Waiting[] = [];
  for (let turn = turns.take(); turn.length > 0; turn = turns.take()) taken.push(...turn);
  return taken;
}

const byName = (a: string, b: string): number => a.localeCompare(b);

const someOwners = fc.array(fc.constantFrom(null, 'a', 'b', 'c'), { maxLength: 30 });

describe('turns', () => {
  it('go round, so that a hundred runs of one do not keep another waiting', () => {
    const turns = fill([...Array.from({ length: 100 }, () => 'greedy'), 'modest', null]);
    expect(
      drain(turns)
        .slice(0, 4)
        .map(({ ownerId }) => ownerId),
    ).toEqual(['greedy', 'modest', null, 'greedy']);
  });

  it('of one owner alone are first come, first served', () => {
    expect(drain(fill([null, null, null])).map(({ runId }) => runId)).toEqual(['0', '1', '2']);
  });

  it('of several runs are taken whole, and count as one', () => {
    const turns = new Turns<Waiting>();
    for (const [runId, ownerId, turn] of [
      ['1', 'a', 'x'],
      ['2', 'a', 'x'],
      ['3', 'a', 'y'],
      ['4', 'b', 'z'],
    ] as const) {
      turns.add({ runId, ownerId, turn });
    }
    expect(turns.list().map(({ runId }) => runId)).toEqual(['1', '2', '4', '3']);
    expect(turns.take().map(({ runId }) => runId)).toEqual(['1', '2']);
    expect(turns.take().map(({ runId }) => runId)).toEqual(['4']);
  });

  it('never let one owner have a second before another, who waits since before the first, had one', () => {
    fc.assert(
      fc.property(someOwners, (owners) => {
        const taken = drain(fill(owners)).map(({ ownerId }) => ownerId);
        expect(taken.map(String).toSorted(byName)).toEqual(owners.map(String).toSorted(byName));
        for (const waiting of new Set(owners)) {
          const first = taken.indexOf(waiting);
          for (const other of new Set(owners)) {
            expect(taken.slice(0, first).filter((ownerId) => ownerId === other).length).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('are taken in the order that the list tells', () => {
    fc.assert(
      fc.property(someOwners, (owners) => {
        const turns = fill(owners);
        const told = turns.list();
        expect(drain(turns)).toEqual(told);
      }),
    );
  });

  it('forget a run that is taken out, and only that', () => {
    fc.assert(
      fc.property(someOwners, fc.nat(40), (owners, index) => {
        const turns = fill(owners);
        const before = turns.list();
        expect(turns.remove(String(index))).toBe(index < owners.length);
        const left = drain(turns).map(({ runId }) => runId);
        expect(left.toSorted()).toEqual(
          before
            .map(({ runId }) => runId)
            .filter((id) => id !== String(index))
            .toSorted(),
        );
      }),
    );
  });

  it('are foretold for the newest run of an owner', () => {
    fc.assert(
      fc.property(
        someOwners.filter((owners) => owners.length > 0),
        (owners) => {
          const waiting = new Map<string | null, number>();
          for (const ownerId of owners) waiting.set(ownerId, (waiting.get(ownerId) ?? 0) + 1);
          const list = fill(owners).list();
          const last = owners.at(-1) ?? null;
          const newest = list.findLastIndex(({ ownerId }) => ownerId === last) + 1;
          // Those of the same round may go before it or after it.
          expect(newest).toBeLessThanOrEqual(turnOf(last, waiting));
        },
      ),
    );
  });
});
