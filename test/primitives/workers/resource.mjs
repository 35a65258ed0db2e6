/**
 * An actor that has hold of one resource, does with it what it is told, and hammers it: many operations, at
 * moments that a seed decides, each checked where it is done.
 */
import { attachResource } from '../../../dist/primitives/registry.js';
import { attachRecording } from '../../../dist/primitives/recording/attach.js';
import { Meter, METER_WORDS } from '../../../dist/primitives/recording/meter.js';
import { SpanRing, spanRingWords } from '../../../dist/primitives/recording/span-ring.js';
import { LINE_WORDS } from '../../../dist/primitives/words.js';
import { createRandom, linger, meet } from './chance.mjs';
import { Ledger, lengthOf, read, write } from './messages.mjs';

const PARTS = 2;
/** Few, so that they are overwritten again and again. */
const SPANS = 64;

/** Everything is recorded: meters, and a trace in a small ring. */
function createMeterOf(words, base, worker) {
  const own = base + worker * (PARTS * METER_WORDS + spanRingWords(SPANS));
  words.plain.fill(0, own, own + PARTS * METER_WORDS + spanRingWords(SPANS));
  const ring = new SpanRing(words.plain, own + PARTS * METER_WORDS, SPANS);
  return (part, lastOwner) => new Meter(words, { index: own + part * METER_WORDS, part, lastOwner, worker, ring });
}

export function createActor(memory, { self, layout, words: options }) {
  const words = memory.words(options);
  let resource;
  let spins = 0;
  const pipes = new Map();

  const memberOf = (path) => path.split('.').reduce((object, name) => object[name], resource);
  const pipeAt = (end) => {
    if (!pipes.has(end)) pipes.set(end, resource.open(end));
    return pipes.get(end);
  };
  /** Counts itself in and out where at most so many may be. @returns how many were too many */
  const visit = (random, most) => {
    const tooMany = words.add(layout.inside, 1) >= most ? 1 : 0;
    linger(words, layout, random);
    words.add(layout.inside, -1);
    return tooMany;
  };

  return {
    attach(spec, itsSpins, isRecorded) {
      spins = itsSpins;
      pipes.clear();
      const who = { worker: self, spins, blockedOn: layout.blocked + self * LINE_WORDS };
      resource = isRecorded
        ? attachRecording(words, layout.resource, spec, who, createMeterOf(words, layout.recording, self))
        : attachResource(words, layout.resource, spec, who);
    },
    pid: () => process.pid,

    /** Calls a method of the resource: `lock.acquire`. */
    call(path, ...args) {
      const dot = path.lastIndexOf('.');
      const object = memberOf(path.slice(0, dot));
      return object[path.slice(dot + 1)](...args);
    },
    /** Waits at a condition, with its lock. */
    waitAt(timeoutMs) {
      const { condition } = resource;
      condition.lock.acquire();
      try {
        return condition.wait(timeoutMs);
      } finally {
        condition.lock.release();
      }
    },
    waitForCounter(value, timeoutMs) {
      const { condition } = resource;
      condition.lock.acquire();
      const holds = condition.waitFor(() => words.load(layout.counter) >= value, timeoutMs);
      condition.lock.release();
      return holds;
    },
    get(room, timeoutMs) {
      const into = new Uint8Array(room);
      const length = resource.queue.get(into, timeoutMs);
      return length < 0 ? length : [...into.subarray(0, length)];
    },
    put: (bytes, timeoutMs) => resource.queue.put(Uint8Array.from(bytes), timeoutMs),
    openEnd: (end) => void pipeAt(end),
    send: (end, bytes, timeoutMs) => pipeAt(end).send(Uint8Array.from(bytes), timeoutMs),
    receive(end, room, timeoutMs) {
      const into = new Uint8Array(room);
      const length = pipeAt(end).receive(into, timeoutMs);
      return length < 0 ? length : [...into.subarray(0, length)];
    },
    poll: (end) => pipeAt(end).poll(),
    closeEnd: (end) => pipeAt(end).close(),

    hammerRLock({ actors, times, seed }) {
      const random = createRandom(seed);
      let intruders = 0;
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        const depth = 1 + Math.floor(random() * 3);
        for (let level = 0; level < depth; level += 1) resource.lock.acquire();
        words.store(layout.counter, words.load(layout.counter) + 1);
        intruders += visit(random, 1);
        for (let level = 0; level < depth; level += 1) resource.lock.release();
      }
      return intruders;
    },

    /** Some acquire with a time limit, and may not get it. @returns how often it was inside, and who was too many */
    hammerSemaphore({ actors, times, seed, permits }) {
      const random = createRandom(seed);
      let [inside, tooMany] = [0, 0];
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        if (!resource.semaphore.acquire(random() < 0.1 ? random() * 0.05 : undefined)) continue;
        inside += 1;
        tooMany += visit(random, permits);
        resource.semaphore.release();
      }
      return { inside, tooMany };
    },

    /** Hands a token around at a condition: whose turn it is says the counter. */
    hammerCondition({ actors, times, seed }) {
      const random = createRandom(seed);
      const { condition } = resource;
      let giveUps = 0;
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        const turn = i * actors + self;
        condition.lock.acquire();
        while (words.load(layout.counter) !== turn) {
          if (!condition.wait(random() < 0.2 ? random() * 0.1 : undefined)) giveUps += 1;
        }
        words.store(layout.counter, turn + 1);
        condition.notifyAll();
        condition.lock.release();
      }
      return giveUps;
    },

    /** Takes and gives at a condition with one notify each: a lost one would leave somebody asleep. */
    hammerNotify({ actors, times, seed, gives }) {
      const random = createRandom(seed);
      const { condition } = resource;
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        condition.lock.acquire();
        if (gives) {
          words.add(layout.counter, 1);
          condition.notify();
        } else {
          while (words.load(layout.counter) === 0) condition.wait();
          words.add(layout.counter, -1);
        }
        condition.lock.release();
        linger(words, layout, random);
      }
    },

    /** @returns what arrivals it had, and how many were not there when it went on */
    hammerBarrier({ actors, times, seed }) {
      const random = createRandom(seed);
      let missing = 0;
      let sum = 0;
      for (let i = 1; i <= times; i += 1) {
        linger(words, layout, random);
        words.add(layout.counter, 1);
        sum += resource.barrier.wait();
        if (words.load(layout.counter) < i * actors) missing += 1;
      }
      return { missing, sum };
    },

    /** One sets and clears again and again, until the others have all waited so often. */
    hammerEvent({ actors, times, sets }) {
      meet(words, layout, actors);
      if (sets) {
        while (words.load(layout.counter) < (actors - 1) * times) {
          resource.event.set();
          resource.event.clear();
        }
        return;
      }
      for (let i = 0; i < times; i += 1) {
        resource.event.wait();
        words.add(layout.counter, 1);
      }
    },

    /** @returns how many it put */
    produce({ actors, times, seed, longest, impatient }) {
      const random = createRandom(seed);
      meet(words, layout, actors);
      for (let number = 0; number < times; number += 1) {
        const message = new Uint8Array(lengthOf(random, longest));
        write(message, self, number);
        while (!resource.queue.put(message, impatient ? random() * 0.05 : undefined));
        if (random() < 0.05) linger(words, layout, random);
      }
    },
    /** Until it is closed. @returns how many came of each producer, and the sum of their numbers */
    consume({ actors, seed, longest, impatient }) {
      const random = createRandom(seed);
      const into = new Uint8Array(longest);
      const ledger = new Ledger();
      meet(words, layout, actors);
      for (;;) {
        const length = resource.queue.get(into, impatient ? random() * 0.05 : undefined);
        if (length === -2) return { counts: ledger.counts, sums: ledger.sums };
        if (length >= 0) ledger.note(read(into.subarray(0, length)));
        if (random() < 0.05) linger(words, layout, random);
      }
    },

    /** Sends and receives at one end, both at their own pace. @returns how many came, in order and whole */
    converse({ actors, end, times, seed, longest }) {
      const random = createRandom(seed);
      const pipe = pipeAt(end);
      const into = new Uint8Array(longest);
      const ledger = new Ledger();
      let [sent, received] = [0, 0];
      meet(words, layout, actors);
      while (sent < times || received < times) {
        if (sent < times) {
          const message = new Uint8Array(lengthOf(random, longest));
          write(message, self, sent);
          // Both may be full, and both ends here: so neither waits for ever to send.
          if (pipe.send(message, random() * 0.05)) sent += 1;
        }
        const waits = sent === times || random() < 0.3;
        while (received < times) {
          const length = pipe.receive(into, waits ? 0.05 : 0);
          if (length < 0) break;
          ledger.note(read(into.subarray(0, length)));
          received += 1;
        }
      }
      return received;
    },

    hammerArray({ actors, times }) {
      const { array } = resource;
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        array.lock.acquire();
        array.set(0, array.get(0) + 1);
        array.lock.release();
        array.set(1, array.get(1) + 1);
      }
    },
    /** Writes one of two values whose halves differ. @returns how often it read something else */
    tearArray({ actors, times, values }) {
      const { array } = resource;
      let torn = 0;
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        array.set(0, values[(self + i) & 1]);
        if (!values.includes(array.get(0))) torn += 1;
      }
      return torn;
    },
  };
}
