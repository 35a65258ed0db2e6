/** One call of the command line, from its arguments to its exit code. Whatever is thrown is told here, once. */
import { CommanderError } from 'commander';
import { CommandError, exitCodeOfError, UnexpectedError, UsageError } from './errors.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import { LabFinder, type LocalLab } from './find-lab.js';
import { formatFailure, toFailureDocument } from './format/failure.js';
import { toJson, type Output } from './output.js';
import { createProgram } from './program.js';
import type { Session } from './session.js';

export async function runCommandLine(
  args: readonly string[],
  output: Output,
  local: LocalLab,
  exit: Session['exit'],
): Promise<ExitCode> {
  let ending: ExitCode = EXIT_CODES.SUCCEEDED;
  const end = (code: ExitCode): void => {
    ending = code;
  };
  const finder = new LabFinder(local, (line) => output.note(line));
  const findLab: Session['findLab'] = (options) => finder.find(options);
  try {
    await createProgram({ output, findLab, end, exit }).parseAsync(args, { from: 'user' });
    return ending;
  } catch (error) {
    // Asked for help: it was printed.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.SUCCEEDED;
    const told = toCommandError(error);
    // The parser of the command line tells of mistakes in its own words, and has done so.
    if (!(told instanceof UsageError)) output.note(formatFailure(told));
    // Where the arguments could not be parsed, looking at them is all that is left.
    if (args.includes('--json')) output.print(toJson(toFailureDocument(told)));
    return exitCodeOfError(told);
  } finally {
    await finder.close();
  }
}

function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) return new UsageError(error.message.replace(/^error: /, ''), { cause: error });
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new UnexpectedError(`The command line failed, which is a bug in it: ${text}`, { cause: error });
}
