/** What a command is given: where it writes, and how it ends. */
import type { ExitCode } from './exit-code.js';
import type { Output } from './output.js';

export interface Session {
  readonly output: Output;
  /** The command is through; the process ends when all is written. */
  readonly end: (code: ExitCode) => void;
  /** The process ends now. */
  readonly exit: (code: ExitCode) => never;
}
