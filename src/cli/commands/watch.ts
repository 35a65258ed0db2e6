/** `watch`: stays with a run that somebody began, and ends as it ends. */
import type { Command } from 'commander';
import { isTerminal } from '../../domain/run.js';
import { findRun } from '../api/run-operations.js';
import { attend } from '../attend.js';
import { describeExitCodes, EXIT_CODES, type ExitCode } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { watchInterrupts } from '../interrupts.js';
import { presentRun } from '../present-run.js';
import type { Session } from '../session.js';

interface WatchOptions extends LabOptions {
  readonly samples?: boolean;
}

export function addWatchCommand(program: Command, session: Session): void {
  const command = program
    .command('watch')
    .summary('follow a run to its end')
    .description('Follows a run to its end and shows what came out. Ctrl-C ends the watching, not the run.')
    .argument('<runId>', 'as `run` and `queue` show it')
    .option('--samples', 'show every round as well')
    .addHelpText('after', `\n${describeExitCodes()}`);
  addLabOptions(command).action(async (runId: string, options: WatchOptions) => {
    session.end(await watchRun(runId, options, session));
  });
}

async function watchRun(runId: string, options: WatchOptions, { output, findLab, exit }: Session): Promise<ExitCode> {
  const lab = await findLab(options);
  const run = await findRun(lab, runId);
  if (isTerminal(run.state)) return presentRun(run, options, output);
  const interrupts = watchInterrupts(() => exit(EXIT_CODES.INTERRUPTED));
  try {
    const ended = await attend(run, { lab, output, interrupted: interrupts.signal, onInterrupt: 'leave' });
    return presentRun(ended, options, output);
  } finally {
    interrupts.close();
  }
}
