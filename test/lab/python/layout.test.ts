/** Where members lie: somewhere else in every round, and called all the same. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';

const HARNESS = join(import.meta.dirname, '../../../src/runtimes/cpython');

/** What each of 64 threads says of its stack, and what its life is given. */
const PROGRAM = `
import json, sys, traceback
sys.path.insert(0, sys.argv[1])
from harness import stage
lives = []
def live(connection, group, workers, shared, board, file_server, began):
    lives.append((len(traceback.extract_stack()), workers, board, file_server, began > 0))
    connection.close()
stage.live = live
class Group:
    fabric, shared = 'THREADS', None
members = [stage.Member(Group, [worker]) for worker in range(64)]
for member in members:
    member.start('the board', 'the server')
    member._body.join()
print(json.dumps(lives))
`;

describe.each(EXTREMES)('the layout on $id', ({ path }) => {
  it('is another for each member, which is given the same', () => {
    const told = execFileSync(path, ['-I', '-B', '-c', PROGRAM, HARNESS], { encoding: 'utf8' });
    const lives = JSON.parse(told) as readonly (readonly [number, readonly number[], string, string, boolean])[];
    expect(lives.map(([, ...given]) => given)).toEqual(
      Array.from({ length: 64 }, (_, worker) => [[worker], 'the board', 'the server', true]),
    );
    // Of 19 depths that there can be.
    expect(new Set(lives.map(([depth]) => depth)).size).toBeGreaterThan(5);
  });
});
