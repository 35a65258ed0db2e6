/** What a round opens in the interpreter is closed when the round is over. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../../src/domain/experiment.js';
import { PythonBench } from '../../../src/lab/python/bench.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import { planOf } from '../runs.js';
import { defaultsOf } from './play.js';

// Only Linux tells of another process.
describe.runIf(existsSync('/proc/self/fd')).each(EXTREMES)('the descriptors of $id', (runtime) => {
  it.each(['THREADS', 'PROCESSES'] as const satisfies readonly Fabric[])(
    'do not grow with the rounds of a recorded pipe on %s',
    async (fabric) => {
      const plan = planOf({
        kind: 'pingPong',
        parameters: { ...defaultsOf('pingPong'), rounds: 5 },
        primitive: 'PIPE',
        fabric,
        recording: 'CONTENTION',
      });
      const home = { path: runtime.path, facts: runtime.python, fileServerPort: 1 };
      const bench = new PythonBench({ ...plan, runtime: runtime.id }, home);
      const { signal } = new AbortController();
      const open: number[] = [];
      try {
        expect(await bench.prepare(signal)).toBe(true);
        for (let round = 0; round < 12; round += 1) {
          expect(await bench.play(round, false, signal)).toMatchObject({ kind: 'measured' });
          open.push(...bench.processIds().map((pid) => readdirSync(`/proc/${pid}/fd`).length));
        }
      } finally {
        await bench.close();
      }
      // The first ones may open what stays.
      const most = Math.max(...open.slice(0, 2));
      expect(open).toHaveLength(12);
      expect(open.filter((count) => count > most)).toEqual([]);
    },
  );
});
