/** What stands under the flags in a command's help: examples, each of which works as it stands, and the exit codes. */
import type { Command } from 'commander';
import { describeExitCodes } from './exit-code.js';

/** Of the commands that have no more to say. BATCH and RUN are ids, as `batch`, `run` and `queue` show them. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  run: [
    'npm run lab -- run countdown --n 1e9 --fabric threads --workers 2',
    'npm run lab -- run counter --increments 1_000_000 --primitive lock --samples',
    'npm run lab -- run countdown --help     # what each kind of task takes',
  ],
  watch: ['npm run lab -- watch RUN --samples', 'npm run lab -- watch BATCH --fail-if "speedup < 1.5"'],
  cancel: ['npm run lab -- cancel RUN', 'npm run lab -- cancel BATCH'],
  lesson: ['npm run lab -- lesson                   # lists them', 'npm run lab -- lesson lock-counter --scale 0.1'],
  claim: ['npm run lab -- claim                    # lists them', 'npm run lab -- claim lock-makes-exact'],
  unit: ['npm run lab -- unit --scale 0.1         # every lesson at a tenth of its sizes and times'],
  comparison: ['npm run lab -- comparison --measure'],
  compare: ['npm run lab -- compare BATCH BATCH', 'npm run lab -- compare BATCH BATCH --by throughput --threshold 0.1'],
  history: ['npm run lab -- history RUN'],
  catalog: ['npm run lab -- catalog', 'npm run --silent lab -- catalog --json > catalog.json'],
  runtimes: ['npm run lab -- runtimes'],
  queue: ['npm run lab -- queue --url http://lab.example:4000'],
};

export function addExamples(program: Command): void {
  for (const command of program.commands) {
    const examples = EXAMPLES[command.name()];
    if (!examples) continue;
    const lines = ['', 'Examples:', ...examples.map((example) => `  ${example}`), '', describeExitCodes()];
    command.addHelpText('after', lines.join('\n'));
  }
}
