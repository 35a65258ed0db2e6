/** Every task that is offered on CPython, on every fabric and with every primitive, judged as at home. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  START_METHODS,
  type Fabric,
  type Parameters,
  type Primitive,
  type StartMethod,
} from '../../../src/domain/experiment.js';
import { startFileServer, type FileServer } from '../../../src/lab/file-server.js';
import { offerOfCPython } from '../../../src/runtimes/cpython/offer.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import type { Played } from '../runs.js';
import { defaultsOf, playOnPython } from './play.js';

/** What a task is given here, where its defaults are long, and how it may come out, where not `exact`. */
interface Case {
  readonly parameters?: Parameters;
  readonly workers?: number;
  readonly results?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  countdown: { parameters: { n: 200_001 } },
  factorial: { parameters: { n: 2_000 } },
  primes: { parameters: { limit: 5_000 } },
  matmul: { parameters: { size: 41 } },
  headcount: { parameters: { steps: 300 }, results: ['1 at once', '2 at once'] },
  ioWait: { parameters: { milliseconds: 5, times: 2 } },
  download: { parameters: { latencyMs: 5, files: 2 } },
  fileRead: { results: ['exact', 'greetings lost'] },
  printLines: { parameters: { lines: 5 }, results: ['one after another', 'interleaved'] },
  identity: { parameters: { holdMs: 50 }, results: ['all distinct', 'one and the same'] },
  lifecycle: { parameters: { how: 'JOIN', stepMs: 5 }, results: ['main came last'] },
  startUp: { parameters: { what: 'PROCESS', count: 2 }, workers: 1, results: ['started'] },
  ticker: {
    parameters: { periodMs: 10, stopAfterMs: 50 },
    results: ['stopped within one period', 'stopped late'],
  },
  convoy: { parameters: { responses: 5, burstMs: 1 }, results: ['complete'] },
  counter: { parameters: { increments: 20_000 }, results: ['exact', 'lost updates'] },
  refcount: { parameters: { operations: 20_000 } },
  sharedArrayIncrement: { parameters: { increments: 200 }, results: ['exact', 'lost updates'] },
  notShared: { results: ['not shared'] },
  readersWriters: { parameters: { reads: 100, writes: 100 }, workers: 3, results: ['whole pairs', 'torn pairs'] },
  semaphoreInside: { parameters: { holdMs: 2 }, workers: 3, results: ['at most 2 inside'] },
  eventWait: { parameters: { delayMs: 20 }, workers: 3, results: ['waited for it'] },
  barrierPhases: { parameters: { phases: 20 }, workers: 3, results: ['in step'] },
  producerConsumer: { parameters: { items: 300, bytes: 32 } },
  pingPong: { parameters: { rounds: 100 } },
  boundedBuffer: { parameters: { items: 200 }, workers: 4 },
  poolMap: { parameters: { items: 20 } },
  lockOrder: { parameters: { order: 'SAME', rounds: 5 }, results: ['no deadlock'] },
  philosophers: { parameters: { order: 'ORDERED', meals: 5 }, workers: 3, results: ['no deadlock'] },
  selfDeadlock: { results: ['let in again'] },
};

/** They end otherwise, and have tests of their own. */
const BAD_ENDS: readonly string[] = ['crash', 'selfDeadlock LOCK'];

describe.each(EXTREMES)('$id', (runtime) => {
  let fileServer: FileServer;

  beforeAll(async () => {
    fileServer = await startFileServer();
  });
  afterAll(() => fileServer.close());

  for (const [kind, offered] of offerOfCPython(runtime.python).tasks) {
    for (const [fabric, primitives] of Object.entries(offered)) {
      for (const primitive of primitives) {
        if (BAD_ENDS.some((bad) => `${kind} ${primitive}`.startsWith(bad))) continue;
        it(`plays ${kind} on ${fabric} with ${primitive}`, async () => {
          const { ending, measurements } = await play(kind, fabric as Fabric, primitive);
          expect(ending.failure).toBeNull();
          expect(measurements).toHaveLength(2);
          for (const { judgement, wallMs, workers } of measurements) {
            expect(CASES[kind]?.results ?? ['exact']).toContain(judgement.result);
            expect(wallMs).toBeGreaterThan(0);
            for (const { startMs, endMs } of workers) expect(endMs).toBeGreaterThanOrEqual(startMs);
          }
        });
      }
    }
  }

  it.runIf(runtime.gil)('has one thread compute at a time, and two processes at once', async () => {
    const steps = { kind: 'headcount', parameters: { steps: 2_000 }, repetitions: 3 };
    const results = async (fabric: Fabric): Promise<readonly string[]> =>
      (await playOnPython(runtime, { ...steps, fabric })).measurements.map(({ judgement }) => judgement.result);
    expect(new Set(await results('THREADS'))).toEqual(new Set(['1 at once']));
    // Whether two processes have a core each in a round is luck where others run as well.
    for (const result of await results('PROCESSES')) expect(result).toMatch(/^[12] at once$/);
  });

  describe.each(runtime.python.startMethods.filter((method) => method !== runtime.python.startMethods[0]))(
    'with processes started by %s',
    (method) => {
      it.each([
        ['counter', 'PROCESSES', 'LOCK'],
        ['notShared', 'PROCESSES', 'NONE'],
        ['barrierPhases', 'PROCESSES', 'BARRIER'],
        ['producerConsumer', 'PROCESSES', 'QUEUE'],
        ['producerConsumer', 'PROCESSES', 'PIPE'],
        ['headcount', 'PROCESSES', 'NONE'],
        ['poolMap', 'PROCESS_POOL', 'NONE'],
        ['startUp', 'SERIAL', 'NONE'],
      ] as const)('plays %s on %s with %s', async (kind, fabric, primitive) => {
        const { ending, measurements } = await play(kind, fabric, primitive, startMethodNamed(method));
        expect(ending.failure).toBeNull();
        expect(measurements).toHaveLength(2);
      });
    },
  );

  function play(kind: string, fabric: Fabric, primitive: Primitive, startMethod?: StartMethod): Promise<Played> {
    const { parameters = {}, workers = 2 } = CASES[kind] ?? {};
    return playOnPython(
      runtime,
      {
        kind,
        parameters: { ...defaultsOf(kind), ...parameters },
        fabric,
        primitive,
        workers,
        repetitions: 2,
        startMethod,
      },
      { fileServerPort: fileServer.port },
    );
  }
});

function startMethodNamed(name: string): StartMethod | undefined {
  return START_METHODS.find((method) => method === name.toUpperCase());
}
