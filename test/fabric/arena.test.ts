import { describe, expect, it } from 'vitest';
import { LIMITS, type Group } from '../../src/domain/experiment.js';
import { DEFAULTS } from '../../src/domain/plan.js';
import { Arena, ARENA_BYTES, DATA_WORD } from '../../src/fabric/arena.js';
import type { ThreadUsage } from '../../src/fabric/thread-usage.js';
import { place } from '../../src/fabric/assignment.js';
import { SabMemory } from '../../src/fabric/memory/sab-memory.js';

/** A group of as many workers as there can be. */
const FULL: Group = {
  task: { kind: 'counter', parameters: { increments: 1 } },
  fabric: 'THREADS',
  primitive: 'LOCK',
  options: DEFAULTS.options,
  workers: LIMITS.workers.max,
};

const usageOf = (slot: number): ThreadUsage => ({
  cpuNs: slot,
  runDelayNs: slot % 4 === 1 ? null : slot + 0.5,
  voluntarySwitches: slot + 1,
  involuntarySwitches: slot + 2,
});

describe('the arena', () => {
  const most = place([FULL, FULL], 2);
  const arena = new Arena(SabMemory.create(ARENA_BYTES));

  it('has room for the largest assignment there can be', () => {
    arena.writeAssignment(most);
    expect(arena.readAssignment()).toEqual(most);
  });

  it('keeps the slots of all workers apart', () => {
    arena.prepareRound(1, most.members.length, most.members.length, most);
    for (let slot = 0; slot < most.slots; slot += 1) {
      arena.report(slot, slot + 0.5);
      arena.setTimes(slot, BigInt(slot), BigInt(slot) + 2n ** 40n);
      if (slot % 2 === 1) arena.setUsage(slot, usageOf(slot));
      arena.setState(slot, 'DONE');
      arena.writeReport(slot, { slot, text: 'ä'.repeat(7_000) });
    }
    for (let slot = 0; slot < most.slots; slot += 1) {
      expect(arena.readSlot(slot)).toEqual({
        state: 'DONE',
        units: slot + 0.5,
        startedNs: BigInt(slot),
        endedNs: BigInt(slot) + 2n ** 40n,
        usage: slot % 2 === 0 ? null : usageOf(slot),
      });
      expect(arena.readReport(slot)).toMatchObject({ slot });
    }
    expect(arena.readAssignment()).toEqual(most);
  });

  it('forgets all of that for the next round, and the data as well', () => {
    arena.words.store(DATA_WORD + most.dataWords - 1, 7);
    arena.prepareRound(2, most.members.length, most.members.length, most);
    for (let slot = 0; slot < most.slots; slot += 1) {
      expect(arena.readSlot(slot)).toEqual({ state: 'NEW', units: 0, startedNs: 0n, endedNs: 0n, usage: null });
      expect(arena.readReport(slot)).toBeUndefined();
    }
    expect(arena.words.load(DATA_WORD + most.dataWords - 1)).toBe(0);
  });

  it('refuses a report that does not fit, rather than writing into the next slot', () => {
    arena.writeReport(1, 'the neighbour');
    expect(() => arena.writeReport(0, 'x'.repeat(20_000))).toThrow(RangeError);
    expect(arena.readReport(1)).toBe('the neighbour');
  });
});
