/** The help: what can be found out without reading a manual. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { TASKS } from '../../src/catalog/catalog.js';
import { BATCH_FILE_FIELDS, parseBatchFile } from '../../src/cli/batch-file.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import { CommandError } from '../../src/cli/errors.js';
import { EXIT_CODES } from '../../src/cli/exit-code.js';
import type { LocalLab } from '../../src/cli/find-lab.js';
import { toKebabCase } from '../../src/cli/flags/names.js';
import type { Output } from '../../src/cli/output.js';
import { createProgram } from '../../src/cli/program.js';
import type { Session } from '../../src/cli/session.js';
import { ROOT } from '../support/server.js';

/** Thrown where a command would begin to speak to a lab: its arguments were understood. */
class LabWanted extends CommandError {
  override readonly name = 'LabWanted';
  override readonly code = 'LAB_WANTED';
}

const NO_LAB: LocalLab = {
  usualUrl: null,
  open: () => Promise.reject(new LabWanted('A lab is wanted.')),
};

async function call(...args: readonly string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const output: Output = {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    stream: process.stdout,
    errorStream: process.stderr,
  };
  const code = await runCommandLine(args, output, NO_LAB, (exitCode) => {
    throw new Error(`It wanted to exit with ${exitCode}.`);
  });
  return { code, output: printed.join('\n'), errorOutput: noted.join('\n') };
}

const SESSION: Session = {
  output: { print: () => {}, note: () => {}, stream: process.stdout, errorStream: process.stderr },
  findLab: () => Promise.reject(new LabWanted('A lab is wanted.')),
  end: () => {},
  exit: (code) => {
    throw new Error(`It wanted to exit with ${code}.`);
  },
};

/** Every command that does something, by the words that call it. */
function findCommands(command: Command = createProgram(SESSION), words: readonly string[] = []): readonly Found[] {
  const own = command.commands.filter((one) => one.name() !== 'help');
  if (own.length > 0) return own.flatMap((one) => findCommands(one, [...words, one.name()]));
  return [{ command, words }];
}

interface Found {
  readonly command: Command;
  readonly words: readonly string[];
}

const escapeRegExp = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/** As one reads it: without the breaks of lines. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** From a command's help to that of all below it. @returns how many there were of each */
async function walk(command: Command, words: readonly string[]): Promise<{ commands: number; flags: number }> {
  const help = flat((await call(...words, '--help')).output);
  for (const { flags, description, hidden } of command.options) {
    expect({ words, flags, hidden, isTold: help.includes(flat(`${flags} ${description}`)) }).toEqual({
      words,
      flags,
      hidden: false,
      isTold: true,
    });
  }
  for (const argument of command.registeredArguments) {
    expect(help).toContain(flat(`${argument.name()} ${argument.description}`));
  }
  const seen = { commands: 1, flags: command.options.length };
  for (const below of command.commands.filter((one) => one.name() !== 'help')) {
    const name = below.alias() === undefined ? below.name() : `${below.name()}|${below.alias()}`;
    expect(below.summary()).not.toBe('');
    // Its line: the name, how it is called, and its summary.
    expect(help).toMatch(new RegExp(`${escapeRegExp(name)} .*?${escapeRegExp(flat(below.summary()))}`));
    const { commands, flags } = await walk(below, [...words, below.name()]);
    seen.commands += commands;
    seen.flags += flags;
  }
  return seen;
}

/** Lines that call the command line, as a shell would split them. */
function findCalls(text: string): readonly (readonly string[])[] {
  const lines = [...text.matchAll(/npm run (?:--silent )?lab -- ([^\n`]+)/g)].map(([, rest = '']) => rest);
  return lines.map((line) =>
    [...line.replace(/\s(#|>|\|).*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    ),
  );
}

describe('the help', () => {
  it.each(findCommands())(
    'of $words says what every argument and flag is for, with examples and exit codes',
    async (found) => {
      const { command, words } = found;
      const { code, output } = await call(...words, '--help');
      expect(code).toBe(0);
      for (const { description } of [...command.options, ...command.registeredArguments])
        expect(description).not.toBe('');
      expect(output).toContain('Examples:');
      expect(output).toContain('Exit codes:');
      expect(output).toContain(`npm run lab -- ${words.join(' ')}`);
    },
  );

  it('has no example that the command line would not take', async () => {
    const helps = await Promise.all(
      [[], ['run'], ['compare-runtimes'], ...findCommands().map(({ words }) => words)].map((words) =>
        call(...words, '--help'),
      ),
    );
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const calls = [...helps.map(({ output }) => output), readme].flatMap(findCalls);
    expect(calls.length).toBeGreaterThan(80);
    for (const args of calls) {
      if (args.some((arg) => /^[[<]|TASK/.test(arg))) continue;
      const { code, errorOutput } = await call(...args);
      const isUnderstood =
        code === EXIT_CODES.SUCCEEDED ||
        errorOutput.includes('A lab is wanted.') ||
        errorOutput.includes('No lab answers');
      expect({ args, isUnderstood, errorOutput }).toMatchObject({ isUnderstood: true });
    }
  });

  it('shows a batch file that is one, with everything that a file may say', async () => {
    const { output } = await call('batch', '--help');
    const [, file = ''] = /A file:\n(.*?)\n\n/s.exec(output) ?? [];
    const parsed = parseBatchFile(file);
    expect(parsed).toMatchObject({ ok: true });
    for (const name of Object.values(BATCH_FILE_FIELDS).flat()) {
      expect(file).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  it('leads from the top to every command, and there to every flag and argument, each with what it is for', async () => {
    const top = await call('--help');
    expect(top.code).toBe(0);
    for (const heading of ['Examples:', 'Exit codes:', 'Environment:']) expect(top.output).toContain(heading);
    const seen = await walk(createProgram(SESSION), []);
    expect(seen.commands).toBeGreaterThan(60);
    expect(seen.flags).toBeGreaterThan(600);
  });

  it.each(TASKS)('of run $kind explains the task, its flags and those of every experiment', async (task) => {
    const { code, output } = await call('run', task.kind, '--help');
    expect(code).toBe(0);
    for (const flag of ['fabric', 'primitive', 'workers', 'repetitions', 'warmup', 'timeout-ms', 'runtime', 'name']) {
      expect(output).toContain(`--${flag} <`);
    }
    for (const name of Object.keys(task.parameters)) expect(output).toContain(`--${toKebabCase(name)} <`);
    for (const flag of ['--url', '--json', '--samples', 'LAB_URL', 'Examples:']) expect(output).toContain(flag);
    expect((await call('run', toKebabCase(task.kind), '--help')).output).toBe(output);
  });

  it('is shown, as a mistake, where the command is missing', async () => {
    for (const args of [[], ['run'], ['compare-runtimes']]) {
      const { code, output, errorOutput } = await call(...args);
      expect(code).toBe(2);
      expect(output).toBe('');
      expect(errorOutput).toContain('Usage:');
    }
  });
});
