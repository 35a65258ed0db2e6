/**
 * Programs that pose as a Python interpreter: they say of themselves what a test wants, and play rounds, or fail
 * to, as it wants. Node runs them, so they are there on a host without any Python.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PythonFacts } from '../../../src/runtimes/cpython/probe.js';

/** What it does when it is asked what it is. */
export type Tells = Partial<PythonFacts> | 'nothing' | 'nonsense' | 'too much' | 'an error';

/** What it does instead of playing a round. */
export type Plays =
  | 'counts to the end'
  | 'hangs before it is ready'
  | 'hangs'
  | 'dies'
  | 'floods its output'
  | 'floods its error output'
  | 'talks nonsense'
  | 'talks without being asked'
  | 'reports nonsense'
  | 'leaves its process group'
  /** And ignores every polite request; see CHILDREN. */
  | 'hangs with children';

/** Processes of one that hangs with children: itself, and in its group and out of it a shell with two others. */
export const CHILDREN = 7;

export const FACTS: PythonFacts = {
  implementation: 'cpython',
  version: '3.14.0',
  build: '3.14.0 (stand-in)',
  executable: '',
  gil: true,
  freeThreaded: false,
  startMethods: ['fork', 'spawn'],
  subinterpreters: true,
};

/** @returns the path */
export function makeStandIn(path: string, tells: Tells, plays: Plays = 'counts to the end'): string {
  mkdirSync(dirname(path), { recursive: true });
  const facts = typeof tells === 'string' ? null : { ...FACTS, executable: path, ...tells };
  writeFileSync(path, `#!${process.execPath}\n${PROGRAM}\n(${JSON.stringify({ tells, facts, plays })});\n`);
  chmodSync(path, 0o755);
  return path;
}

const PROGRAM = `(${main.toString()})`;

/** Runs in the stand-in: it sees nothing of this file. */
function main({ tells, facts, plays }: { tells: unknown; facts: unknown; plays: string }): void {
  /* eslint-disable -- a script of its own */
  const { spawn } = require('node:child_process') as typeof import('node:child_process');
  const { createInterface } = require('node:readline') as typeof import('node:readline');
  const { writeSync } = require('node:fs') as typeof import('node:fs');
  const say = (message: unknown): void => void process.stdout.write(JSON.stringify(message) + '\n');
  const hang = (): void => void setInterval(() => {}, 1_000);
  const flood = (descriptor: number): void => {
    const much = 'x'.repeat(1_000_000);
    const more = (): void => {
      try {
        writeSync(descriptor, much);
      } catch {
        // The pipe is full.
      }
      setImmediate(more);
    };
    more();
  };

  if (process.argv.includes('-c')) {
    if (facts !== null) say(facts);
    else if (tells === 'nothing') hang();
    else if (tells === 'nonsense') say('I am a teapot.');
    else if (tells === 'too much') flood(1);
    else throw new Error('I am broken.');
    return;
  }
  let groups: { workers: number; parameters: { n: number } }[] | null = null;
  createInterface(process.stdin).on('line', (line) => {
    if (groups === null) {
      groups = (JSON.parse(line) as { groups: typeof groups }).groups;
      if (plays === 'hangs before it is ready') return;
      say({ kind: 'ready' });
      if (plays === 'talks without being asked') setTimeout(() => say({ kind: 'ready' }), 20);
      return;
    }
    if (plays === 'hangs' || plays === 'talks without being asked') return;
    if (plays === 'dies') process.exit(3);
    if (plays === 'floods its output') return flood(1);
    if (plays === 'floods its error output') return flood(2);
    if (plays === 'talks nonsense') return say({ kind: 'played', groups: 'none' });
    if (plays === 'hangs with children') {
      const deaf = "trap '' TERM HUP INT; sleep 1000 & sleep 1000";
      for (const detached of [false, true]) spawn('sh', ['-c', deaf], { detached, stdio: 'ignore' });
      process.on('SIGTERM', () => {});
      return;
    }
    if (plays === 'leaves its process group') {
      const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
      child.unref();
      return;
    }
    say({
      kind: 'played',
      isSpent: false,
      groups: groups.map(({ workers, parameters: { n } }) => ({
        left: [],
        costs: [],
        workers: Array.from({ length: workers }, () => ({
          startMs: 0.1,
          endMs: 10.1,
          cpuMs: 10,
          runDelayMs: null,
          voluntarySwitches: null,
          involuntarySwitches: null,
          result: plays === 'reports nonsense' ? null : n / workers,
        })),
      })),
    });
  });
}
