/** One contract for the interpreter lock, on every kind of shared memory and every kind of worker. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Gil, GIL_WORDS } from '../../src/primitives/gil.js';
import { LINE_WORDS } from '../../src/primitives/words.js';
import { until } from '../fabric/until.js';
import { LAYOUT, SETTINGS, Stage } from './stage.js';

/** The test's own number on the stage. */
const TEST = 7;
/** So long that nobody ever asks by itself. */
const NEVER_MS = 600_000;

/** Words of it that count who is about to sleep. */
const [WAITERS, LEAVERS] = [1, LINE_WORDS + 1];

const SCRIPT = new URL('./workers/gil.mjs', import.meta.url);

interface Hammered {
  readonly intruders: number;
  readonly handedOver: number;
}

describe.each(SETTINGS)('an interpreter lock between $name', (setting) => {
  let stage: Stage;
  let gil: Gil;

  beforeEach(() => {
    stage = new Stage(setting, { script: SCRIPT });
    Gil.initialize(stage.words, LAYOUT.resource);
    gil = new Gil(stage.words, LAYOUT.resource, TEST, NEVER_MS);
  });

  afterEach(() => stage.clear());

  const turns = (): number => Gil.turns(stage.words, LAYOUT.resource);
  /** It may not have fallen asleep yet: whoever calls off wakes again until it has heard. */
  const calledOff = (asked: Promise<unknown>): Promise<unknown> => {
    const again = setInterval(() => stage.interruptAll(), 5);
    return asked.finally(() => clearInterval(again));
  };
  const untilSomebodyWaits = (): Promise<boolean> => until(() => stage.words.load(LAYOUT.resource + WAITERS) > 0);

  it('is had by one, and its turn moves on only when another has it', async () => {
    expect(gil.tryTake()).toBe(true);
    expect(gil.tryTake()).toBe(false);
    gil.drop();
    gil.take();
    expect(turns()).toBe(1);
    gil.drop();
    expect(await stage.actor().ask('visit', NEVER_MS)).toBe(2);
    gil.take();
    expect(turns()).toBe(3);
  });

  it('is had by who waits as soon as it is dropped, without being asked for', async () => {
    gil.take();
    const visited = stage.actor().ask('visit', NEVER_MS);
    await untilSomebodyWaits();
    expect(gil.isAsked()).toBe(false);
    gil.drop();
    expect(await visited).toBe(2);
  });

  it.each([1, 120])(
    'is asked for by who has waited for an interval of %d ms, and not again once it is dropped',
    async (ms) => {
      gil.take();
      const visited = stage.actor().ask('visit', ms);
      // Longer intervals than one sleep lasts are waited for in several.
      await until(() => gil.isAsked());
      gil.drop();
      expect(turns()).toBe(2);
      expect(await visited).toBe(2);
      gil.take();
      expect(gil.isAsked()).toBe(false);
    },
  );

  it('is not dropped by who was asked before somebody else has it', async () => {
    const computing = stage.actor({ self: 0 }).ask('computeUntilAsked', NEVER_MS);
    await until(() => stage.words.load(LAYOUT.gate) === 1);
    expect(await stage.actor({ self: 1 }).ask('visit', 1)).toBe(2);
    expect(await computing).toBe(1);
  });

  it('lets go of those who wait for it, and of who waits for a successor, when the run is called off', async () => {
    gil.take();
    const visiting = stage.actor({ self: 0 }).ask('visit', NEVER_MS);
    await untilSomebodyWaits();
    await expect(calledOff(visiting)).rejects.toMatchObject({ name: 'Interrupted' });
    stage.words.store(LAYOUT.interrupt, 0);
    gil.dropForGood();

    const leaving = stage.actor({ self: 1 }).ask('computeUntilAsked', NEVER_MS);
    await until(() => turns() === 2);
    gil.ask(turns());
    await until(() => stage.words.load(LAYOUT.resource + LEAVERS) > 0);
    await expect(calledOff(leaving)).rejects.toMatchObject({ name: 'Interrupted' });
    // It has let go of it all the same.
    expect(gil.tryTake()).toBe(true);
  });

  it.each([
    { workers: 2, times: 40_000, intervalMs: 1, pauses: 0.02 },
    { workers: 4, times: 20_000, intervalMs: 1, pauses: 0.02 },
    { workers: 3, times: 40_000, intervalMs: NEVER_MS, pauses: 0.02 },
    { workers: 3, times: 600_000, intervalMs: 1, pauses: 0 },
  ])(
    'lets one in at a time: $workers hammer it, $times times each, and ask after $intervalMs ms, pauses: $pauses',
    async ({ workers, times, intervalMs, pauses }) => {
      const seed = 1_991;
      const results = await Promise.all(
        stage
          .actors(workers)
          .map((actor, self) =>
            actor.ask<Hammered>('hammer', { actors: workers, times, seed: seed + self, intervalMs, pauses }),
          ),
      );
      expect(
        results.map(({ intruders }) => intruders),
        `seed ${seed}`,
      ).toEqual(results.map(() => 0));
      // Who never pauses is made to.
      expect(pauses > 0 || results.some(({ handedOver }) => handedOver > 0)).toBe(true);
      expect(stage.words.load(LAYOUT.counter), `seed ${seed}`).toBe(workers * times);
      // Free, and nobody counted in.
      const words = Array.from({ length: GIL_WORDS }, (_, word) => stage.words.load(LAYOUT.resource + word));
      expect([words[0], words[WAITERS], words[LEAVERS]]).toEqual([0, 0, 0]);
    },
  );
});
