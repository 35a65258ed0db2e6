/** Bodies made up for the purpose, driven in the test's own thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { taskNamed } from '../../src/catalog/catalog.js';
import type { Body, Step } from '../../src/catalog/task-kind.js';
import { Arena, ARENA_BYTES, WORD } from '../../src/fabric/arena.js';
import { driveInterleaved, driveInTurn, type Part } from '../../src/fabric/drive.js';
import { SabMemory } from '../../src/fabric/memory/sab-memory.js';
import { Interrupted } from '../../src/primitives/words.js';
import { until } from './until.js';

let arena: Arena;
/** What happened, in order. */
let steps: string[];

beforeEach(() => {
  arena = new Arena(SabMemory.create(ARENA_BYTES), { interrupt: WORD.interrupt });
  arena.prepareRound(1, 1, 1, { slots: 4, dataWords: 16 });
  steps = [];
});

/** Does something between its yields, under a name. */
function* body(name: string, times: number, step?: Step): Body<string> {
  for (let i = 0; i < times; i += 1) {
    steps.push(`${name}${i}`);
    yield step;
  }
  return `${name} is through`;
}

function* failing(message: string): Body<string> {
  yield;
  throw new RangeError(message);
}

const createParts = (...bodies: readonly Body<unknown>[]): readonly Part[] =>
  bodies.map((body, slot) => ({ slot, task: taskNamed('countdown'), body, ring: null }));

const cpuClock = () => ({
  cpuNs: Number(process.hrtime.bigint()),
  runDelayNs: null,
  voluntarySwitches: 3,
  involuntarySwitches: 1,
});

describe('workers driven in turn', () => {
  it('go one after the other, each straight to its end', async () => {
    const parts = createParts(body('a', 2), body('b', 2));
    await driveInTurn(arena, parts, cpuClock);
    expect(steps).toEqual(['a0', 'a1', 'b0', 'b1']);
    expect(parts.map(({ result }) => result)).toEqual(['a is through', 'b is through']);
    const [a, b] = [arena.readSlot(0), arena.readSlot(1)];
    expect(a.endedNs).toBeGreaterThan(a.startedNs);
    expect(b.startedNs).toBeGreaterThanOrEqual(a.endedNs);
    expect(a.usage?.cpuNs).toBeGreaterThan(0);
  });

  it('have no processor time where nobody can tell it', async () => {
    await driveInTurn(arena, createParts(body('a', 1)), () => null);
    expect(arena.readSlot(0).usage).toBeNull();
  });

  it('sleep no less than they ask', async () => {
    const before = performance.now();
    await driveInTurn(arena, createParts(body('a', 3, { sleepMs: 5 })), cpuClock);
    expect(performance.now() - before).toBeGreaterThanOrEqual(15);
  });

  it('stop where the one that throws stands, and it is known which one it was', async () => {
    const parts = createParts(body('a', 1), failing('It broke.'), body('c', 1));
    await expect(driveInTurn(arena, parts, cpuClock)).rejects.toThrow('It broke.');
    expect(parts.map(({ threw }) => threw === true)).toEqual([false, true, false]);
    expect(steps).toEqual(['a0']);
  });

  it('stop at their next yield when the round is called off, and nobody is to blame', async () => {
    const parts = createParts(body('a', 5), body('b', 5));
    arena.words.store(WORD.interrupt, 1);
    await expect(driveInTurn(arena, parts, cpuClock)).rejects.toThrow(Interrupted);
    expect(steps).toEqual(['a0']);
    expect(parts.some(({ threw }) => threw)).toBe(false);
  });
});

describe('workers interleaved on the event loop', () => {
  it('take turns at every yield', async () => {
    const parts = createParts(body('a', 3), body('b', 3));
    await driveInterleaved(arena, parts, cpuClock);
    expect(steps).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
    expect(parts.map(({ result }) => result)).toEqual(['a is through', 'b is through']);
  });

  it('sleep at the same time', async () => {
    await driveInterleaved(arena, createParts(body('a', 2, { sleepMs: 30 }), body('b', 2, { sleepMs: 30 })), cpuClock);
    // Both fell asleep before either was awake again; which of them wakes first is up to the clock.
    expect(steps.slice(0, 2)).toEqual(['a0', 'b0']);
    expect(steps.slice(2).toSorted((a, b) => a.localeCompare(b))).toEqual(['a1', 'b1']);
    const [a, b] = [arena.readSlot(0), arena.readSlot(1)];
    expect(b.startedNs).toBeLessThan(a.endedNs);
    expect(a.startedNs).toBeLessThan(b.endedNs);
  });

  it('have processor time only where they do not share it', async () => {
    await driveInterleaved(arena, createParts(body('a', 1), body('b', 1)), cpuClock);
    expect([0, 1].map((slot) => arena.readSlot(slot).usage)).toEqual([null, null]);
    await driveInterleaved(arena, createParts(body('c', 1)), cpuClock);
    expect(arena.readSlot(0).usage?.cpuNs).toBeGreaterThan(0);
  });

  it('all stop when one throws, and its error is the one that is told', async () => {
    const parts = createParts(body('a', 1_000_000), failing('It broke.'), body('c', 10, { sleepMs: 600_000 }));
    // The sleeper looks around now and then, and ends as well: else this would take ten minutes.
    await expect(driveInterleaved(arena, parts, cpuClock)).rejects.toThrow('It broke.');
    expect(parts.map(({ threw }) => threw === true)).toEqual([false, true, false]);
    const told = steps.length;
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    expect(steps).toHaveLength(told);
    expect(told).toBeLessThan(1_000_000);
  });

  it('stop when the round is called off, also those that sleep', async () => {
    const parts = createParts(body('a', 1_000_000_000), body('b', 1, { sleepMs: 600_000 }));
    const driving = driveInterleaved(arena, parts, cpuClock).catch((error: unknown) => error);
    await until(() => steps.length > 2);
    arena.interrupt({ slots: 2, dataWords: 0 });
    expect(await driving).toBeInstanceOf(Interrupted);
    expect(parts.some(({ threw }) => threw)).toBe(false);
  });
});
