import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Atomic } from '../../src/primitives/atomic.js';
import { LAYOUT, SETTINGS, Stage } from './stage.js';

describe.each(SETTINGS)('an atomic counter between $name', (setting) => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage(setting);
  });

  afterEach(() => stage.clear());

  it('loses nothing, whoever adds at the same time', async () => {
    const times = 500_000;
    const [up, down] = stage.actors(2);
    await Promise.all([
      up?.ask('add', { actors: 2, times, delta: 3 }),
      down?.ask('add', { actors: 2, times, delta: -1 }),
    ]);
    expect(new Atomic(stage.words, LAYOUT.counter).load()).toBe(2 * times);
  });

  it('gives the value before, and wraps around at 32 bits', () => {
    const atomic = new Atomic(stage.words, LAYOUT.counter);
    expect(atomic.add(5)).toBe(0);
    expect(atomic.add(-7)).toBe(5);
    expect(atomic.load()).toBe(-2);
    atomic.add(2 ** 31 - 1);
    atomic.add(3);
    expect(atomic.load()).toBe(-(2 ** 31));
  });
});
