/** One contract for words of shared memory, on every kind of it and between every kind of worker. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYBODY } from '../../../src/primitives/words.js';
import { LAYOUT, SETTINGS, Stage } from '../../primitives/stage.js';
import { until } from '../until.js';

const WORD = LAYOUT.counter;

describe.each(SETTINGS)('words between $name', (setting) => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage(setting);
  });

  afterEach(() => stage.clear());

  it('do the arithmetic of signed 32 bits, and tell what was there before', () => {
    const { words } = stage;
    expect(words.load(WORD)).toBe(0);
    words.store(WORD, -5);
    expect(words.exchange(WORD, 2 ** 31 - 1)).toBe(-5);
    expect(words.add(WORD, 1)).toBe(2 ** 31 - 1);
    expect(words.load(WORD)).toBe(-(2 ** 31));
    expect(words.compareExchange(WORD, 0, 7)).toBe(-(2 ** 31));
    expect(words.load(WORD)).toBe(-(2 ** 31));
    expect(words.compareExchange(WORD, -(2 ** 31), 7)).toBe(-(2 ** 31));
    expect(words.load(WORD)).toBe(7);
  });

  it('are the same memory as their plain words and bytes', () => {
    const { words } = stage;
    words.store(WORD, 0x0403_0201);
    expect(words.plain[WORD]).toBe(0x0403_0201);
    expect([...words.bytes.subarray(WORD * 4, WORD * 4 + 4)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    words.plain[WORD] = -1;
    expect(words.load(WORD)).toBe(-1);
  });

  it('are the same words for everybody', async () => {
    const actor = stage.actor();
    stage.words.store(WORD, 41);
    await actor.ask('add', { actors: 1, times: 1, delta: 1 });
    expect(stage.words.load(WORD)).toBe(42);
  });

  it('let nobody sleep on a word that has changed, also below zero', async () => {
    const actor = stage.actor();
    expect(await actor.ask('wait', WORD, 1)).toBe('changed');
    stage.words.store(WORD, -1);
    expect(await actor.ask('wait', WORD, 0)).toBe('changed');
    expect(await actor.ask('wait', WORD, -1, 1)).toBe('timed-out');
  });

  it('end a sleep at its time limit, and tell', async () => {
    const actor = stage.actor();
    for (const timeoutMs of [0, 0.05, 3, 30]) expect(await actor.ask('wait', WORD, 0, timeoutMs)).toBe('timed-out');
  });

  it('tell the end of a nap of a long sleep from a wake and from the time limit', async () => {
    const actor = stage.actor({ longestSleepMs: 5 });
    expect(await actor.ask('wait', WORD, 0)).toBe('still');
    expect(await actor.ask('wait', WORD, 0, 300_000)).toBe('still');
    expect(await actor.ask('wait', WORD, 0, 3)).toBe('timed-out');
  });

  it('wake nobody where nobody sleeps', async () => {
    const actor = stage.actor();
    const asleep = actor.ask('wait', LAYOUT.gate, 0);
    expect(stage.words.wake(WORD, EVERYBODY)).toBe(0);
    await until(() => stage.words.wake(LAYOUT.gate, 1) === 1);
    expect(await asleep).toBe('woken');
  });

  it('wake as many as asked, and not one more', async () => {
    const actors = stage.actors(3);
    let found: readonly number[] = [];
    // One that does not sleep yet cannot be woken: until all three are found asleep, longer is waited for them.
    for (let tries = 1; found[1] !== 2; tries += 1) {
      expect(tries, `found asleep: ${found.join(', ')}`).toBeLessThan(100);
      const asleep = Promise.all(actors.map((actor) => actor.ask('announceAndWait', WORD, 0)));
      await until(() => stage.words.load(LAYOUT.gate) === 3 * tries);
      await pause(tries - 1);
      found = [stage.words.wake(WORD, 1), stage.words.wake(WORD, EVERYBODY)];
      expect(found[0]).toBeLessThanOrEqual(1);
      const late = setInterval(() => stage.words.wake(WORD, EVERYBODY), 2);
      expect(await asleep.finally(() => clearInterval(late))).toEqual(['woken', 'woken', 'woken']);
    }
  });

  it('let no wake be lost between looking and sleeping', async () => {
    const [sleeper] = stage.actors(1);
    for (let round = 0; round < 300; round += 1) {
      const result = sleeper?.ask('wait', WORD, round);
      stage.words.add(WORD, 1);
      stage.words.wake(WORD, 1);
      expect(['woken', 'changed']).toContain(await result);
    }
  });

  it('interrupt a sleeper, and whoever wants to sleep after that', async () => {
    const actor = stage.actor();
    const interrupted = { name: 'Interrupted' };
    const asleep = actor.ask('wait', LAYOUT.lock, 0).catch((error: unknown) => error);
    const again = setInterval(() => stage.interrupt(), 5);
    expect(await asleep.finally(() => clearInterval(again))).toMatchObject(interrupted);
    await expect(actor.ask('wait', LAYOUT.lock, 0)).rejects.toMatchObject(interrupted);
    stage.words.store(LAYOUT.interrupt, 0);
    expect(await actor.ask('wait', LAYOUT.lock, 0, 1)).toBe('timed-out');
  });
});
