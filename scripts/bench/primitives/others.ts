/** What ours is held against, as far as this host has it: CPython, C, and Node's own channels. */
import { execFileSync, fork, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Subject } from '../side-by-side.js';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A way to make subjects, or why there are none. */
export type Maker = ((part: string, times: number) => Subject) | { readonly missing: string };

function runsOf(name: string, command: string, args: readonly string[]) {
  return (part: string, times: number): Subject => ({
    name,
    measure: () => Promise.resolve(Number(execFileSync(command, [...args, part, String(times)], { encoding: 'utf8' }))),
  });
}

/** @param core the one to stay on, if any */
export function findPython(kind: 'multiprocessing' | 'threading', core?: number): Maker {
  const isThere = spawnSync('python3', ['-c', 'import multiprocessing.shared_memory']).status === 0;
  if (!isThere) return { missing: 'CPython: there is no python3 that runs.' };
  // Asked for itself: a shim in front of it would cost its start each time, which is not measured but waited for.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  const name = kind === 'threading' ? 'CPython threading' : 'CPython multiprocessing';
  const args = [here('./cpython.py'), kind];
  return core === undefined
    ? runsOf(name, python, args)
    : runsOf(name, 'taskset', ['-c', String(core), python, ...args]);
}

/** Whether processes can be put on a core of one's choice here. */
export function canPin(): boolean {
  return spawnSync('taskset', ['--version']).status === 0;
}

/** Compiles the program in C. @returns it, and what takes it away */
export function buildNative(): { readonly make: Maker; close(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-bench-'));
  const binary = join(directory, 'native');
  const close = (): void => rmSync(directory, { recursive: true, force: true });
  const { status } = spawnSync('cc', ['-O2', '-pthread', '-o', binary, here('./native.c')], { stdio: 'inherit' });
  if (status !== 0) return { make: { missing: 'C: there is no cc that compiles it.' }, close };
  return { make: runsOf('C', binary, []), close };
}

/** Messages of 16 bytes one way, from a worker that Node starts to this thread. */
function channel(name: string, start: (times: number) => Worker | ChildProcess): (times: number) => Subject {
  return (times) => ({
    name,
    measure: () =>
      new Promise((resolve, reject) => {
        const sender = start(times);
        let received = 0;
        let began = 0n;
        sender.once('error', reject);
        sender.on('message', () => {
          if (received === 0) began = process.hrtime.bigint();
          received += 1;
          if (received < times) return;
          resolve(Number(process.hrtime.bigint() - began) / (times - 1));
          if (sender instanceof Worker) void sender.terminate();
          else sender.kill();
        });
      }),
  });
}

export const messagePort = channel(
  'Node MessagePort',
  (times) => new Worker(new URL('./sender.mjs', import.meta.url), { workerData: times }),
);
export const childProcess = channel('Node child_process', (times) =>
  fork(here('./sender.mjs'), [String(times)], { serialization: 'advanced', execArgv: [] }),
);
