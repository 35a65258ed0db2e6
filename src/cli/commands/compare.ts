/** `compare` and `history`: what became slower or faster, between two batches and over time. */
import { Option, type Command } from 'commander';
import { compareBatches, findHistory } from '../api/comparison.js';
import { InvalidInputError } from '../errors.js';
import { EXIT_CODES } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { formatComparison, formatHistory } from '../format/comparison.js';
import { toJson } from '../output.js';
import type { Session } from '../session.js';

interface CompareOptions extends LabOptions {
  readonly by: string;
  readonly threshold: number;
}

const METRICS = ['wall', 'cpu', 'throughput', 'speedup'] as const;

export function addCompareCommands(program: Command, session: Session): void {
  addCompareCommand(program, session);
  addHistoryCommand(program, session);
}

function addCompareCommand(program: Command, { output, findLab, end }: Session): void {
  const command = program
    .command('compare')
    .summary('hold a batch against an earlier one')
    .description(
      'Holds every configuration of a batch against the same one of an earlier batch. A regression is one only when ' +
        'the whole interval says so. Exits with 8 when there is one, or when nothing could be compared.',
    )
    .argument('<before>', 'the earlier batch')
    .argument('<after>', 'the later batch')
    .addOption(
      new Option('--by <metric>', 'what is compared: times, or units of work a second, or those over the baseline’s')
        .choices(METRICS)
        .default('wall'),
    )
    .addOption(
      new Option('--threshold <share>', 'a change by a smaller part is none; from 0 to 10, as 0.05 for 5 %')
        .default(0.05)
        .argParser(toShare),
    );
  addLabOptions(command).action(async (before: string, after: string, options: CompareOptions) => {
    const { by, threshold } = options;
    const lab = await findLab(options);
    const comparison = await compareBatches(lab, { before, after, by: by.toUpperCase(), threshold });
    output.print(options.json ? toJson(comparison) : formatComparison(comparison));
    // What was held against nothing shall not look like something that did not become slower.
    const isCompared = comparison.rows.some(({ ratio }) => ratio !== null);
    if (!isCompared) output.note('Failed: nothing could be compared.');
    end(isCompared && comparison.regressions === 0 ? EXIT_CODES.SUCCEEDED : EXIT_CODES.GATE);
  });
}

function addHistoryCommand(program: Command, { output, findLab, end }: Session): void {
  const command = program
    .command('history')
    .summary('show an experiment over time and hosts')
    .description('Shows the runs of all experiments that measure the same thing, the newest first, at most 100.')
    .argument('<id>', 'of an experiment, or of a run of it');
  addLabOptions(command).action(async (id: string, options: LabOptions) => {
    const history = await findHistory(await findLab(options), id, 100);
    if (!history) {
      const message = `There is no experiment and no run ${id.slice(0, 60)}.`;
      throw new InvalidInputError([{ path: 'id', code: 'UNKNOWN', message }]);
    }
    output.print(options.json ? toJson(history) : formatHistory(history));
    end(EXIT_CODES.SUCCEEDED);
  });
}

function toShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 10) return share;
  const message = `threshold is from 0 to 10; this is "${text}".`;
  throw new InvalidInputError([{ path: 'threshold', code: 'OUT_OF_RANGE', message }]);
}
