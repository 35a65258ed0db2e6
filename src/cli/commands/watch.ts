/** `watch`: stays with a run or a batch that somebody began, and ends as it ends. */
import type { Command } from 'commander';
import { isTerminal } from '../../domain/run.js';
import { findBatch } from '../api/batch-operations.js';
import type { Lab } from '../api/lab.js';
import type { Run } from '../api/run.js';
import { lookForRun } from '../api/run-operations.js';
import { attend } from '../attend.js';
import { attendBatch } from '../attend-batch.js';
import { EXIT_CODES, type ExitCode } from '../exit-code.js';
import type { Gate } from '../flags/gate.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { addGateOption } from '../gates.js';
import { watchInterrupts } from '../interrupts.js';
import { presentBatch } from '../present-batch.js';
import { presentRun } from '../present-run.js';
import type { Session } from '../session.js';

interface WatchOptions extends LabOptions {
  readonly samples?: boolean;
  readonly failIf?: readonly Gate[];
}

export function addWatchCommand(program: Command, session: Session): void {
  const command = program
    .command('watch')
    .summary('follow a run or a batch to its end')
    .description(
      'Follows a run or a batch to its end and shows what came out. Ctrl-C ends the watching, and nothing else.',
    )
    .argument('<id>', 'of a run, as `run` and `queue` show it, or of a batch')
    .option('--samples', 'of a run, show every round as well');
  addLabOptions(addGateOption(command)).action(async (id: string, options: WatchOptions) => {
    const lab = await session.findLab(options);
    const run = await lookForRun(lab, id);
    session.end(run ? await watchRun(run, lab, options, session) : await watchBatch(id, lab, options, session));
  });
}

async function watchRun(run: Run, lab: Lab, options: WatchOptions, { output, exit }: Session): Promise<ExitCode> {
  if (isTerminal(run.state)) return presentRun(run, options, output);
  const interrupts = watchInterrupts(() => exit(EXIT_CODES.INTERRUPTED));
  try {
    const ended = await attend(run, { lab, output, interrupted: interrupts.signal, onInterrupt: 'leave' });
    return presentRun(ended, options, output);
  } finally {
    interrupts.close();
  }
}

async function watchBatch(id: string, lab: Lab, options: WatchOptions, session: Session): Promise<ExitCode> {
  // Asked for first: that there is none is told in the same words as everywhere.
  await findBatch(lab, id);
  await attendBatch(id, { lab, session, onInterrupt: 'leave' });
  return presentBatch(lab, id, options, session.output);
}
