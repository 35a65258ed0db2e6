import { describe, expect, it } from 'vitest';
import type { Group } from '../../src/domain/experiment.js';
import { DEFAULTS } from '../../src/domain/plan.js';
import { DATA_WORD } from '../../src/fabric/arena.js';
import { place } from '../../src/fabric/assignment.js';
import { GIL_WORDS } from '../../src/primitives/gil.js';
import { LINE_WORDS } from '../../src/primitives/words.js';

const group = (more: Partial<Group> = {}): Group => ({
  task: { kind: 'counter', parameters: { increments: 1 } },
  fabric: 'THREADS',
  primitive: 'LOCK',
  options: DEFAULTS.options,
  workers: 2,
  ...more,
});

describe('placing groups', () => {
  it('gives every worker a slot, and every primitive and task words on lines of their own', () => {
    const { groups, slots, dataWords } = place([group(), group({ workers: 3 }), group({ primitive: 'NONE' })], 2);
    expect(groups.map(({ firstSlot }) => firstSlot)).toEqual([0, 2, 5]);
    expect(slots).toBe(7);
    expect(groups.map(({ resources }) => resources.map(({ index }) => index))).toEqual([
      [DATA_WORD, DATA_WORD + LINE_WORDS],
      [DATA_WORD + 2 * LINE_WORDS, DATA_WORD + 3 * LINE_WORDS],
      // NONE takes no words, so the task's are the first.
      [DATA_WORD + 4 * LINE_WORDS, DATA_WORD + 4 * LINE_WORDS],
    ]);
    expect(dataWords).toBe(5 * LINE_WORDS);
  });

  it('deals the workers to threads and processes one by one, and keeps those of one thread together', () => {
    const { members } = place([group(), group({ fabric: 'ASYNC', workers: 3 }), group({ fabric: 'PROCESSES' })], 2);
    expect(members).toEqual([
      { group: 0, workers: [0], isDaemon: false, gil: null },
      { group: 0, workers: [1], isDaemon: false, gil: null },
      { group: 1, workers: [0, 1, 2], isDaemon: false, gil: null },
      { group: 2, workers: [0], isDaemon: false, gil: null },
      { group: 2, workers: [1], isDaemon: false, gil: null },
    ]);
  });

  it('gives all threads one interpreter lock, and each process one of its own', () => {
    const options = { ...DEFAULTS.options, switchIntervalMs: 7 };
    const { members, dataWords } = place(
      [group({ options }), group({ options, fabric: 'SERIAL' }), group({ options, fabric: 'PROCESSES' })],
      2,
    );
    const places = members.map(({ gil }) => gil?.index);
    expect(new Set(places.slice(0, 3)).size).toBe(1);
    expect(new Set(places).size).toBe(3);
    for (const { gil } of members) expect(gil).toMatchObject({ intervalMs: 7 });
    // Within what is cleared before a round and woken when it is called off, at the start of a line.
    for (const index of places) {
      expect(index).toSatisfy((word: number) => word >= DATA_WORD && word + GIL_WORDS <= DATA_WORD + dataWords);
      expect((index ?? 1) % LINE_WORDS).toBe(0);
    }
  });

  it('lets nobody spin where there are more members than cores', () => {
    expect(place([group({ workers: 4 })], 4)).toMatchObject({
      spins: expect.toSatisfy((spins: number) => spins > 0) as number,
      barrierSpins: expect.toSatisfy((spins: number) => spins > 0) as number,
    });
    expect(place([group({ workers: 5 })], 4)).toMatchObject({ spins: 0, barrierSpins: 0 });
    // Many workers, but one thread.
    expect(place([group({ workers: 5, fabric: 'SERIAL' })], 1).spins).toBeGreaterThan(0);
  });
});
