/** The help: what can be found out without reading a manual. */
import { describe, expect, it } from 'vitest';
import { TASKS } from '../../src/catalog/catalog.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { LocalLab } from '../../src/cli/find-lab.js';
import { toKebabCase } from '../../src/cli/flags/names.js';
import type { Output } from '../../src/cli/output.js';

const NO_LAB: LocalLab = {
  usualUrl: null,
  open: () => Promise.reject(new Error('Help needs no lab.')),
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

describe('the help', () => {
  it('names every command, gives examples and documents the exit codes', async () => {
    const { code, output } = await call('--help');
    expect(code).toBe(0);
    for (const word of [
      'run',
      'watch',
      'cancel',
      'catalog',
      'runtimes',
      'queue',
      'batch',
      'compare',
      'export',
      'history',
      'Examples:',
      'Exit codes:',
    ]) {
      expect(output).toContain(word);
    }
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
    for (const args of [[], ['run']]) {
      const { code, output, errorOutput } = await call(...args);
      expect(code).toBe(2);
      expect(output).toBe('');
      expect(errorOutput).toContain('Usage:');
    }
  });
});
