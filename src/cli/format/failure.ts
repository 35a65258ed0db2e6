/** What went wrong: for a person, and for a script. */
import { describeProblem, UnreachableError, type CommandError, type InputProblem } from '../errors.js';

const WHERE_IT_IS = 'Start the lab with `npm start`, or say where it is with --url.';

export function formatFailure(error: CommandError): string {
  if (error.problems.length === 0) return toMessage(error);
  const problems = error.problems.map((problem) => `  ${describeProblem(problem)}`);
  return [`${toMessage(error)}:`, ...problems].join('\n');
}

/** Without the problems, which are told one by one. */
function toMessage(error: CommandError): string {
  if (error instanceof UnreachableError) return `${error.message} ${WHERE_IT_IS}`;
  const { length } = error.problems;
  if (length === 0) return error.message;
  return length === 1 ? 'This cannot be used' : `This cannot be used, for ${length} reasons`;
}

export interface FailureDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly problems: readonly InputProblem[];
  };
}

export function toFailureDocument(error: CommandError): FailureDocument {
  const { code, problems } = error;
  return { error: { code, message: toMessage(error), problems } };
}
