/** The end of a command about a run: the result to the output, and the exit code that it stands for. */
import { isTerminal } from '../domain/run.js';
import type { Run } from './api/run.js';
import { ForeignAnswerError } from './errors.js';
import { exitCodeOf, type ExitCode } from './exit-code.js';
import type { Gate } from './flags/gate.js';
import { passGates } from './gates.js';
import { formatRun } from './format/run.js';
import { formatSamples } from './format/samples.js';
import { toJson, type Output } from './output.js';

export interface PresentOptions {
  readonly json?: boolean;
  readonly samples?: boolean;
  readonly failIf?: readonly Gate[];
}

export function presentRun(run: Run, { json, samples, failIf }: PresentOptions, output: Output): ExitCode {
  if (!isTerminal(run.state)) throw new ForeignAnswerError(`The lab says that the run has ended, as ${run.state}.`);
  if (json) output.print(toJson(run));
  else output.print(samples ? `${formatRun(run)}\n${formatSamples(run.samples)}` : formatRun(run));
  const measured = { label: run.experiment.task.kind, ...run.summary };
  return passGates(failIf ?? [], [measured], output, exitCodeOf(run.state));
}
