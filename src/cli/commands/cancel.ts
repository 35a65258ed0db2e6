/** `cancel`: ends a run, waiting or running. That it has ended is success, whatever it ended as. */
import type { Command } from 'commander';
import { cancelRun } from '../api/run-operations.js';
import { EXIT_CODES } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { presentRun } from '../present-run.js';
import type { Session } from '../session.js';

export function addCancelCommand(program: Command, { output, findLab, end }: Session): void {
  const command = program
    .command('cancel')
    .summary('end a run, waiting or running')
    .description('Ends a run and shows what it came to. One that has ended already stays as it is. Exits with 0.')
    .argument('<runId>', 'as `run` and `queue` show it');
  addLabOptions(command).action(async (runId: string, options: LabOptions) => {
    presentRun(await cancelRun(await findLab(options), runId), options, output);
    end(EXIT_CODES.SUCCEEDED);
  });
}
