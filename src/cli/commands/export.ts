/** `export`: the samples of a batch or a run, as a table for other programs. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { download } from '../api/export.js';
import { lookForRun } from '../api/run-operations.js';
import { InvalidInputError } from '../errors.js';
import { EXIT_CODES } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import type { Session } from '../session.js';

const FORMATS = ['csv', 'jsonl'] as const;

interface ExportOptions extends LabOptions {
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
}

const EXAMPLES = `
Examples:
  npm run --silent lab -- export BATCH > samples.csv
  npm run lab -- export BATCH --format jsonl --out samples.jsonl

Every row has the run, the experiment, the environment and how far the run can be trusted. The same over HTTP:
  curl http://127.0.0.1:4000/export/batch/BATCH.csv`;

export function addExportCommand(program: Command, { output, findLab, end }: Session): void {
  const command = program
    .command('export')
    .summary('write the samples of a batch or a run to a file or a pipe')
    .description('Writes a row for each sample of a batch or a run.')
    .argument('<id>', 'of a batch or a run')
    .addOption(new Option('--format <format>', 'of the rows').choices(FORMATS).default('csv'))
    .option('--out <file>', 'where to (default: the output)')
    .addHelpText('after', EXAMPLES);
  addLabOptions(command).action(async (id: string, options: ExportOptions) => {
    const lab = await findLab(options);
    const kind = (await lookForRun(lab, id)) ? 'run' : 'batch';
    const rows = await download(lab, `${kind}/${encodeURIComponent(id)}.${options.format}`);
    if (options.out === undefined) {
      await pipeline(rows, output.stream, { end: false });
    } else {
      await pipeline(rows, createWriteStream(options.out)).catch((error: unknown) => {
        const { code } = error as NodeJS.ErrnoException;
        const message = `${options.out} cannot be written: ${code ?? String(error)}.`;
        throw new InvalidInputError([{ path: 'out', code: 'UNKNOWN', message }]);
      });
    }
    end(EXIT_CODES.SUCCEEDED);
  });
}
