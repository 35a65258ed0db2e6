/** What went wrong: for a person, and for a script. */
import type { CommandError, InputProblem } from '../errors.js';

export function formatFailure(error: CommandError): string {
  if (error.problems.length === 0) return error.message;
  // Most messages begin with the path already.
  const problems = error.problems.map(({ path, message }) =>
    message.startsWith(path) ? `  ${message}` : `  ${path}: ${message}`,
  );
  return [`${error.message}:`, ...problems].join('\n');
}

export interface FailureDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly problems: readonly InputProblem[];
  };
}

export function toFailureDocument({ code, message, problems }: CommandError): FailureDocument {
  return { error: { code, message, problems } };
}
