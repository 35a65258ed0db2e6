/** The contracts of what carries messages and values: queue, pipe, ring and shared arrays. */
import { describe, expect, it } from 'vitest';
import { Pipe, pipeWords } from '../../src/primitives/pipe.js';
import { Queue, queueWords } from '../../src/primitives/queue.js';
import { Ring, ringWords } from '../../src/primitives/ring.js';
import { ELEMENT_TYPES, SharedArray, sharedArrayWords } from '../../src/primitives/shared-array.js';
import { LINE_WORDS } from '../../src/primitives/words.js';
import { createRandom } from '../support/random.js';
import { as } from './as.js';
import { PlainWords } from './plain-words.js';
import { describeOnEveryStage, type Troupe } from './troupe.js';

const bytes = (length: number, value = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, position) => (value + position) & 0xff);

describe('a ring', () => {
  it('keeps messages of all lengths whole, over its end and over the end of 32 bits', () => {
    const seed = 31;
    const random = createRandom(seed);
    const capacity = 256;
    for (const start of [0, 2 ** 31 - 300, -300, -4, 2 ** 31 - 4]) {
      const words = new PlainWords(ringWords(capacity));
      Ring.initialize(words, 0, capacity);
      const ring = new Ring(words, 0);
      // Both cursors, and both sides' copies of them.
      for (const word of [ring.tail, ring.tail + 1, ring.head, ring.head + 1]) words.store(word, start);
      const sent: Uint8Array[] = [];
      const into = new Uint8Array(capacity);
      for (let step = 0; step < 3_000; step += 1) {
        const length = random() < 0.1 ? ring.longest : Math.floor(random() * 100);
        const message = bytes(length, step);
        const hasRoom = ring.hasRoom(length);
        expect(ring.tryWrite(message), `seed ${seed}, start ${start}`).toBe(hasRoom);
        if (hasRoom) sent.push(message);
        if (hasRoom && random() < 0.5) continue;
        const expected = sent.shift();
        expect(ring.nextLength(), `seed ${seed}, start ${start}`).toBe(expected?.length ?? -1);
        if (!expected) continue;
        ring.read(into, expected.length);
        expect(into.subarray(0, expected.length), `seed ${seed}, start ${start}`).toEqual(expected);
      }
    }
  });
});

describe('a queue', () => {
  const CAPACITY = 64;
  const createQueue = (most = 0): Queue => {
    const words = new PlainWords(queueWords(CAPACITY));
    Queue.initialize(words, 0, CAPACITY, most);
    return new Queue(words, 0, as(0));
  };

  it('keeps a message for which there was no room in the buffer, and can be used on', () => {
    const queue = createQueue();
    queue.put(bytes(10));
    expect(() => queue.get(new Uint8Array(9))).toThrow(RangeError);
    const into = new Uint8Array(10);
    expect(queue.get(into, 0)).toBe(10);
    expect(into).toEqual(bytes(10));
  });

  it('refuses what could never fit, and takes the longest that can', () => {
    const queue = createQueue();
    expect(() => queue.put(bytes(queue.longest + 1))).toThrow(RangeError);
    expect(queue.put(bytes(queue.longest), 0)).toBe(true);
    expect(queue.put(bytes(0), 0)).toBe(false);
    expect(queue.get(new Uint8Array(CAPACITY), 0)).toBe(queue.longest);
  });

  it('counts its messages, and holds no more than it may', () => {
    const queue = createQueue(2);
    expect([queue.put(bytes(0), 0), queue.put(bytes(1), 0), queue.put(bytes(1), 0)]).toEqual([true, true, false]);
    expect(queue.size()).toBe(2);
    expect([queue.get(new Uint8Array(8), 0), queue.get(new Uint8Array(8), 0)]).toEqual([0, 1]);
    expect(queue.get(new Uint8Array(8), 0)).toBe(-1);
    expect(queue.size()).toBe(0);
  });

  it('counts on where its counters wrap around', () => {
    const words = new PlainWords(queueWords(CAPACITY));
    Queue.initialize(words, 0, CAPACITY, 2);
    const queue = new Queue(words, 0, as(0));
    const [put, got] = [1, LINE_WORDS + 1];
    for (const word of [put, got]) words.store(word, 2 ** 31 - 1);
    for (let round = 0; round < 3; round += 1) {
      expect([queue.put(bytes(1), 0), queue.put(bytes(2), 0), queue.put(bytes(1), 0)]).toEqual([true, true, false]);
      expect(queue.size()).toBe(2);
      expect([1, 2].map(() => queue.get(new Uint8Array(8), 0))).toEqual([1, 2]);
    }
  });
});

interface Consumed {
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, number>>;
}

interface Traffic {
  readonly producers: number;
  readonly consumers: number;
  readonly times: number;
  readonly longest?: number;
  readonly spins?: number;
  readonly most?: number;
  readonly impatient?: boolean;
}

/** Every message of every producer arrives once, in order at whoever gets it, and whole. */
async function carry(troupe: Troupe, traffic: Traffic): Promise<void> {
  const { producers, consumers, times, spins = 0, most = 0, impatient = false } = traffic;
  const seed = 91;
  const { queue } = await troupe.give({ kind: 'QUEUE', capacityBytes: 1_024, most }, spins);
  const options = { actors: producers + consumers, times, longest: traffic.longest ?? queue.longest, impatient };
  const ask = <Result>(order: string, from: number, count: number): readonly Promise<Result>[] =>
    troupe.actors
      .slice(from, from + count)
      .map((actor, at) => actor.ask(order, { ...options, seed: seed + from + at }));
  const consumed = Promise.all(ask<Consumed>('consume', producers, consumers));
  await Promise.all(ask('produce', 0, producers));
  queue.close();
  const total = new Map<string, { count: number; sum: number }>();
  for (const { counts, sums } of await consumed) {
    for (const [producer, count] of Object.entries(counts)) {
      const before = total.get(producer) ?? { count: 0, sum: 0 };
      total.set(producer, { count: before.count + count, sum: before.sum + (sums[producer] ?? 0) });
    }
  }
  const expected = Array.from({ length: producers }, (_, producer) => [
    String(producer),
    { count: times, sum: (times * (times - 1)) / 2 },
  ]);
  expect(
    [...total].toSorted(([a], [b]) => Number(a) - Number(b)),
    `seed ${seed}`,
  ).toEqual(expected);
  expect(queue.size()).toBe(0);
}

describeOnEveryStage('a queue', (troupe) => {
  it.each([
    { producers: 1, consumers: 1, times: 50_000, spins: 2_000, longest: 60 },
    { producers: 1, consumers: 1, times: 10_000 },
    { producers: 2, consumers: 2, times: 10_000 },
    { producers: 2, consumers: 2, times: 10_000, spins: 300 },
    { producers: 3, consumers: 1, times: 5_000, most: 1 },
    { producers: 1, consumers: 3, times: 5_000, impatient: true },
  ])('loses and doubles no message: %j', async (traffic) => {
    await expect(carry(troupe(), traffic)).resolves.toBeUndefined();
  });

  it('wakes a consumer for a message, and a producer for room', async () => {
    const { queue } = await troupe().give({ kind: 'QUEUE', capacityBytes: 64, most: 1 });
    const got = troupe().actor(0).ask('get', 64);
    await troupe().untilAsleep(0);
    expect(queue.put(bytes(3, 7), 0)).toBe(true);
    expect(await got).toEqual([7, 8, 9]);
    queue.put(bytes(1), 0);
    const put = troupe().actor(1).ask('put', [5]);
    await troupe().untilAsleep(1);
    expect(queue.get(new Uint8Array(8), 0)).toBe(1);
    expect(await put).toBe(true);
    expect(await troupe().actor(0).ask('get', 64, 0)).toEqual([5]);
  });

  it('is given up by timed calls, and stays as usable as before', async () => {
    const { queue } = await troupe().give({ kind: 'QUEUE', capacityBytes: 64, most: 1 }, 50);
    for (const timeoutMs of [0, 0.2, 10]) expect(await troupe().actor(0).ask('get', 8, timeoutMs)).toBe(-1);
    queue.put(bytes(2), 0);
    for (const timeoutMs of [0, 0.2, 10]) expect(await troupe().actor(1).ask('put', [1], timeoutMs)).toBe(false);
    expect(queue.size()).toBe(1);
    expect(await troupe().actor(0).ask('get', 8, 0)).toEqual([0, 1]);
    expect(await troupe().actor(1).ask('put', [1], 0)).toBe(true);
  });

  it('refuses what is put once it is closed, gives what is in it, and then the end', async () => {
    const { queue } = await troupe().give({ kind: 'QUEUE', capacityBytes: 64, most: 2 });
    queue.put(bytes(1), 0);
    queue.put(bytes(2), 0);
    const put = troupe().actor(0).ask('put', [1]).catch(String);
    await troupe().untilAsleep(0);
    queue.close();
    expect(await put).toBe('QueueClosedError: The queue is closed.');
    const actor = troupe().actor(1);
    expect([await actor.ask('get', 8), await actor.ask('get', 8), await actor.ask('get', 8)]).toEqual([
      [0],
      [0, 1],
      -2,
    ]);
    const { queue: other } = await troupe().give({ kind: 'QUEUE', capacityBytes: 64, most: 2 });
    const got = [0, 1].map((self) => troupe().actor(self).ask('get', 8));
    await troupe().untilAsleep(0, 1);
    other.close();
    expect(await Promise.all(got)).toEqual([-2, -2]);
  });

  it('lets go of sleepers when the run is called off', async () => {
    const { queue } = await troupe().give({ kind: 'QUEUE', capacityBytes: 64, most: 1 });
    const got = troupe().actor(0).ask('get', 8);
    await troupe().untilAsleep(0);
    expect(await troupe().interrupted(got)).toEqual(['Interrupted']);
    queue.put(bytes(1), 0);
    const put = troupe().actor(1).ask('put', [1]);
    await troupe().untilAsleep(1);
    expect(await troupe().interrupted(put)).toEqual(['Interrupted']);
    expect(queue.get(new Uint8Array(8), 0)).toBe(1);
  });
});

describe('a pipe', () => {
  it('keeps a message for which there was no room in the buffer', () => {
    const words = new PlainWords(pipeWords(64));
    Pipe.initialize(words, 0, 64);
    Pipe.open(words, 0, 0, as(0)).send(bytes(10));
    const pipe = Pipe.open(words, 0, 1, as(1));
    expect(() => pipe.receive(new Uint8Array(9))).toThrow(RangeError);
    expect(pipe.receive(new Uint8Array(10), 0)).toBe(10);
    expect(() => pipe.send(bytes(pipe.longest + 1))).toThrow(RangeError);
  });
});

describeOnEveryStage('a pipe', (troupe) => {
  const spec = { kind: 'PIPE', capacityBytes: 64 } as const;

  it('has two ends, and a third worker is refused', async () => {
    const pipe = await troupe().give(spec);
    await troupe().actor(0).ask('openEnd', 0);
    await troupe().actor(1).ask('openEnd', 1);
    await troupe().actor(0).ask('openEnd', 0);
    for (const end of [0, 1] as const) {
      await expect(troupe().actor(2).ask('openEnd', end)).rejects.toMatchObject({
        name: 'EndTakenError',
        message: `End ${end} of the pipe belongs to worker ${end}: a pipe has two ends, for two.`,
      });
    }
    expect(() => pipe.open(0)).toThrow('belongs to worker 0');
  });

  it('carries messages of every length both ways, the longest too', async () => {
    await troupe().give(spec);
    for (let length = 0; length <= 60; length += 1) {
      const message = [...bytes(length, length)];
      const [end, other] = [length % 2, 1 - (length % 2)];
      const received = troupe().actor(other).ask('receive', other, 64);
      expect(await troupe().actor(end).ask('send', end, message)).toBe(true);
      expect(await received).toEqual(message);
    }
  });

  it('is given up by timed calls, and stays as usable as before', async () => {
    await troupe().give(spec, 50);
    const [one, other] = [troupe().actor(0), troupe().actor(1)];
    for (const timeoutMs of [0, 0.2, 10]) expect(await one.ask('receive', 0, 64, timeoutMs)).toBe(-1);
    const long = [...bytes(60)];
    expect(await one.ask('send', 0, long, 0)).toBe(true);
    for (const timeoutMs of [0, 0.2, 10]) expect(await one.ask('send', 0, [1], timeoutMs)).toBe(false);
    expect([await other.ask('poll', 1), await one.ask('poll', 0)]).toEqual([true, false]);
    expect(await other.ask('receive', 1, 64, 0)).toEqual(long);
    expect(await one.ask('send', 0, [1], 0)).toBe(true);
  });

  it('gives what was sent before it was closed, and then the end; what is sent to it is refused', async () => {
    await troupe().give(spec);
    const [one, other] = [troupe().actor(0), troupe().actor(1)];
    await one.ask('send', 0, [1, 2]);
    const sent = other.ask('send', 1, [...bytes(60)]).then(() => other.ask('send', 1, [1]).catch(String));
    await troupe().untilAsleep(1);
    await one.ask('closeEnd', 0);
    expect(await sent).toBe('PipeClosedError: The pipe is closed.');
    expect([await other.ask('receive', 1, 64), await other.ask('receive', 1, 64)]).toEqual([[1, 2], -2]);
    expect(await other.ask('poll', 1)).toBe(true);
    await expect(one.ask('send', 0, [1])).rejects.toMatchObject({ name: 'PipeClosedError' });
  });

  it('lets go of sleepers when the run is called off', async () => {
    await troupe().give(spec);
    const received = troupe().actor(0).ask('receive', 0, 64);
    await troupe().untilAsleep(0);
    expect(await troupe().interrupted(received)).toEqual(['Interrupted']);
    await troupe()
      .actor(0)
      .ask('send', 0, [...bytes(60)]);
    const sent = troupe().actor(0).ask('send', 0, [1]);
    await troupe().untilAsleep(0);
    expect(await troupe().interrupted(sent)).toEqual(['Interrupted']);
  });

  it.each([
    { times: 20_000, spins: 2_000, capacityBytes: 4_096, longest: 40 },
    { times: 10_000, spins: 0, capacityBytes: 256, longest: 252 },
    { times: 50, spins: 100, capacityBytes: 65_536, longest: 65_532 },
  ])('loses and doubles nothing of two who talk at once: %j', async ({ times, spins, capacityBytes, longest }) => {
    const seed = 92;
    await troupe().give({ kind: 'PIPE', capacityBytes }, spins);
    const options = { actors: 2, times, longest };
    const received = await Promise.all(
      [0, 1].map((end) =>
        troupe()
          .actor(end)
          .ask('converse', { ...options, end, seed: seed + end }),
      ),
    );
    expect(received, `seed ${seed}`).toEqual([times, times]);
  });
});

describe('a shared array', () => {
  it.each(ELEMENT_TYPES)('of %s refuses what is outside of it, and leaves its lock free', (type) => {
    const words = new PlainWords(sharedArrayWords(type, 3));
    SharedArray.initialize(words, 0, type, [1, -2, 3]);
    const array = new SharedArray(words, 0, as(0), type, 3, true);
    expect(array.toArray()).toEqual([1, -2, 3]);
    for (const position of [-1, 3, 0.5, Number.NaN]) {
      expect(() => array.get(position)).toThrow(RangeError);
      expect(() => array.set(position, 1)).toThrow(RangeError);
    }
    expect(array.lock.owner()).toBeNull();
  });

  it('of i64 refuses what is no whole number, and leaves its lock free', () => {
    const words = new PlainWords(sharedArrayWords('i64', 1));
    SharedArray.initialize(words, 0, 'i64', [0]);
    const array = new SharedArray(words, 0, as(0), 'i64', 1, true);
    expect(() => array.set(0, 0.5)).toThrow(RangeError);
    expect(array.lock.owner()).toBeNull();
    array.set(0, -(2 ** 53));
    expect(array.get(0)).toBe(-(2 ** 53));
  });

  it('is read from outside though a worker ended with its lock', () => {
    const words = new PlainWords(sharedArrayWords('f64', 1));
    SharedArray.initialize(words, 0, 'f64', [0.5]);
    new SharedArray(words, 0, as(0), 'f64', 1, true).lock.acquire();
    expect(new SharedArray(words, 0, as(-1), 'f64', 1, true).toArray()).toEqual([0.5]);
  });
});

describeOnEveryStage('a shared array', (troupe) => {
  it.each(ELEMENT_TYPES)('of %s is counted up exactly under its lock, and by chance without', async (type) => {
    const { array } = await troupe().give({ kind: 'SHARED_ARRAY', type, length: 2, isLocked: true });
    const times = 20_000;
    await troupe().all(3, 'hammerArray', { seed: 0, times });
    expect(array.get(0)).toBe(3 * times);
    expect(array.get(1)).toBeLessThanOrEqual(3 * times);
    expect(array.get(1)).toBeGreaterThan(0);
  });

  it.each([
    { type: 'i64', values: [0x1_0000_0000 * 5 + 7, -(0x1_0000_0000 * 9) - 3] },
    { type: 'f64', values: [1.1e300, -3.3e-300] },
  ] as const)('of $type is never torn by single accesses with its lock', async ({ type, values }) => {
    await troupe().give({ kind: 'SHARED_VALUE', type, length: 1, values: [values[0]], isLocked: true }, 100);
    expect(await troupe().all(3, 'tearArray', { seed: 0, times: 30_000, values })).toEqual([0, 0, 0]);
  });
});
