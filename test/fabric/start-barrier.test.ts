import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Arena, ARENA_BYTES, WORD } from '../../src/fabric/arena.js';
import { passStartBarrier } from '../../src/fabric/start-barrier.js';
import type { Words } from '../../src/primitives/words.js';
import { explore } from '../primitives/interleavings.js';
import { SETTINGS, Stage, type Actor } from '../primitives/stage.js';
import { createRandom } from '../support/random.js';

/** The words of the barrier, shut, in their usual places. */
function shutBarrier(members: number): readonly number[] {
  return Array.from({ length: WORD.parked + 1 }, () => 0)
    .with(WORD.round, 5)
    .with(WORD.members, members);
}

/** An arena of words alone; the time of release goes nowhere. */
function arenaOf(words: Words): Arena {
  return { words, releasedNs: 0n } as unknown as Arena;
}

describe('the start barrier', () => {
  it.each([
    { members: 1, spins: 0 },
    { members: 2, spins: 0 },
    { members: 2, spins: 2 },
    { members: 3, spins: 0 },
  ])('lets $members begin together, in whatever order their steps fall, with $spins spins', ({ members, spins }) => {
    const explored = explore({
      words: shutBarrier(members),
      workers: Array.from({ length: members }, () => (words: Words) => {
        passStartBarrier(arenaOf(words), spins);
        if (words.load(WORD.arrived) !== members) throw new Error('Somebody began before all were there.');
      }),
    });
    expect(explored.ends).toBeGreaterThan(0);
  });
});

describe.each(SETTINGS)('the start barrier between $name', (setting) => {
  const MEMBERS = 3;
  let stage: Stage;
  let arena: Arena;
  let actors: readonly Actor[];

  beforeEach(() => {
    stage = new Stage(setting, { bytes: ARENA_BYTES, script: new URL('./workers/barrier.mjs', import.meta.url) });
    arena = new Arena(stage.memory);
    actors = stage.actors(MEMBERS);
  });

  afterEach(() => stage.clear());

  it.each([0, 2_000])('opens round after round, with %d spins', async (spins) => {
    const seed = 1_234;
    const random = createRandom(seed);
    for (let round = 1; round <= 400; round += 1) {
      arena.prepareRound(round, MEMBERS, MEMBERS, { slots: MEMBERS, dataWords: 0 });
      const passed = await Promise.all(
        actors.map((actor) => actor.ask('pass', { spins, loads: Math.floor(random() * 20_000) })),
      );
      expect(passed, `round ${round}, seed ${seed}`).toEqual(passed.map(() => MEMBERS));
    }
  });

  it('lets a member go that waits for others when the round is called off', async () => {
    const size = { slots: MEMBERS, dataWords: 0 };
    arena.prepareRound(1, MEMBERS, MEMBERS, size);
    const thrown = actors.slice(1).map((actor) => actor.ask('pass', { spins: 0, loads: 0 }).catch(String));
    const again = setInterval(() => arena.interrupt(size), 5);
    expect(await Promise.all(thrown).finally(() => clearInterval(again))).toEqual(['Interrupted', 'Interrupted']);

    arena.prepareRound(2, MEMBERS, MEMBERS, size);
    const passed = await Promise.all(actors.map((actor) => actor.ask('pass', { spins: 0, loads: 0 })));
    expect(passed).toEqual([MEMBERS, MEMBERS, MEMBERS]);
  });
});
