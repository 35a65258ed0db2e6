/** Traces of runs on interpreters: what each worker did and when, in a file that tools open, however the run ended. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEnding } from '../../../src/domain/events.js';
import { startFileServer } from '../../../src/lab/file-server.js';
import { toChromeEvents } from '../../../src/trace/chrome.js';
import { toTimeline } from '../../../src/trace/timeline.js';
import { Trace } from '../../../src/trace/trace.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import { checkTrace, type CheckedTrace, type Slice } from '../../support/trace-checker.js';
import type { Wanted } from '../runs.js';
import { defaultsOf, playOnPython } from './play.js';

const SIDE_BY_SIDE = ['THREADS', 'PROCESSES'] as const;
/** How often each worker holds a lock. */
const TIMES = 15;

interface Traced {
  readonly ending: RunEnding;
  readonly trace: Trace;
  readonly checked: CheckedTrace;
}

function named(slices: readonly Slice[], name: RegExp): readonly Slice[] {
  return slices.filter((slice) => name.test(slice.name));
}

/** Those that end last, all at the same time. */
function atTheEnd(own: readonly Slice[]): readonly Slice[] {
  const last = Math.max(...own.map(({ ts, dur }) => ts + dur));
  return own.filter(({ ts, dur }) => Math.abs(ts + dur - last) < 0.01);
}

describe.each(EXTREMES)('a traced run on $id', (runtime) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const record = async (wanted: Omit<Wanted, 'recording'>, fileServerPort?: number): Promise<Traced> => {
    const traceFile = join(folder, 'a.trace');
    const parameters = { ...defaultsOf(wanted.kind), ...wanted.parameters };
    const { ending } = await playOnPython(
      runtime,
      { ...wanted, parameters, recording: 'TRACE' },
      { traceFile, ...(fileServerPort !== undefined && { fileServerPort }) },
    );
    const trace = Trace.parse(readFileSync(traceFile));
    const checked = checkTrace({ displayTimeUnit: 'ms', traceEvents: [...toChromeEvents(trace)] });
    return { ending, trace, checked };
  };

  it.each(SIDE_BY_SIDE)('shows who holds a lock and who waits for it on %s', async (fabric) => {
    const { ending, trace, checked } = await record({
      kind: 'fileRead',
      // For longer together than a busy host keeps one of them from beginning, so that they meet.
      parameters: { times: TIMES, holdMs: 20 },
      primitive: 'LOCK',
      fabric,
      repetitions: 2,
    });
    expect(ending.state).toBe('SUCCEEDED');
    expect(ending.recording?.trace).toMatchObject({ rounds: [0, 1], dropped: 0 });
    const holds = checked.slices.filter(({ cat }) => cat === 'hold');
    expect(holds).toHaveLength(2 * 2 * TIMES);
    // A single lane: never two at once.
    expect(new Set(holds.map(checked.nameOf))).toEqual(new Set(['Primitives, and who holds them / LOCK']));
    expect(named(checked.slices, /^waits for LOCK$/).length).toBeGreaterThan(0);
    expect(named(checked.slices, /^sleeps$/)).toHaveLength(2 * 2 * TIMES);
    const timeline = toTimeline(trace, 20, null);
    for (const { tracks } of timeline?.workers ?? []) {
      expect(tracks.map(({ state }) => state)).toContain('SLEEPING');
      for (const { state, on } of tracks) expect(on).toBe(state === 'WAITING' ? 'LOCK' : null);
    }
  });

  it('follows each message from its put to its get', async () => {
    for (const [primitive, fabric] of [
      ['QUEUE', 'THREADS'],
      ['QUEUE', 'PROCESSES'],
      ['QUEUE', 'ASYNC'],
      ['PIPE', 'THREADS'],
      ['PIPE', 'PROCESSES'],
    ] as const) {
      const { ending, checked } = await record({
        kind: 'producerConsumer',
        parameters: { items: 100, bytes: 32 },
        primitive,
        fabric,
        workers: primitive === 'QUEUE' ? 4 : 2,
      });
      expect(ending.failure, `${primitive} on ${fabric}`).toBeNull();
      // Two producers, the last word of each, and one that ends the other consumer; or one, and its last word.
      expect(checked.flows, `${primitive} on ${fabric}`).toBe(primitive === 'QUEUE' ? 203 : 101);
    }
  });

  it('tells ends of a pipe apart', async () => {
    for (const fabric of SIDE_BY_SIDE) {
      const { checked } = await record({ kind: 'pingPong', parameters: { rounds: 50 }, primitive: 'PIPE', fabric });
      expect(checked.flows).toBe(100);
    }
  });

  it('shows the waits of all that can be waited for', async () => {
    for (const [kind, primitive, parameters] of [
      ['semaphoreInside', 'SEMAPHORE', { holdMs: 40, steps: 10 }],
      ['eventWait', 'EVENT', { delayMs: 1_000 }],
      ['barrierPhases', 'BARRIER', { phases: 10 }],
      ['boundedBuffer', 'CONDITION', { items: 100, capacity: 1 }],
    ] as const) {
      for (const fabric of SIDE_BY_SIDE) {
        const { ending, checked } = await record({ kind, primitive, parameters, fabric, workers: 4 });
        expect(ending.failure, `${kind} on ${fabric}`).toBeNull();
        const waits = named(checked.slices, new RegExp(`^waits for ${primitive}$`));
        expect(waits.length, `${kind} on ${fabric}`).toBeGreaterThan(0);
      }
    }
  });

  it.each(SIDE_BY_SIDE)('shows how a deadlock came about on %s', async (fabric) => {
    const { ending, trace, checked } = await record({
      kind: 'lockOrder',
      parameters: { rounds: 100_000, pauseMs: 2, order: 'OPPOSITE' },
      fabric,
    });
    expect(ending).toMatchObject({ state: 'DEADLOCKED', recording: { overhead: null } });
    expect(ending.failure?.deadlock?.toSorted((a, b) => a.worker - b.worker)).toEqual([
      { worker: 0, wants: 'LOCK 1', holder: 1, holds: ['LOCK 0'] },
      { worker: 1, wants: 'LOCK 0', holder: 0, holds: ['LOCK 1'] },
    ]);
    const [round] = trace.header.rounds;
    expect(round).toMatchObject({ isComplete: false });
    // Both wait to the end for what the other holds to the end.
    const waits = named(checked.slices, /^waits for LOCK/);
    expect(
      atTheEnd(waits)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['waits for LOCK 0', 'waits for LOCK 1']);
    const holds = checked.slices.filter(({ cat }) => cat === 'hold');
    expect(atTheEnd(holds).map(checked.nameOf).toSorted()).toEqual([
      'Primitives, and who holds them / LOCK 0',
      'Primitives, and who holds them / LOCK 1',
    ]);
  });

  it('shows what waits for the outside world', async () => {
    const fileServer = await startFileServer();
    for (const fabric of ['THREADS', 'PROCESSES', 'ASYNC'] as const) {
      const parameters = { files: 2, latencyMs: 5 };
      const { ending, checked } = await record({ kind: 'download', parameters, fabric }, fileServer.port);
      expect(ending.failure).toBeNull();
      expect(named(checked.slices, /^I\/O$/)).toHaveLength(2 * 2);
    }
    fileServer.close();
  });

  it.each(SIDE_BY_SIDE)('has what was done before a worker crashed on %s', async (fabric) => {
    const { ending, checked } = await record({ kind: 'crash', parameters: { how: 'KILL', afterMs: 20 }, fabric });
    expect(ending.state).toBe('FAILED');
    expect(named(checked.slices, /^sleeps$/).length).toBeGreaterThan(1);
  });

  it('keeps the newest spans, and counts those that it dropped', async () => {
    const { ending, checked } = await record({
      kind: 'counter',
      parameters: { increments: 70_000 },
      primitive: 'LOCK',
      workers: 1,
    });
    expect(ending.recording?.trace).toMatchObject({ spans: 65_536, dropped: 70_000 - 65_536 });
    expect(named(checked.slices, /^not kept$/)).toHaveLength(1);
  });
});
