/** What recording costs on an interpreter, as the run tells it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../../src/domain/experiment.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import { defaultsOf, playOnPython } from './play.js';

const HARNESS = join(import.meta.dirname, '../../../src/runtimes/cpython');

/** Counts how locks are taken while the cost is measured. */
const PROGRAM = `
import collections, json, sys
sys.path.insert(0, sys.argv[1])
from harness.recording import blocking, cost
taken = collections.Counter()
def counting(name, call):
    def counted(*arguments):
        taken[name] += 1
        return call(*arguments)
    return counted
for name in ('__enter__', '__exit__', 'acquire', 'release'):
    setattr(blocking.Lock, name, counting(name, getattr(blocking.Lock, name)))
layout = 'waitingSince holdingSince operations'.split()
cost.ns_per_operation({
    'meterWords': 16, 'meter': {name: 2 * at for at, name in enumerate(layout)}, 'slots': 1, 'spans': 0,
    'kinds': {'WAIT': 0, 'HOLD': 1}, 'buckets': 500, 'depths': 1,
})
print(json.dumps(taken))
`;

describe.each(EXTREMES)('the cost of recording on $id', (runtime) => {
  it('is measured on a lock that is taken as tasks take it', () => {
    const told = execFileSync(runtime.path, ['-I', '-B', '-c', PROGRAM, HARNESS], { encoding: 'utf8' });
    const taken = JSON.parse(told) as Readonly<Record<string, number>>;
    expect(taken['__enter__']).toBeGreaterThan(0);
    expect(taken['__exit__']).toBe(taken['__enter__']);
  });

  it.each([
    ['SERIAL', true],
    ['ASYNC', true],
    ['THREADS', runtime.python.gil],
    ['PROCESSES', false],
  ] as const satisfies readonly (readonly [Fabric, boolean])[])(
    'adds up over workers that take turns; that they do on %s is %s',
    async (fabric, inTurns) => {
      const [kind, parameters] =
        fabric === 'ASYNC'
          ? (['semaphoreInside', { holdMs: 5, steps: 4 }] as const)
          : (['counter', { increments: 500 }] as const);
      const { ending, measurements } = await playOnPython(runtime, {
        kind,
        parameters: { ...defaultsOf(kind), ...parameters },
        primitive: kind === 'counter' ? 'LOCK' : 'SEMAPHORE',
        fabric,
        workers: 4,
        repetitions: 2,
        recording: 'CONTENTION',
      });
      const overhead = ending.recording?.overhead;
      if (!overhead) throw new Error('The cost was not told.');
      const wallMs = measurements.reduce((sum, measurement) => sum + measurement.wallMs, 0);
      // All have as many operations.
      const counted = inTurns ? overhead.operations : overhead.operations / 4;
      const share = (counted * overhead.nsPerOperation) / 1e6 / wallMs;
      expect(overhead.shareOfWall).toBeCloseTo(Math.min(1, share), 9);
    },
  );
});
