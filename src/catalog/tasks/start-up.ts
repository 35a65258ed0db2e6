/** What it costs to have a worker at all: started, heard of, and joined (claim 8). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { choice, integer } from '../../domain/task-spec.js';
import { settle } from '../blocking.js';
import { defineTask } from '../task-kind.js';

interface Cost {
  readonly startMs: number;
  readonly rssBytes: number;
}

/** It says how much memory it takes, and ends. */
const THREAD_SOURCE = `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage(process.memoryUsage.rss());
`;
const PROCESS_SOURCE = 'process.send(process.memoryUsage.rss(), () => process.disconnect());';

export const startUp = defineTask({
  kind: 'startUp',
  title: 'Starting a worker',
  doc:
    'Starts a thread or a process, waits until it says something, and joins it; again and again, one at a time. The ' +
    'lab itself keeps its workers warm, so no other experiment pays this price.',
  parameters: {
    what: choice({ doc: 'What is started.', words: ['THREAD', 'PROCESS'], default: 'THREAD' }),
    count: integer({ doc: 'How many, one after another.', unit: 'starts', min: 1, max: 1_000, default: 10 }),
  },
  primitives: ['NONE'],
  fabrics: ['SERIAL'],
  workers: { min: 1, max: 1 },
  startsProcesses: true,
  workUnit: 'starts',
  resources: () => [],
  units: ({ count }) => count,
  *body({ parameters: { what, count }, report }) {
    const costs: Cost[] = [];
    for (let done = 1; done <= count; done += 1) {
      costs.push(yield* settle(what === 'THREAD' ? startThread() : startProcess()));
      report(done);
    }
    return costs;
  },
  report: (costs) => ({
    startMs: medianOf(costs.map(({ startMs }) => startMs)),
    rssBytes: medianOf(costs.map(({ rssBytes }) => rssBytes)),
    starts: costs.length,
  }),
  judge({ parameters: { count }, reports }) {
    const [report] = reports;
    const isComplete = report?.starts === count;
    return {
      result: isComplete ? 'started' : 'wrong',
      grade: isComplete ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${count} starts`,
      observed: `${report?.startMs.toFixed(1)} ms and ${((report?.rssBytes ?? 0) / 2 ** 20).toFixed(1)} MiB for each`,
    };
  },
});

/** A thread lives in this process's memory: what it takes is what the process grows by. */
async function startThread(): Promise<Cost> {
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  const worker = new Worker(THREAD_SOURCE, { eval: true });
  const ended = once(worker, 'exit');
  const [rss] = (await once(worker, 'message')) as [number];
  const startMs = performance.now() - startedAt;
  await ended;
  return { startMs, rssBytes: Math.max(0, rss - before) };
}

async function startProcess(): Promise<Cost> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-e', PROCESS_SOURCE], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = once(child, 'exit');
  const [rssBytes] = (await once(child, 'message')) as [number];
  const startMs = performance.now() - startedAt;
  await ended;
  return { startMs, rssBytes };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
