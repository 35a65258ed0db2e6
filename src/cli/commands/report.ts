/** `report`: what a batch came to, as a document for people. */
import { dirname, join, parse } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { download } from '../api/export.js';
import { detachImages } from '../detach-images.js';
import { InvalidInputError } from '../errors.js';
import { describeExitCodes, EXIT_CODES } from '../exit-code.js';
import { addAddressOptions, type AddressOptions } from '../flags/lab.js';
import type { Session } from '../session.js';
import { writeTo } from '../write-file.js';

interface ReportOptions extends AddressOptions {
  readonly out?: string;
  readonly embed?: true;
}

const HELP = `
Examples:
  npm run lab -- report BATCH --out report.md             # and report-1.svg, report-2.svg … beside it
  npm run lab -- report BATCH --out report.md --embed     # one file
  npm run --silent lab -- report BATCH > report.md        # the same

Charts beside the document are shown by GitHub, GitLab, editors and converters alike. Charts within it need nothing
else, but GitHub and GitLab do not show them; the preview of VS Code and most viewers of their own do. They fit a light
and a dark page, mark what was disturbed, and have titles and descriptions for screen readers.

The same over HTTP, with its charts within it:
  curl http://127.0.0.1:4000/export/batch/BATCH.md

`;

export function addReportCommand(program: Command, session: Session): void {
  const command = program
    .command('report')
    .summary('write a report on a batch, with charts, as Markdown')
    .description(
      'Writes a report on a batch of a matrix, finished or not: what was run and where, how far the figures can be ' +
        'trusted, charts, the best and the worst, scaling laws, and a table of all configurations with intervals.',
    )
    .argument('<id>', 'of a batch, as `batch` shows it')
    .option('--out <file>', 'where to, with the charts as files beside it (default: the output, with the charts in it)')
    .option('--embed', 'put the charts into the document, with --out too')
    .addHelpText('after', `${HELP}${describeExitCodes()}`);
  addAddressOptions(command).action(async (id: string, options: ReportOptions) => {
    await report(id, options, session);
    session.end(EXIT_CODES.SUCCEEDED);
  });
}

async function report(id: string, { out, embed, ...address }: ReportOptions, session: Session): Promise<void> {
  const lab = await session.findLab(address);
  const document = await download(lab, `batch/${encodeURIComponent(id)}.md`);
  if (out === undefined) return pipeline(document, session.output.stream, { end: false });
  if (out.trim() === '') {
    throw new InvalidInputError([{ path: 'out', code: 'EMPTY', message: 'out is the name of a file.' }]);
  }
  if (embed) return writeTo(out, document);
  const { text: markdown, images } = detachImages(await text(document), parse(out).name);
  await writeTo(out, Readable.from([markdown]));
  for (const { name, svg } of images) await writeTo(join(dirname(out), name), Readable.from([svg]));
}
