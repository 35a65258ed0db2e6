/** The verdicts: what is right, what is worth a look, and what must never be. */
import { describe, expect, it } from 'vitest';
import { taskNamed } from '../../src/catalog/catalog.js';
import { expectedDigest } from '../../src/catalog/tasks/factorial.js';
import { countDown } from '../../src/catalog/tasks/countdown.js';
import { countBySieve } from '../../src/catalog/tasks/primes.js';
import { expectedChecksums } from '../../src/catalog/tasks/matmul.js';
import type { Parameters, Primitive, PrimitiveOptions } from '../../src/domain/experiment.js';
import type { Judgement } from '../../src/domain/run.js';
import { resourceOf, wordsOf, type Resource } from '../../src/primitives/registry.js';
import { lay } from './play.js';

interface Given {
  readonly parameters: Parameters;
  readonly primitive?: Primitive;
  readonly reports: readonly unknown[];
  /** What the round left in shared memory. */
  readonly leave?: (resources: readonly Resource[], shared: Resource) => void;
}

const OPTIONS: PrimitiveOptions = { permits: 2, capacity: 0, capacityBytes: 1_024, switchIntervalMs: null };

function judge(kind: string, { parameters, primitive = 'NONE', reports, leave }: Given): Judgement {
  const task = taskNamed(kind);
  const workers = reports.length;
  const table = lay([resourceOf(primitive, OPTIONS, workers), ...task.resources(parameters, workers)]);
  const [left, ...others] = table.attach(0) as [Resource, ...Resource[]];
  leave?.(others, left);
  const [shared, ...resources] = table.attach() as [Resource, ...Resource[]];
  return task.judge({ parameters, primitive, workers, reports, shared, resources });
}

/** Words left behind: by their index in the task's first resource, or in another. */
function words(values: Readonly<Record<number, number>>, resource = 0): (resources: readonly Resource[]) => void {
  return (resources) => {
    const { words, base } = wordsOf(resources[resource]);
    for (const [index, value] of Object.entries(values)) words.store(base + Number(index), value);
  };
}

describe('countdown', () => {
  it('is exact when the shares sum up to n, and wrong when they do not', () => {
    expect(judge('countdown', { parameters: { n: 10 }, reports: [4, 3, 3] })).toEqual({
      result: 'exact',
      grade: 'ACCEPTABLE',
      expected: '10',
      observed: '10',
    });
    for (const reports of [[4, 3, 2], [5, 3, 3], [0]]) {
      expect(judge('countdown', { parameters: { n: 10 }, reports })).toMatchObject({
        result: 'wrong',
        grade: 'FORBIDDEN',
      });
    }
  });

  it('counts down to 0', () => {
    expect(countDown(1_000)).toBe(0);
    expect(countDown(0)).toBe(0);
  });
});

describe('counter', () => {
  it.each(['NONE', 'LOCK', 'ATOMIC'] as const)('is exact with %s when nothing is lost', (primitive) => {
    expect(count(primitive, 200)).toEqual({
      result: 'exact',
      grade: 'ACCEPTABLE',
      expected: '200',
      observed: '200',
      lostUpdates: 0,
    });
  });

  it('finds lost updates interesting without a primitive, and forbids them with one', () => {
    expect(count('NONE', 150)).toMatchObject({ result: 'lost updates', grade: 'INTERESTING', lostUpdates: 50 });
    expect(count('LOCK', 199)).toMatchObject({ result: 'lost updates', grade: 'FORBIDDEN', lostUpdates: 1 });
    expect(count('ATOMIC', 199)).toMatchObject({ result: 'lost updates', grade: 'FORBIDDEN', lostUpdates: 1 });
  });

  it.each(['NONE', 'LOCK', 'ATOMIC'] as const)('forbids more than was added, with %s as well', (primitive) => {
    expect(count(primitive, 201)).toMatchObject({ result: 'too many', grade: 'FORBIDDEN', lostUpdates: -1 });
  });
});

describe('factorial', () => {
  it('knows the figures of 50000! without multiplying it out', () => {
    expect(expectedDigest(50_000)).toEqual({ digits: 213_237, trailingZeros: 12_499, modulo: 737_935_835 });
  });

  it('knows the figures of the small ones', () => {
    expect(expectedDigest(0)).toEqual({ digits: 1, trailingZeros: 0, modulo: 1 });
    expect(expectedDigest(1)).toEqual({ digits: 1, trailingZeros: 0, modulo: 1 });
    expect(expectedDigest(10)).toEqual({ digits: 7, trailingZeros: 2, modulo: 3_628_800 });
    expect(expectedDigest(25)).toEqual({
      digits: 26,
      trailingZeros: 6,
      modulo: Number(factorial(25) % 1_000_000_007n),
    });
  });

  it('finds the same figures as the product itself, for every n up to 400', () => {
    const task = taskNamed('factorial');
    for (let n = 0; n <= 400; n += 1) expect(task.report(factorial(n)), `n = ${n}`).toEqual(expectedDigest(n));
  });

  it('is exact when all workers found it, and wrong when one did not', () => {
    const right = { digits: 7, trailingZeros: 2, modulo: 3_628_800 };
    expect(judge('factorial', { parameters: { n: 10 }, reports: [right, right] })).toMatchObject({
      result: 'exact',
      grade: 'ACCEPTABLE',
    });
    for (const wrong of [
      { ...right, digits: 8 },
      { ...right, trailingZeros: 1 },
      { ...right, modulo: 0 },
    ]) {
      const judgement = judge('factorial', { parameters: { n: 10 }, reports: [right, wrong] });
      expect(judgement).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
      expect(judgement.observed).toContain(' | ');
    }
  });
});

describe('ioWait', () => {
  it('is exact when everybody waited as often and as long as asked', () => {
    expect(wait({ waits: 3, shortestMs: 20 }, { waits: 3, shortestMs: 31.4 })).toMatchObject({
      result: 'exact',
      grade: 'ACCEPTABLE',
    });
  });

  it('forbids a wait that was too short', () => {
    expect(wait({ waits: 3, shortestMs: 25 }, { waits: 3, shortestMs: 19.99 })).toMatchObject({
      result: 'woke early',
      grade: 'FORBIDDEN',
    });
  });

  it('forbids a wait too few', () => {
    expect(wait({ waits: 3, shortestMs: 20 }, { waits: 2, shortestMs: 20 })).toMatchObject({
      result: 'wrong',
      grade: 'FORBIDDEN',
    });
  });
});

describe('primes', () => {
  it('knows how many there are', () => {
    for (const [limit, count] of [
      [0, 0],
      [2, 0],
      [3, 1],
      [100, 25],
      [1_000_000, 78_498],
    ] as const) {
      expect(countBySieve(limit)).toBe(count);
    }
  });

  it('is wrong by one prime', () => {
    expect(judge('primes', { parameters: { limit: 100 }, reports: [20, 5] })).toMatchObject({ result: 'exact' });
    expect(judge('primes', { parameters: { limit: 100 }, reports: [20, 4] })).toMatchObject({ grade: 'FORBIDDEN' });
  });
});

describe('matmul', () => {
  const right = expectedChecksums(10, 2).map((checksum) => ({ rows: 5, checksum }));

  it('is exact when each worker’s rows are', () => {
    expect(judge('matmul', { parameters: { size: 10 }, reports: right })).toMatchObject({ grade: 'ACCEPTABLE' });
  });

  it('is wrong when one number is, also where the sum is right', () => {
    const [first = { rows: 0, checksum: 0 }, second = first] = right;
    const shifted = [
      { ...first, checksum: first.checksum + 1 },
      { ...second, checksum: second.checksum - 1 },
    ];
    for (const reports of [shifted, [first, { ...second, rows: 4 }]]) {
      expect(judge('matmul', { parameters: { size: 10 }, reports })).toMatchObject({ grade: 'FORBIDDEN' });
    }
  });
});

describe('printLines', () => {
  it('tells whose lines mixed', () => {
    expect(judgePrinted(printer(0, 1), printer(2, 3))).toMatchObject({
      result: 'one after another',
      grade: 'ACCEPTABLE',
    });
    expect(judgePrinted(printer(0, 2), printer(1, 3))).toMatchObject({ result: 'interleaved', grade: 'ACCEPTABLE' });
    expect(judgePrinted(printer(0, 3), printer(1, 2))).toMatchObject({ result: 'interleaved', grade: 'ACCEPTABLE' });
  });

  it('forbids a worker’s own lines out of order, and lines too few', () => {
    expect(judgePrinted(printer(0, 1), printer(2, 3, false))).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
    expect(judgePrinted(printer(0, 1), { ...printer(2, 3), count: 1 })).toMatchObject({ grade: 'FORBIDDEN' });
  });
});

describe('download', () => {
  const parameters = { files: 1, firstBytes: 10, secondBytes: 20, latencyMs: 0 };

  it('forbids a wrong size, and the wrong content', () => {
    expect(judge('download', { parameters, reports: [downloaded(10), downloaded(20)] })).toMatchObject({
      grade: 'ACCEPTABLE',
    });
    expect(judge('download', { parameters, reports: [downloaded(20), downloaded(10)] })).toMatchObject({
      grade: 'FORBIDDEN',
    });
    expect(judge('download', { parameters, reports: [downloaded(10), downloaded(20, 1)] })).toMatchObject({
      grade: 'FORBIDDEN',
    });
  });
});

describe('fileRead', () => {
  it('finds lost greetings interesting without a lock, and forbids them with one', () => {
    for (const [primitive, grade] of [
      ['NONE', 'INTERESTING'],
      ['LOCK', 'FORBIDDEN'],
    ] as const) {
      expect(judge('fileRead', { parameters: { times: 1, holdMs: 0 }, primitive, reports: [1, 1] })).toMatchObject({
        result: 'greetings lost',
        grade,
        lostUpdates: 2,
      });
    }
  });
});

describe('refcount', () => {
  it('is exact at 1, and only there', () => {
    expect(judgeReferences('ATOMIC', 1)).toMatchObject({ result: 'exact', grade: 'ACCEPTABLE', lostUpdates: 0 });
    for (const count of [-3, 0, 2, 9]) {
      expect(judgeReferences('NONE', count)).toMatchObject({ grade: 'INTERESTING', lostUpdates: Math.abs(count - 1) });
      expect(judgeReferences('LOCK', count)).toMatchObject({ grade: 'FORBIDDEN' });
      expect(judgeReferences('ATOMIC', count)).toMatchObject({ grade: 'FORBIDDEN' });
    }
  });

  it('sees what was lost on the way, also where it cancelled out', () => {
    expect(judgeReferences('NONE', 1, -1)).toMatchObject({ grade: 'INTERESTING', lostUpdates: 2 });
  });
});

describe('sharedArrayIncrement', () => {
  it('is the unit’s 10 and [11, 12, 13]', () => {
    expect(judgeArray('LOCK', 10, [11, 12, 13])).toEqual({
      result: 'exact',
      grade: 'ACCEPTABLE',
      expected: '10 and [11, 12, 13]',
      observed: '10 and [11, 12, 13]',
      lostUpdates: 0,
    });
  });

  it('finds lost updates interesting without a lock, and forbids them with one; too many are always forbidden', () => {
    expect(judgeArray('NONE', 10, [11, 10, 12])).toMatchObject({ grade: 'INTERESTING', lostUpdates: 3 });
    expect(judgeArray('LOCK', 9, [11, 12, 13])).toMatchObject({ grade: 'FORBIDDEN', lostUpdates: 1 });
    expect(judgeArray('NONE', 11, [10, 12, 13])).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
    expect(judgeArray('NONE', 10, [11, 12])).toMatchObject({ grade: 'FORBIDDEN' });
  });
});

describe('notShared', () => {
  it('is acceptable when each has its own, and nobody else’s', () => {
    expect(judge('notShared', { parameters: { appends: 5 }, reports: [5, 5, 5] })).toMatchObject({
      result: 'not shared',
      grade: 'ACCEPTABLE',
    });
    expect(judge('notShared', { parameters: { appends: 5 }, reports: [5, 10, 5] })).toMatchObject({
      grade: 'FORBIDDEN',
    });
  });
});

describe('readersWriters', () => {
  it('finds a torn pair interesting where nobody keeps out, and forbids it elsewhere', () => {
    for (const primitive of ['NONE', 'LOCK', 'CONDITION'] as const) {
      expect(judgeReaders(primitive, {})).toMatchObject({ result: 'whole pairs', grade: 'ACCEPTABLE' });
      expect(judgeReaders(primitive, { torn: 1 })).toMatchObject({
        result: 'torn pairs',
        grade: primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN',
      });
    }
  });

  it('forbids company where the writer must be alone', () => {
    expect(judgeReaders('NONE', { collisions: 1 })).toMatchObject({ grade: 'ACCEPTABLE' });
    expect(judgeReaders('CONDITION', { collisions: 1 })).toMatchObject({ result: 'not alone', grade: 'FORBIDDEN' });
  });

  it('forbids writes too few', () => {
    expect(judgeReaders('NONE', {}, 6)).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
  });
});

describe('semaphoreInside', () => {
  it('lets in as many as there are permits, and forbids one more', () => {
    for (const most of [1, 2])
      expect(judgeEntries(most)).toMatchObject({ result: 'at most 2 inside', grade: 'ACCEPTABLE' });
    expect(judgeEntries(3)).toMatchObject({ result: 'too many inside', grade: 'FORBIDDEN' });
  });

  it('forbids entries too few, and somebody who never left', () => {
    expect(judgeEntries(2, 3)).toMatchObject({ grade: 'FORBIDDEN' });
    expect(judgeEntries(2, 4, 1)).toMatchObject({ grade: 'FORBIDDEN' });
  });
});

describe('eventWait', () => {
  it('forbids to go on before it is set', () => {
    expect(judgeWoken(0.1)).toMatchObject({ result: 'waited for it', grade: 'ACCEPTABLE' });
    expect(judgeWoken(-0.1)).toMatchObject({ result: 'went on early', grade: 'FORBIDDEN' });
    expect(judgeWoken(0.1, false)).toMatchObject({ result: 'went on early', grade: 'FORBIDDEN' });
    expect(judgeWoken(0.1, true, false)).toMatchObject({ grade: 'FORBIDDEN' });
  });
});

describe('ticker', () => {
  it('grades how late it stopped by the period', () => {
    expect(judgeTicks(5, 1_000)).toMatchObject({ result: 'stopped within one period', grade: 'ACCEPTABLE' });
    expect(judgeTicks(5, 1_200)).toMatchObject({ result: 'stopped late', grade: 'INTERESTING' });
  });

  it('forbids a stop before the event, and more ticks than there was time for', () => {
    expect(judgeTicks(5, -1)).toMatchObject({ result: 'stopped early', grade: 'FORBIDDEN' });
    expect(judgeTicks(7, 10)).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
  });
});

describe('barrierPhases', () => {
  it('forbids to pass early, or to be a phase too far', () => {
    expect(judgePhases(0, 0)).toMatchObject({ result: 'in step', grade: 'ACCEPTABLE' });
    expect(judgePhases(1, 0)).toMatchObject({ result: 'passed early', grade: 'FORBIDDEN' });
    expect(judgePhases(0, 1)).toMatchObject({ result: 'passed early', grade: 'FORBIDDEN' });
    expect(judgePhases(0, 0, 5)).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
  });
});

describe('producerConsumer', () => {
  const nothing = { sent: 0, received: 0, twice: 0, disordered: 0, damaged: 0 };
  const consume = (found: Partial<typeof nothing>, ledger = 0b111): Judgement =>
    judge('producerConsumer', {
      parameters: { items: 3, bytes: 8 },
      primitive: 'QUEUE',
      reports: [
        { ...nothing, sent: 3 },
        { ...nothing, received: 3, ...found },
      ],
      leave: words({ 0: ledger }, 1),
    });

  it('names what went wrong', () => {
    expect(consume({})).toMatchObject({ result: 'exact', grade: 'ACCEPTABLE' });
    expect(consume({ damaged: 1 })).toMatchObject({ result: 'damaged', grade: 'FORBIDDEN' });
    expect(consume({ received: 4, twice: 1 })).toMatchObject({ result: 'twice', grade: 'FORBIDDEN' });
    expect(consume({ received: 2 }, 0b101)).toMatchObject({ result: 'lost', grade: 'FORBIDDEN' });
    expect(consume({ disordered: 1 })).toMatchObject({ result: 'out of order', grade: 'FORBIDDEN' });
    expect(consume({ received: 4 })).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
  });
});

describe('boundedBuffer', () => {
  it('names what went wrong', () => {
    expect(judgeBuffer(3, 0, 2)).toMatchObject({ result: 'exact', grade: 'ACCEPTABLE' });
    expect(judgeBuffer(3, 0, 3)).toMatchObject({ result: 'over capacity', grade: 'FORBIDDEN' });
    expect(judgeBuffer(4, 1, 2)).toMatchObject({ result: 'twice', grade: 'FORBIDDEN' });
    expect(judgeBuffer(2, 0, 2, 0b011)).toMatchObject({ result: 'lost', grade: 'FORBIDDEN' });
    expect(judgeBuffer(4, 0, 2)).toMatchObject({ result: 'wrong', grade: 'FORBIDDEN' });
  });
});

describe('pingPong', () => {
  it('forbids a message that came back wrong, and a trip too few', () => {
    const parameters = { rounds: 3, bytes: 4 };
    const right = { rounds: 3, wrong: 0 };
    const game = (other: typeof right): Judgement =>
      judge('pingPong', { parameters, primitive: 'PIPE', reports: [right, other] });
    expect(game(right)).toMatchObject({ grade: 'ACCEPTABLE' });
    expect(game({ rounds: 3, wrong: 1 })).toMatchObject({ grade: 'FORBIDDEN' });
    expect(game({ rounds: 2, wrong: 0 })).toMatchObject({ grade: 'FORBIDDEN' });
  });
});

describe('who comes to the end', () => {
  it.each([
    ['philosophers', { meals: 3 }],
    ['lockOrder', { rounds: 3 }],
  ] as const)('of %s has done it all, or it is wrong', (kind, parameters) => {
    expect(judge(kind, { parameters, reports: [3, 3] })).toMatchObject({ result: 'no deadlock', grade: 'ACCEPTABLE' });
    expect(judge(kind, { parameters, reports: [3, 2] })).toMatchObject({ grade: 'FORBIDDEN' });
  });

  it('of crash should not have', () => {
    const parameters = { how: 'KILL', afterMs: 3, worker: 9 };
    const judgement = judge('crash', { parameters, reports: [6, 3] });
    expect(judgement).toMatchObject({ result: 'survived', grade: 'FORBIDDEN' });
    expect(judgement.expected).toContain('worker 1');
  });

  it('of convoy has had all its turns', () => {
    const waiter = { kind: 'waiter', responses: 5, lateP50Ms: 0.1, lateMaxMs: 3 };
    const burner = { kind: 'burner', bursts: 9 };
    const parameters = { responses: 5, burstMs: 1 };
    expect(judge('convoy', { parameters, reports: [waiter, burner] })).toMatchObject({ grade: 'ACCEPTABLE' });
    expect(judge('convoy', { parameters, reports: [{ ...waiter, responses: 4 }, burner] })).toMatchObject({
      grade: 'FORBIDDEN',
    });
  });
});

function factorial(n: number): bigint {
  let product = 1n;
  for (let factor = 2; factor <= n; factor += 1) product *= BigInt(factor);
  return product;
}

function count(primitive: Primitive, shared: number): Judgement {
  return judge('counter', {
    parameters: { increments: 100 },
    primitive,
    reports: [100, 100],
    leave: words({ 0: shared }),
  });
}

function wait(...reports: { waits: number; shortestMs: number }[]): Judgement {
  return judge('ioWait', { parameters: { milliseconds: 20, times: 3 }, reports });
}

function printer(first: number, last: number, isInOrder = true) {
  return { count: 2, first, last, isInOrder, lines: [] };
}

function judgePrinted(...reports: readonly unknown[]): Judgement {
  return judge('printLines', { parameters: { lines: 2 }, reports, leave: words({ 0: 4 }) });
}

function downloaded(bytes: number, wrong = 0) {
  return { files: 1, bytes, wrong };
}

function judgeReferences(primitive: Primitive, count: number, lowest = 1): Judgement {
  return judge('refcount', {
    parameters: { operations: 5 },
    primitive,
    reports: [
      { operations: 5, lowest: 1 },
      { operations: 5, lowest },
    ],
    leave: words({ 0: count - 1 }),
  });
}

function judgeArray(primitive: Primitive, value: number, array: readonly number[]): Judgement {
  return judge('sharedArrayIncrement', {
    parameters: { increments: 5, length: 3, start: 'COUNTING', pauseMs: 0 },
    primitive,
    reports: [
      { increments: 5, found: null },
      { increments: 5, found: { value, array } },
    ],
  });
}

const NO_ACCESS = { reads: 0, writes: 0, torn: 0, collisions: 0 };

function judgeReaders(primitive: Primitive, found: Partial<typeof NO_ACCESS>, last = 7): Judgement {
  return judge('readersWriters', {
    parameters: { reads: 9, writes: 7 },
    primitive,
    reports: [
      { ...NO_ACCESS, writes: 7 },
      { ...NO_ACCESS, reads: 9, ...found },
    ],
    leave: words({ 0: last, 16: last }),
  });
}

function judgeEntries(most: number, entries = 4, inside = 0): Judgement {
  return judge('semaphoreInside', {
    parameters: { steps: 2, holdMs: 0 },
    primitive: 'SEMAPHORE',
    reports: [2, 2],
    leave: words({ 0: inside, 1: most, 2: entries }),
  });
}

function judgeWoken(wokeMs: number, isSet = true, sets = true): Judgement {
  return judge('eventWait', {
    parameters: { delayMs: 5 },
    primitive: 'EVENT',
    reports: [{ wokeMs: null }, { wokeMs, isSet }],
    leave: (_resources, shared) => {
      if (shared.kind === 'EVENT' && sets) shared.event.set();
    },
  });
}

function judgeTicks(ticks: number, stopLatencyMs: number, ranMs = 5_100): Judgement {
  return judge('ticker', {
    parameters: { periodMs: 1_000, stopAfterMs: 5_000 },
    reports: [{ ticks: null }, { ticks, stopLatencyMs, ranMs }],
  });
}

function judgePhases(tooEarly: number, tooFar: number, arrivals = 6): Judgement {
  return judge('barrierPhases', {
    parameters: { phases: 3 },
    primitive: 'BARRIER',
    reports: [
      { phases: 3, tooEarly: 0, tooFar: 0 },
      { phases: 3, tooEarly, tooFar },
    ],
    leave: words({ 0: arrivals }),
  });
}

function judgeBuffer(got: number, twice: number, most: number, ledger = 0b111): Judgement {
  return judge('boundedBuffer', {
    parameters: { items: 3, capacity: 2 },
    primitive: 'CONDITION',
    reports: [
      { put: 3, got: 0, twice: 0 },
      { put: 0, got, twice },
    ],
    leave: (resources) => {
      words({ 2: most })(resources);
      words({ 0: ledger }, 1)(resources);
    },
  });
}
