/** Whatever an interpreter does, the run ends, with a reason, and nothing of it is left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabReport } from '../../../src/domain/events.js';
import type { Plays, Tells } from '../../runtimes/cpython/stand-in.js';
import { makeStandIn } from '../../runtimes/cpython/stand-in.js';
import { discoverCPython } from '../../../src/runtimes/cpython/discover.js';
import type { RuntimeInfo } from '../../../src/runtimes/runtimes.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import { canSee, countLeft, marksOfInterpreters } from '../../runtimes/cpython/trees.js';
import { ENDLESS, type Played, type Wanted } from '../runs.js';
import { playOnPython } from './play.js';

const COUNT: Wanted = { kind: 'countdown', parameters: { n: 1_000 } };

/** Calls a run off while it is under way. @returns how many processes of it there were then, and are there after it */
/** Not all kinds tell of progress on the way. */
function saysRunning(report: LabReport): boolean {
  return report.kind === 'workerStates' && report.changes.some(({ state }) => state === 'RUNNING');
}

async function callOff(runtime: RuntimeInfo, wanted: Wanted): Promise<Played & Record<'during' | 'after', number>> {
  const cancel = new AbortController();
  let marks: readonly string[] = [];
  let during = 0;
  let hasBegun = false;
  const look = async (): Promise<void> => {
    marks = canSee ? marksOfInterpreters() : [];
    during = await countLeft(marks);
    cancel.abort();
  };
  const played = await playOnPython(runtime, wanted, {
    cancelled: cancel.signal,
    onReport: (report) => {
      if (!hasBegun && saysRunning(report)) {
        hasBegun = true;
        void look();
      }
    },
  });
  return { ...played, during, after: await countLeft(marks) };
}

describe('a stand-in that', () => {
  let root: string;
  let made = 0;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const find = async (tells: Tells, plays: Plays): Promise<RuntimeInfo> => {
    made += 1;
    const commands = join(root, String(made));
    makeStandIn(join(commands, 'python3'), tells, plays);
    const { found } = await discoverCPython({ named: [], commands: [commands], versions: [], homebrew: [] });
    if (!found[0]) throw new Error('The stand-in was not found.');
    return found[0];
  };
  const play = async (plays: Plays, timeoutMs = 60_000): Promise<Played> =>
    playOnPython(await find({}, plays), { ...COUNT, timeoutMs });

  it('is a free-threaded build is found, and runs, as any other', async () => {
    const runtime = await find({ version: '3.15.1', freeThreaded: true, gil: false }, 'counts to the end');
    expect(runtime).toMatchObject({ id: 'cpython-3.15t', gil: false });
    const { ending, measurements } = await playOnPython(runtime, { ...COUNT, repetitions: 3, warmup: 1 });
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null, summary: { rounds: 3 } });
    expect(measurements[0]).toMatchObject({ wallMs: 10.1, judgement: { result: 'exact' } });
  });

  it('dies ends the run', async () => {
    const { ending } = await play('dies');
    expect(ending).toMatchObject({ state: 'FAILED', failure: { code: 'INTERPRETER_DIED' } });
    expect(ending.failure?.message).toContain('exit code 3');
  });

  it.each(['hangs', 'hangs before it is ready'] as const)('%s is ended when the time is over', async (plays) => {
    const { ending } = await play(plays, 300);
    expect(ending).toMatchObject({ state: 'TIMED_OUT', failure: { code: 'TIMED_OUT' } });
  });

  it.each([
    ['floods its output', /more than \d+ bytes at once/],
    ['floods its error output', /more than \d+ bytes to its error output/],
    ['talks nonsense', /no reply/],
    ['talks without being asked', /not asked for|where it should have played/],
  ] as const)('%s ends the run', async (plays, message) => {
    const { ending } = await play(plays);
    expect(ending).toMatchObject({ state: 'FAILED', failure: { code: 'INTERPRETER_DIED' } });
    expect(ending.failure?.message).toMatch(message);
  });

  it('reports nonsense fails the run, or its judge', async () => {
    const { ending } = await play('reports nonsense');
    expect(ending.state).toBe('FAILED');
  });

  it.runIf(canSee)('leaves its process group leaves nothing behind', async () => {
    const runtime = await find({}, 'leaves its process group');
    const cancel = new AbortController();
    const marks: string[] = [];
    const played = playOnPython(runtime, COUNT, { cancelled: cancel.signal });
    const isThere = async (): Promise<boolean> => {
      marks.splice(0, marks.length, ...marksOfInterpreters());
      // The stand-in and its `sleep`.
      return (await countLeft(marks)) === 2;
    };
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 5));
    cancel.abort();
    expect((await played).ending.state).toBe('CANCELLED');
    expect(await countLeft(marks)).toBe(0);
  });
});

describe.each(EXTREMES)('on $id', (runtime) => {
  it.each(['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'] as const)(
    'a run on %s that is called off leaves nothing behind',
    async (fabric) => {
      const { ending, during, after } = await callOff(runtime, {
        ...ENDLESS,
        parameters: { n: 10_000_000_000 },
        fabric,
      });
      expect(ending).toMatchObject({ state: 'CANCELLED', failure: null });
      expect(during).toBeGreaterThanOrEqual(canSee ? 1 : 0);
      expect(after).toBe(0);
    },
  );

  it('a run that takes too long is ended', async () => {
    const { ending } = await playOnPython(runtime, { ...ENDLESS, timeoutMs: 300 });
    expect(ending.state).toBe('TIMED_OUT');
  });

  it('a worker that throws is named', async () => {
    for (const fabric of ['THREADS', 'PROCESSES'] as const) {
      const parameters = { how: 'THROW', afterMs: 5, worker: 1 };
      const { ending } = await playOnPython(runtime, { kind: 'crash', parameters, fabric });
      expect(ending.failure).toEqual({
        code: 'TASK_THREW',
        message: 'Worker 1 threw RuntimeError: This worker was asked to crash.',
      });
    }
  });

  it.each([
    ['KILL', 'was ended by SIGKILL.'],
    ['ABORT', 'was ended by SIGABRT.'],
    ['EXIT', 'ended with exit code 3.'],
  ] as const)('a process that ends by %s is a worker that died', async (how, what) => {
    const parameters = { how, afterMs: 5, worker: 1 };
    const { ending } = await playOnPython(runtime, { kind: 'crash', parameters, fabric: 'PROCESSES' });
    expect(ending.failure).toEqual({ code: 'WORKER_DIED', message: `Worker 1 (process) ${what}` });
  });

  it('a thread that is killed takes its interpreter with it', async () => {
    const parameters = { how: 'KILL', afterMs: 5, worker: 1 };
    const { ending } = await playOnPython(runtime, { kind: 'crash', parameters });
    expect(ending.failure?.message).toBe('The interpreter, and all workers in it, was ended by SIGKILL.');
  });

  it('a thread that ends itself is a worker that died', async () => {
    const parameters = { how: 'EXIT', afterMs: 5, worker: 1 };
    const { ending } = await playOnPython(runtime, { kind: 'crash', parameters });
    expect(ending.failure?.message).toBe('Worker 1 (thread) ended with exit code 3.');
  });

  it.each(['THREADS', 'PROCESSES'] as const)('a deadlock on %s is told, and who is in it', async (fabric) => {
    const { ending } = await playOnPython(runtime, {
      kind: 'lockOrder',
      parameters: { rounds: 100_000, pauseMs: 2, order: 'OPPOSITE' },
      fabric,
    });
    expect(ending).toMatchObject({ state: 'DEADLOCKED', failure: { code: 'DEADLOCK' } });
    expect(ending.failure?.deadlock?.toSorted((a, b) => a.worker - b.worker)).toEqual([
      { worker: 0, wants: 'LOCK 1', holder: 1, holds: ['LOCK 0'] },
      { worker: 1, wants: 'LOCK 0', holder: 0, holds: ['LOCK 1'] },
    ]);
  });

  it('a lock taken twice by its owner is a deadlock', async () => {
    const { ending } = await playOnPython(runtime, {
      kind: 'selfDeadlock',
      parameters: { depth: 2 },
      primitive: 'LOCK',
      workers: 1,
    });
    expect(ending.failure?.deadlock).toEqual([{ worker: 0, wants: 'LOCK', holder: 0, holds: ['LOCK'] }]);
  });

  it('a third end of a pipe is refused', async () => {
    const { ending } = await playOnPython(runtime, {
      kind: 'producerConsumer',
      parameters: { items: 5, bytes: 16 },
      primitive: 'PIPE',
      fabric: 'PROCESSES',
      workers: 3,
    });
    expect(ending.failure).toMatchObject({ code: 'TASK_THREW', message: expect.stringContaining('EndTakenError') });
  });
});
