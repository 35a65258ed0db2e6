/**
 * What ends a command early. Thrown, and caught once at the top: a message for a person goes to the error output,
 * and with --json a document for a script to the output. What a lab may answer is the client's to tell; the rest
 * is here.
 */
import { LabError } from '../client/errors.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';

export {
  describeProblem,
  ForeignAnswerError,
  InterruptedError,
  InvalidInputError,
  LabError as CommandError,
  QueueFullError,
  RefusedError,
  UnreachableError,
  type InputProblem,
} from '../client/errors.js';

/** There is a lab on this machine's data, at another address than the usual one. */
export class DataInUseError extends LabError {
  override readonly name = 'DataInUseError';
  override readonly code = 'DATA_IN_USE';
}

/** The arguments could not be parsed. */
export class UsageError extends LabError {
  override readonly name = 'UsageError';
  override readonly code = 'USAGE';
}

/** A bug of the command line: the only thing that is told with its stack. */
export class UnexpectedError extends LabError {
  override readonly name = 'UnexpectedError';
  override readonly code = 'INTERNAL';
}

/** Whatever else there is: something went wrong inside. */
const CODES: Readonly<Record<string, ExitCode>> = {
  INVALID_INPUT: EXIT_CODES.INVALID,
  BAD_USER_INPUT: EXIT_CODES.INVALID,
  NOT_FOUND: EXIT_CODES.INVALID,
  USAGE: EXIT_CODES.INVALID,
  UNAUTHENTICATED: EXIT_CODES.INVALID,
  FORBIDDEN: EXIT_CODES.INVALID,
  UNREACHABLE: EXIT_CODES.UNREACHABLE,
  DATA_IN_USE: EXIT_CODES.UNREACHABLE,
  QUEUE_FULL: EXIT_CODES.QUEUE_FULL,
  INTERRUPTED: EXIT_CODES.INTERRUPTED,
};

export function exitCodeOfError({ code }: LabError): ExitCode {
  return CODES[code] ?? EXIT_CODES.INTERNAL;
}
