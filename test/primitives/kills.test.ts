/**
 * Processes die by SIGKILL in the middle of traffic, at random moments, one after the other: those who are
 * left never get a message that is spoilt, or twice, or miss one that was not the dead's to take.
 *
 * A run of the lab ends when a worker dies. Here it goes on, and so the locks that the dead held are taken
 * from them, as one who cleans up after them would.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { initializeResource, locksOf, type ResourceSpec } from '../../src/primitives/registry.js';
import { ownerOf } from '../../src/primitives/lock.js';
import { EVERYBODY } from '../../src/primitives/words.js';
import { until } from '../fabric/until.js';
import { createRandom } from '../support/random.js';
import { LAYOUT, SETTINGS, Stage, type Actor } from './stage.js';

const SETTING = SETTINGS.find(({ actors }) => actors === 'process');
const SPINS = 200;

interface Taken {
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, number>>;
}

/** The sum of the numbers 0 to count - 1: what so many messages of one producer say together, none missing. */
const sumOf = (count: number): number => (count * Math.max(0, count - 1)) / 2;

/** Numbers of workers that nobody else has. */
const victimsFrom = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => 10 + index);

describe.skipIf(!SETTING)('when processes are killed', () => {
  let stage: Stage;
  afterEach(() => stage.clear());

  function setUp(spec: ResourceSpec): void {
    if (!SETTING) throw new Error('There are no processes here.');
    stage = new Stage(SETTING, { bytes: 1 << 16, script: new URL('./workers/traffic.mjs', import.meta.url) });
    initializeResource(stage.words, LAYOUT.resource, spec);
  }

  /** As the product's own, which bounds how long a wake is missed that a dead worker was given. */
  const createActor = (self: number): Actor => stage.actor({ self, spins: SPINS, longestSleepMs: 50 });

  /** So many have begun their part since the round began. */
  const untilBegun = (actors: number): Promise<boolean> => until(() => stage.words.load(LAYOUT.inside) === actors);

  /** One victim after the other does its part for a few milliseconds, while the next ones start. */
  async function killOneByOne(
    victims: readonly number[],
    random: () => number,
    spec: ResourceSpec,
    act: (actor: Actor) => Promise<unknown>,
  ): Promise<void> {
    const ahead = 3;
    const started: Actor[] = [];
    for (const [turn, self] of victims.entries()) {
      while (started.length < Math.min(victims.length, turn + ahead)) {
        started.push(createActor(victims[started.length] as number));
      }
      const victim = started[turn] as Actor;
      await victim.ask('ready');
      const others = stage.words.load(LAYOUT.inside);
      void act(victim);
      // In the middle of it, however long it takes to come to that.
      await untilBegun(others + 1);
      await pause(random() * 15);
      await victim.kill();
      for (const { word } of locksOf(spec, LAYOUT.resource)) {
        if (ownerOf(stage.words.load(word)) !== self) continue;
        stage.words.store(word, 0);
        stage.words.wake(word, EVERYBODY);
      }
    }
  }

  const endTraffic = (): void => stage.words.store(LAYOUT.gate, 1);
  const queueSpec = { kind: 'QUEUE', capacityBytes: 1_024, most: 0 } as const;
  const [LEFT, OTHER] = [1, 2];

  it('producers leave whole messages in a queue, and none of the others is lost', async () => {
    const seed = 606;
    setUp(queueSpec);
    const taken = createActor(OTHER).ask<Taken>('consume', queueSpec, false);
    const put = createActor(LEFT).ask<number>('produce', queueSpec, seed);
    await untilBegun(2);
    const victims = victimsFrom(45);
    await killOneByOne(victims, createRandom(seed), queueSpec, (actor) => actor.ask('produce', queueSpec, seed));
    endTraffic();
    const count = await put;
    const { counts, sums } = await taken;
    expect(count, `seed ${seed}`).toBeGreaterThan(0);
    expect(counts[LEFT], `seed ${seed}`).toBe(count);
    // Of the dead as well all came that came before the last one that came.
    for (const [producer, came] of Object.entries(counts)) {
      expect(sums[producer], `producer ${producer}, seed ${seed}`).toBe(sumOf(came));
    }
    expect(Object.keys(counts).length, `seed ${seed}`).toBeGreaterThan(victims.length / 5);
  });

  it('consumers take with them what they had taken, and nothing else', async () => {
    const seed = 607;
    setUp(queueSpec);
    const taken = createActor(OTHER).ask<Taken>('consume', queueSpec, true);
    const put = createActor(LEFT).ask<number>('produce', queueSpec, seed);
    await untilBegun(2);
    const victims = victimsFrom(40);
    await killOneByOne(victims, createRandom(seed), queueSpec, (actor) => actor.ask('consume', queueSpec, true));
    endTraffic();
    const count = await put;
    await taken;
    const seen = stage.words.load(LAYOUT.counter);
    // One may have died with a message that it had taken, and not told of yet.
    expect(seen, `seed ${seed}`).toBeLessThanOrEqual(count);
    expect(seen, `seed ${seed}`).toBeGreaterThanOrEqual(count - victims.length);
  });

  it('one end of a pipe leaves whole messages to the other', async () => {
    const pipeSpec = { kind: 'PIPE', capacityBytes: 512 } as const;
    const seed = 608;
    const random = createRandom(seed);
    setUp(pipeSpec);
    const left = createActor(OTHER);
    for (const self of victimsFrom(20)) {
      initializeResource(stage.words, LAYOUT.resource, pipeSpec);
      stage.words.store(LAYOUT.gate, 0);
      stage.words.store(LAYOUT.inside, 0);
      const taken = left.ask<Taken>('receive', pipeSpec);
      await untilBegun(1);
      await killOneByOne([self], random, pipeSpec, (actor) => actor.ask('send', pipeSpec, seed + self));
      endTraffic();
      const { counts, sums } = await taken;
      expect(sums[self] ?? 0, `victim ${self}, seed ${seed}`).toBe(sumOf(counts[self] ?? 0));
    }
  });
});
