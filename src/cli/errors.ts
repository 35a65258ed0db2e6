/**
 * What ends a command early, each with its exit code. Thrown, and caught once at the top: a message for a
 * person goes to the error output, and with --json a document for a script to the output.
 */
import { EXIT_CODES, type ExitCode } from './exit-code.js';

/** A problem as told by the lab or by the flags; the code is not closed, since a newer lab may know more. */
export interface InputProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export abstract class CommandError extends Error {
  /** For scripts. */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;
  readonly problems: readonly InputProblem[] = [];
}

export class InvalidInputError extends CommandError {
  override readonly name = 'InvalidInputError';
  override readonly code = 'INVALID_INPUT';
  override readonly exitCode = EXIT_CODES.INVALID;
  override readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super(problems.length === 1 ? 'This cannot be used' : `This cannot be used, for ${problems.length} reasons`);
    this.problems = problems;
  }
}

/** Nobody answers, or not for long enough. */
export class UnreachableError extends CommandError {
  override readonly name = 'UnreachableError';
  override readonly code = 'UNREACHABLE';
  override readonly exitCode = EXIT_CODES.UNREACHABLE;

  constructor(url: string, what: string, cause: unknown) {
    super(`${what} at ${url}. Start the lab with \`npm start\`, or say where it is with --url.`, { cause });
  }
}

/** There is a lab on this machine's data, at another address than the usual one. */
export class DataInUseError extends CommandError {
  override readonly name = 'DataInUseError';
  override readonly code = 'DATA_IN_USE';
  override readonly exitCode = EXIT_CODES.UNREACHABLE;
}

export class QueueFullError extends CommandError {
  override readonly name = 'QueueFullError';
  override readonly code = 'QUEUE_FULL';
  override readonly exitCode = EXIT_CODES.QUEUE_FULL;
}

/** The lab answered with GraphQL errors. */
export class RefusedError extends CommandError {
  override readonly name = 'RefusedError';
  override readonly code: string;
  override readonly exitCode: ExitCode;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
    this.exitCode = code === 'BAD_USER_INPUT' || code === 'NOT_FOUND' ? EXIT_CODES.INVALID : EXIT_CODES.INTERNAL;
  }
}

/** The answer is not of the form that this command line knows. */
export class ForeignAnswerError extends CommandError {
  override readonly name = 'ForeignAnswerError';
  override readonly code = 'FOREIGN_ANSWER';
  override readonly exitCode = EXIT_CODES.INTERNAL;
}

export class InterruptedError extends CommandError {
  override readonly name = 'InterruptedError';
  override readonly code = 'INTERRUPTED';
  override readonly exitCode = EXIT_CODES.INTERRUPTED;
}
