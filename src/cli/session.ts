/** What a command is given: where it writes, and how it ends. */
import type { Lab } from './api/lab.js';
import type { ExitCode } from './exit-code.js';
import type { LabOptions } from './flags/lab.js';
import type { Output } from './output.js';

export interface Session {
  readonly output: Output;
  /** The lab that the flags name, or one of this machine. */
  readonly findLab: (options: LabOptions) => Promise<Lab>;
  /** The command is through; the process ends when all is written. */
  readonly end: (code: ExitCode) => void;
  /** The process ends now. */
  readonly exit: (code: ExitCode) => never;
}
