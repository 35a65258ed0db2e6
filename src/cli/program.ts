/** The command line as a whole: its commands, and the help that goes before them. */
import { Command } from 'commander';
import { addBatchCommand } from './commands/batch.js';
import { addCancelCommand } from './commands/cancel.js';
import { addCompareRuntimesCommand } from './commands/compare-runtimes.js';
import { addCompareCommands } from './commands/compare.js';
import { addExportCommand } from './commands/export.js';
import { addLessonCommands } from './commands/lesson.js';
import { addOfferCommands } from './commands/offer.js';
import { addReportCommand } from './commands/report.js';
import { addRunCommand } from './commands/run.js';
import { addWatchCommand } from './commands/watch.js';
import { describeExitCodes } from './exit-code.js';
import { addExamples } from './help.js';
import type { Session } from './session.js';

const HELP = `
Examples:
  npm run lab -- run countdown --n 1e9 --fabric threads --workers 2
  npm run lab -- run counter --increments 1_000_000 --primitive lock --samples
  npm run --silent lab -- run factorial --json > result.json
  npm run lab -- lesson lock-counter
  npm run lab -- batch scripts/examples/sweep.yaml --fail-if "speedup < 1.2"
  npm run --silent lab -- export BATCH > samples.csv
  npm run lab -- report BATCH --out report.md
  npm run lab -- compare-runtimes countdown --n 5e7 --runtimes node,node-gil --workers 1,2,4
  npm run lab -- queue --url http://lab.example:4000
  npm run lab -- run countdown --help

Results go to the output, all else to the error output. With --json the output is exactly one JSON document,
{"error": …} where there is no result; npm's own lines need --silent to stay away. Ctrl-C cancels the run that
\`run\` began; a second Ctrl-C leaves at once. (npm itself may exit with 130 after a Ctrl-C, whatever this exits with.)

Environment:
  LAB_URL, LAB_TOKEN        as --url and --token
  PORT                      where to look for a lab of this machine (default: 4000)
  DATA_DIR                  where a lab for one command keeps its data (default: data)
  LAB_PYTHONS               its CPython interpreters, with colons between; none for none (default: those it finds)

${describeExitCodes()}
`;

export function createProgram(session: Session): Command {
  const { output } = session;
  // Set before the commands are added, which inherit it.
  const program = new Command('npm run lab --')
    .description(
      'The command line of Lockstep, the concurrency lab. It speaks to the lab that it is told (--url), to one that ' +
        'runs on this machine, or to one of its own.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.note(text.trimEnd()),
    })
    .showHelpAfterError('Add --help to see what there is.')
    .addHelpText('after', HELP);
  addRunCommand(program, session);
  addBatchCommand(program, session);
  addWatchCommand(program, session);
  addCancelCommand(program, session);
  addLessonCommands(program, session);
  addCompareCommands(program, session);
  addCompareRuntimesCommand(program, session);
  addReportCommand(program, session);
  addExportCommand(program, session);
  addOfferCommands(program, session);
  addExamples(program);
  return program;
}
