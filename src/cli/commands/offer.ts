/** `catalog`, `runtimes` and `queue`: what a lab has to offer and what it is doing, asked once and shown. */
import type { Command } from 'commander';
import type { Lab } from '../api/lab.js';
import { askCatalog, askQueue, askRuntimes } from '../api/offer.js';
import { EXIT_CODES } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { formatCatalog, formatQueue, formatRuntimes } from '../format/offer.js';
import { toJson } from '../output.js';
import type { Session } from '../session.js';

export function addOfferCommands(program: Command, session: Session): void {
  addCommand(program, session, 'catalog', 'show the kinds of task and what they take', askCatalog, formatCatalog);
  addCommand(program, session, 'runtimes', 'show who can execute on this host', askRuntimes, formatRuntimes);
  addCommand(program, session, 'queue', 'show what is running and what waits', askQueue, formatQueue);
}

function addCommand<T>(
  program: Command,
  { output, findLab, end }: Session,
  name: string,
  summary: string,
  askFor: (lab: Lab) => Promise<T>,
  format: (answer: T) => string,
): void {
  const command = program.command(name).description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`);
  addLabOptions(command.summary(summary)).action(async (options: LabOptions) => {
    const answer = await askFor(await findLab(options));
    output.print(options.json ? toJson(answer) : format(answer));
    end(EXIT_CODES.SUCCEEDED);
  });
}
