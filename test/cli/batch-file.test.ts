/** What people may write in a batch's file, and what they are told where they may not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBatchFile } from '../../src/cli/batch-file.js';
import { ROOT } from '../support/server.js';

const EXAMPLES = join(ROOT, 'scripts', 'examples');

function problemsOf(text: string): readonly { readonly path: string; readonly message: string }[] {
  const parsed = parseBatchFile(text);
  return parsed.ok ? [] : parsed.problems;
}

describe('a batch file', () => {
  it('says ranges, powers, lists and single values as people write them', () => {
    const parsed = parseBatchFile(`
      name: everything
      matrix:
        task:
          - countdown: { n: [1e6, 2_000_000] }
          - philosophers: { order: [ordered, naive] }
          - counter
        fabric: [threads, Process-Pool]
        primitive: none
        workers: 1..8
        repetitions: 0..100 step 10
        warmup: 2^0..2^3
        precision: 0.02
        recording: [none, trace]
        options: { permits: [1, 2], switchIntervalMs: 1..3, startMethod: fork }
        alongside:
          - { task: { ioWait: { milliseconds: 1e2 } }, fabric: async, workers: 4 }
          - { task: { philosophers: { order: naive } }, primitive: lock, options: { permits: 3 } }
      exclude: { fabric: threads, workers: 4, task: ioWait, recording: trace, startMethod: spawn, switchIntervalMs: 3 }
      repetitions: 3
      order: grouped
      priority: low
      skipUnsupported: true
      baseline: { fabric: serial, recording: none, startMethod: fork, switchIntervalMs: 1 }
    `);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        matrix: {
          task: [
            { countdown: { n: { values: [1_000_000, 2_000_000] } } },
            { philosophers: { order: ['ORDERED', 'NAIVE'] } },
            { counter: {} },
          ],
          fabric: ['THREADS', 'PROCESS_POOL'],
          primitive: ['NONE'],
          workers: { range: { from: 1, to: 8, step: 1 } },
          repetitions: { range: { from: 0, to: 100, step: 10 } },
          warmup: { powersOfTwo: { from: 1, to: 8 } },
          precision: [0.02],
          recording: ['NONE', 'TRACE'],
          options: {
            permits: { values: [1, 2] },
            switchIntervalMs: { range: { from: 1, to: 3, step: 1 } },
            startMethod: ['FORK'],
          },
          alongside: [
            { task: { ioWait: { milliseconds: 100 } }, fabric: 'ASYNC', workers: 4 },
            { task: { philosophers: { order: 'NAIVE' } }, primitive: 'LOCK', options: { permits: 3 } },
          ],
        },
        exclude: [
          {
            fabric: ['THREADS'],
            workers: { values: [4] },
            task: ['IO_WAIT'],
            recording: ['TRACE'],
            startMethod: ['SPAWN'],
            switchIntervalMs: { values: [3] },
          },
        ],
        repetitions: 3,
        order: 'GROUPED',
        priority: 'LOW',
        baseline: { fabric: 'SERIAL', recording: 'NONE', startMethod: 'FORK', switchIntervalMs: 1 },
      },
    });
  });

  it('that is wrong is told of every problem, with its path and its line', () => {
    const problems = problemsOf(
      ['matrix:', '  task: countdown', '  fabric: [clouds]', '  workers: many', '  speed: 3', 'repetitions: 1.5'].join(
        '\n',
      ),
    );
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'matrix.fabric.0',
      'matrix.speed',
      'matrix.workers',
      'repetitions',
    ]);
    expect(problems.find(({ path }) => path === 'matrix.fabric.0')?.message).toContain('line 3');
    expect(problems.find(({ path }) => path === 'matrix.workers')?.message).toContain('1..8');
  });

  it('takes one value of each for a group alongside', () => {
    const problems = problemsOf(
      [
        'matrix:',
        '  task: countdown',
        '  alongside:',
        '    - { task: { ioWait: { times: [1, 2] } }, workers: 1..4 }',
      ].join('\n'),
    );
    expect(problems.map(({ path }) => path)).toEqual([
      'matrix.alongside.0.task.ioWait.times',
      'matrix.alongside.0.workers',
    ]);
  });

  it('that has a slip in it is told what there is, and where', () => {
    const problems = problemsOf(
      ['matrix:', '  task: countdwn', '  fabrics:', '    - threads', '  options: { permit: 3 }', 'exclud: {}'].join(
        '\n',
      ),
    );
    const messages = problems.map(({ message }) => message);
    expect(messages).toHaveLength(4);
    for (const [start, there] of [
      ['matrix.task.0.countdwn is unknown (line 2)', 'countdown, '],
      ['matrix.fabrics is unknown (line 3)', 'fabric, '],
      ['matrix.options.permit is unknown (line 5)', 'permits, '],
      ['exclud is unknown (line 6)', 'exclude, '],
    ] as const) {
      expect(messages.find((message) => message.startsWith(start))).toMatch(new RegExp(`There are: .*${there}`));
    }
  });

  it('is told what there is in a range of numbers, wherever that is', () => {
    const range = 'range: { from: 1, to: 8, stepp: 2 }';
    for (const [text, path] of [
      [`matrix: { task: countdown, workers: { ${range} } }`, 'matrix.workers'],
      [`matrix: { task: { countdown: { n: { ${range} } } } }`, 'matrix.task.0.countdown.n'],
      [`matrix: { task: countdown, options: { permits: { ${range} } } }`, 'matrix.options.permits'],
      [`{ matrix: { task: countdown }, exclude: [{ workers: { ${range} } }] }`, 'exclude.0.workers'],
    ] as const) {
      const message = `${path}.range.stepp is unknown (line 1). There are: from, to, step.`;
      expect(problemsOf(text)).toEqual([{ path: `${path}.range.stepp`, code: 'UNKNOWN', message }]);
    }
  });

  it('leaves out tasks in whatever way their names are written, and none that there are not', () => {
    for (const name of ['fileRead', 'FILE_READ', 'file-read', 'file_read']) {
      const parsed = parseBatchFile(`{ matrix: { task: countdown }, exclude: { task: ${name} } }`);
      expect(parsed).toMatchObject({ ok: true, value: { exclude: [{ task: ['FILE_READ'] }] } });
    }
    const [problem] = problemsOf('{ matrix: { task: countdown }, exclude: [{ task: [countdown, fileRed] }] }');
    expect(problem).toMatchObject({ path: 'exclude.0.task.1' });
    expect(problem?.message).toMatch(/is one of .*fileRead.*; this is "fileRed" \(line 1\)\.$/);
  });

  it('is told what stands where a value is wrong, and what is missing', () => {
    expect(problemsOf('matrix: { task: countdown, workers: 1.5 }')[0]?.message).toContain('; this is 1.5 (line 1)');
    expect(problemsOf('matrix: { task: countdown, fabric: clouds }')[0]?.message).toContain('; this is "clouds"');
    expect(problemsOf('name: nothing')).toMatchObject([{ path: 'matrix', message: 'matrix is missing.' }]);
    expect(problemsOf('matrix: { fabric: threads }')[0]?.message).toBe('matrix.task is missing (line 1).');
    expect(problemsOf('- a')[0]?.message).toContain('batch --help');
  });

  it('has ranges of numbers in any of their forms', () => {
    const parsed = parseBatchFile('matrix: { task: { countdown: { n: 1e6..3_000_000 step 1E6 } } }');
    const range = { from: 1_000_000, to: 3_000_000, step: 1_000_000 };
    expect(parsed).toMatchObject({ ok: true, value: { matrix: { task: [{ countdown: { n: { range } } }] } } });
  });

  it.each([
    ['matrix: { task: countdown, precision: fine }', 'matrix.precision.0'],
    ['matrix: { task: countdown, recording: [none, tape] }', 'matrix.recording.1'],
    ['matrix: { task: countdown, options: { startMethod: clone } }', 'matrix.options.startMethod.0'],
    ['matrix: { task: countdown, options: { switchIntervalMs: 0.5 } }', 'matrix.options.switchIntervalMs'],
    ['matrix: [', 'line'],
    ['matrix: { task: { sing: {} } }', 'matrix.task.0'],
    ['matrix: { task: { countdown: {}, counter: {} } }', 'matrix.task.0'],
    ['matrix: { task: { countdown: { m: 3 } } }', 'matrix.task.0.countdown'],
    ['just text', 'the file'],
    ['', 'the file'],
  ])('%j is refused at %s', (text, path) => {
    expect(problemsOf(text)[0]?.path).toContain(path);
  });

  it.each(readdirSync(EXAMPLES).filter((file) => file.endsWith('.yaml')))('among the examples is %s', (file) => {
    expect(problemsOf(readFileSync(join(EXAMPLES, file), 'utf8'))).toEqual([]);
  });
});
