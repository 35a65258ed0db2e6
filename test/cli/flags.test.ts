/** From what is typed to what is sent. */
import { assert, maxSafeInteger, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TASKS, taskNamed } from '../../src/catalog/catalog.js';
import { InvalidInputError } from '../../src/cli/errors.js';
import { createExperimentOptions, readExperiment } from '../../src/cli/flags/experiment.js';
import { parseInteger } from '../../src/cli/flags/integer.js';
import { parseLab } from '../../src/cli/flags/lab.js';
import { toKebabCase } from '../../src/cli/flags/names.js';

const BOUNDS = { min: 1, max: 64 };

describe('whole numbers', () => {
  it.each([
    ['7', 7],
    ['-3', -3],
    ['1000000', 1_000_000],
    ['1_000_000', 1_000_000],
    ['1,000,000', 1_000_000],
    ['1e9', 1_000_000_000],
    ['2E+3', 2000],
    [' 5 ', 5],
    ['-0', 0],
  ])('%j is %d', (text, value) => {
    expect(parseInteger('n', text, BOUNDS, 'SafeInt')).toEqual({ ok: true, value });
  });

  it.each(['', 'ten', '1.5', '1,00', '1__000', '0x10', '1e-3', 'Infinity', 'NaN', '5 steps'])('%j is none', (text) => {
    expect(parseInteger('n', text, BOUNDS, 'SafeInt')).toMatchObject({
      ok: false,
      problems: [{ path: 'n', code: 'NOT_AN_INTEGER' }],
    });
  });

  it('are read back as they are shown', () => {
    assert(
      property(maxSafeInteger(), (value) => {
        const shown = value.toLocaleString('en-US');
        expect(parseInteger('n', shown, BOUNDS, 'SafeInt')).toEqual({ ok: true, value: value + 0 });
      }),
    );
  });

  it('that the API cannot carry are refused with the bounds, and those that are out of range left to the lab', () => {
    expect(parseInteger('workers', '4e9', BOUNDS, 'Int')).toMatchObject({
      ok: false,
      problems: [{ path: 'workers', code: 'OUT_OF_RANGE', message: 'workers is from 1 to 64; this is 4e9.' }],
    });
    expect(parseInteger('workers', '65', BOUNDS, 'Int')).toEqual({ ok: true, value: 65 });
    expect(parseInteger('n', '1e16', BOUNDS, 'SafeInt').ok).toBe(false);
  });
});

describe('an experiment out of flags', () => {
  it('has what was given, under the names of the API, and nothing else', () => {
    const given = { n: '1e6', fabric: 'Processes', timeoutMs: '1_000', url: 'http://x', json: true };
    expect(readExperiment(taskNamed('countdown'), given)).toEqual({
      ok: true,
      value: { task: { countdown: { n: 1_000_000 } }, fabric: 'PROCESSES', timeoutMs: 1000 },
    });
    expect(readExperiment(taskNamed('ioWait'), {})).toEqual({ ok: true, value: { task: { ioWait: {} } } });
  });

  it('tells all its problems, those of the planner among them, each with its path', () => {
    const given = { n: 'x', workers: '0', primitive: 'glue', warmup: '-1', runtime: 'any' };
    const read = readExperiment(taskNamed('countdown'), given);
    expect(read.ok ? [] : read.problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'task.countdown.n NOT_AN_INTEGER',
      'primitive UNKNOWN',
      'workers OUT_OF_RANGE',
      'warmup OUT_OF_RANGE',
    ]);
  });

  it.each(TASKS)('of $kind has a flag for each parameter, with its doc, unit, bounds and default', (task) => {
    const { parameters } = createExperimentOptions(task);
    expect(parameters.map(({ long }) => long)).toEqual(
      Object.keys(task.parameters).map((name) => `--${toKebabCase(name)}`),
    );
    for (const [index, spec] of Object.values(task.parameters).entries()) {
      const help = parameters[index]?.description;
      expect(help).toContain(spec.doc);
      const parts = spec.type === 'choice' ? [...spec.words] : [spec.unit, spec.min, spec.max, spec.default];
      for (const part of parts) {
        expect(help).toContain(part.toLocaleString('en-US'));
      }
    }
  });
});

describe('the address of a lab', () => {
  it('may leave out the path', () => {
    expect(parseLab('http://lab.example:4000')).toEqual({ url: 'http://lab.example:4000/graphql' });
    expect(parseLab('https://lab.example/room/graphql')).toEqual({ url: 'https://lab.example/room/graphql' });
    expect(parseLab('http://lab.example', ' secret\n')).toEqual({
      url: 'http://lab.example/graphql',
      token: 'secret',
    });
    expect(parseLab('http://lab.example', '')).toEqual({ url: 'http://lab.example/graphql' });
  });

  it.each(['lab', 'localhost:4000', 'ftp://lab.example'])('is not %j', (text) => {
    expect(() => parseLab(text)).toThrow(InvalidInputError);
  });
});
