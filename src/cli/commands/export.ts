/** `export`: the samples of a batch or a run, as a table for other programs. */
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { download } from '../api/export.js';
import { lookForRun } from '../api/run-operations.js';
import { InvalidInputError } from '../errors.js';
import { describeExitCodes, EXIT_CODES } from '../exit-code.js';
import { addAddressOptions, type AddressOptions } from '../flags/lab.js';
import type { Session } from '../session.js';
import { writeTo } from '../write-file.js';

const FORMATS = ['csv', 'jsonl', 'parquet'] as const;

interface ExportOptions extends AddressOptions {
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
}

const EXAMPLES = `
Formats:
  csv       a header, then a line for each sample; JSON within cells that are lists
  jsonl     a JSON document for each sample, one a line
  parquet   typed columns, for DuckDB, pandas, Polars, Spark and the like

Examples:
  npm run --silent lab -- export BATCH > samples.csv
  npm run lab -- export BATCH --format jsonl --out samples.jsonl
  npm run lab -- export BATCH --format parquet --out samples.parquet

Every row has the run, the experiment, the environment and how far the run can be trusted; times are in milliseconds.
The same over HTTP:
  curl http://127.0.0.1:4000/export/batch/BATCH.csv

`;

export function addExportCommand(program: Command, { output, findLab, end }: Session): void {
  const command = program
    .command('export')
    .summary('write the samples of a batch or a run to a file or a pipe')
    .description('Writes a row for each sample of a batch or a run.')
    .argument('<id>', 'of a batch or a run')
    .addOption(new Option('--format <format>', 'of the rows').choices(FORMATS).default('csv'))
    .option('--out <file>', 'where to (default: the output)')
    .addHelpText('after', `${EXAMPLES}${describeExitCodes()}`);
  addAddressOptions(command).action(async (id: string, options: ExportOptions) => {
    if (options.format === 'parquet' && options.out === undefined && output.stream.isTTY === true) {
      const message = 'Parquet is nothing to read on a terminal: name a file with --out.';
      throw new InvalidInputError([{ path: 'out', code: 'EMPTY', message }]);
    }
    const lab = await findLab(options);
    const kind = (await lookForRun(lab, id)) ? 'run' : 'batch';
    const rows = await download(lab, `${kind}/${encodeURIComponent(id)}.${options.format}`);
    if (options.out === undefined) await pipeline(rows, output.stream, { end: false });
    else await writeTo(options.out, rows);
    end(EXIT_CODES.SUCCEEDED);
  });
}
