/** What the command line's exit code says: one number for each way that a command can end. */
import type { TerminalState } from '../domain/run.js';

export const EXIT_CODES = {
  SUCCEEDED: 0,
  FAILED: 1,
  INVALID: 2,
  TIMED_OUT: 3,
  CANCELLED: 4,
  UNREACHABLE: 5,
  QUEUE_FULL: 6,
  DEADLOCKED: 7,
  GATE: 8,
  INTERNAL: 70,
  INTERRUPTED: 130,
} as const satisfies Record<TerminalState, number> & Record<string, number>;

export type ExitName = keyof typeof EXIT_CODES;
export type ExitCode = (typeof EXIT_CODES)[ExitName];

const MEANINGS: Readonly<Record<ExitName, string>> = {
  SUCCEEDED: 'the run succeeded, or the command did what was asked',
  FAILED: 'the run failed',
  INVALID: 'the command or the experiment cannot be used, and every problem is listed; or not with this token',
  TIMED_OUT: 'the run timed out',
  CANCELLED: 'the run was cancelled',
  UNREACHABLE: 'the lab cannot be reached',
  QUEUE_FULL: 'too many runs are waiting',
  DEADLOCKED: 'the run was deadlocked',
  GATE: 'a gate (--fail-if) was failed, or a comparison found a regression, or nothing to compare',
  INTERNAL: 'something went wrong inside the lab or the command line',
  INTERRUPTED: 'Ctrl-C ended the command, and no run with it',
};

export function exitCodeOf(state: TerminalState): ExitCode {
  return EXIT_CODES[state];
}

export function describeExitCodes(): string {
  const lines = Object.entries(MEANINGS).map(
    ([name, meaning]) => `  ${String(EXIT_CODES[name as ExitName]).padStart(3)}  ${meaning}`,
  );
  return ['Exit codes:', ...lines].join('\n');
}
