/** `cancel`: ends a run or a batch, waiting or running. That it has ended is success, whatever it ended as. */
import type { Command } from 'commander';
import { cancelBatch } from '../api/batch-operations.js';
import { cancelRun, lookForRun } from '../api/run-operations.js';
import { EXIT_CODES } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { presentBatch } from '../present-batch.js';
import { presentRun } from '../present-run.js';
import type { Session } from '../session.js';

export function addCancelCommand(program: Command, { output, findLab, end }: Session): void {
  const command = program
    .command('cancel')
    .summary('end a run or a batch, waiting or running')
    .description(
      'Ends a run, or all that is left of a batch, and shows what it came to. What has ended already stays as it is. ' +
        'Exits with 0.',
    )
    .argument('<id>', 'of a run, as `run` and `queue` show it, or of a batch');
  addLabOptions(command).action(async (id: string, options: LabOptions) => {
    const lab = await findLab(options);
    if (await lookForRun(lab, id)) {
      presentRun(await cancelRun(lab, id), options, output);
    } else {
      await cancelBatch(lab, id);
      await presentBatch(lab, id, options, output);
    }
    end(EXIT_CODES.SUCCEEDED);
  });
}
