/** The harness sorts durations into the same histogram as the lab's own meters: there is one text that reads it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bucketOf, HISTOGRAM_WORDS } from '../../../src/primitives/recording/histogram.js';
import { createRandom } from '../../support/random.js';
import { EXTREMES } from './interpreters.js';

const HARNESS = join(import.meta.dirname, '../../../src/runtimes/cpython');
const SEED = 20_240_501;

const PROGRAM = `
import json, sys
sys.path.insert(0, sys.argv[1])
from harness.recording.meter import bucket_of
values = json.loads(sys.stdin.read())
print(json.dumps([bucket_of(value, int(sys.argv[2])) for value in values]))
`;

describe.each(EXTREMES)('the histogram of $id', ({ path }) => {
  it(`is that of the lab, of any duration (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    const edges = Array.from({ length: 50 }, (_, bit) => 2 ** bit).flatMap((power) => [power - 1, power, power + 1]);
    const any = Array.from({ length: 2_000 }, () => Math.floor(2 ** (random() * 50)));
    const values = [-5, 0, ...edges, ...any];
    const options = { input: JSON.stringify(values), encoding: 'utf8' } as const;
    const told = execFileSync(path, ['-I', '-B', '-c', PROGRAM, HARNESS, String(HISTOGRAM_WORDS)], options);
    expect(JSON.parse(told)).toEqual(values.map(bucketOf));
  });
});
