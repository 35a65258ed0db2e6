/** `compare-runtimes`: one task over runtimes, fabrics and numbers of workers, as curves of speed-up. */
import type { Command } from 'commander';
import { TASKS } from '../../catalog/catalog.js';
import { DEFAULTS } from '../../domain/plan.js';
import { isComparable } from '../../domain/runtime-comparison.js';
import type { TaskSpec } from '../../domain/task-spec.js';
import type { Lab } from '../api/lab.js';
import { askRuntimes } from '../api/offer.js';
import { beginComparison, findComparison } from '../api/runtime-comparison.js';
import { attendBatch } from '../attend-batch.js';
import { beginOnce } from '../begin.js';
import { ForeignAnswerError, InvalidInputError } from '../errors.js';
import { describeExitCodes, EXIT_CODES, type ExitCode } from '../exit-code.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { toKebabCase } from '../flags/names.js';
import { createComparisonOptions, readComparison, type ComparisonInput } from '../flags/runtime-comparison.js';
import { formatComparison } from '../format/runtime-comparison.js';
import { toJson } from '../output.js';
import type { Session } from '../session.js';

interface CompareOptions extends LabOptions {
  readonly detach?: boolean;
  readonly key?: string;
  /** The comparison's own flags, as typed. */
  readonly [flag: string]: unknown;
}

export function addCompareRuntimesCommand(program: Command, session: Session): void {
  const compare = program
    .command('compare-runtimes')
    .summary('run a task on several runtimes, and compare what they gain')
    .description(
      'Runs one task on every runtime, fabric and number of workers that is asked for, each beside one thread of its ' +
        'runtime, their rounds interleaved. Shows the speed-ups with their intervals, how near node-gil comes to each ' +
        'CPython, and what it means. There is a command for each kind of task that one thread can do alone; each has ' +
        'its own --help.',
    )
    .usage('<task> [options]');
  for (const task of TASKS.filter(isComparable)) addTaskCommand(compare, task, session);
}

function addTaskCommand(compare: Command, task: TaskSpec, session: Session): void {
  const command = compare.command(task.kind).summary(task.title).description(task.doc);
  const kebab = toKebabCase(task.kind);
  if (kebab !== task.kind) command.alias(kebab);

  const { parameters, rest } = createComparisonOptions(task);
  for (const option of parameters) command.addOption(option.helpGroup('Task:'));
  for (const option of rest) command.addOption(option.helpGroup('Comparison:'));
  addLabOptions(command)
    .option('--detach', 'begin it, print its id, and leave')
    .option('--key <text>', 'the same key again is the same comparison: goes on with it instead of beginning another')
    .addHelpText('after', `\n${describeExamples(task)}\n\n${describeExitCodes()}`)
    .action(async (options: CompareOptions) => session.end(await compareTask(task, options, session)));
}

async function compareTask(task: TaskSpec, options: CompareOptions, session: Session): Promise<ExitCode> {
  const { output } = session;
  const read = readComparison(task, options);
  if (!read.ok) throw new InvalidInputError(read.problems);
  const lab = await session.findLab(options);
  const input = await withRuntimes(read.value, lab);
  const batchId = await beginOnce(
    (idempotencyKey) => beginComparison(lab, { ...input, idempotencyKey }),
    options.key,
    output,
  );
  if (options.detach) {
    output.print(options.json ? toJson({ id: batchId }) : batchId);
    return EXIT_CODES.SUCCEEDED;
  }
  const end = await attendBatch(batchId, { lab, session, onInterrupt: 'cancel' });
  const comparison = await findComparison(lab, batchId);
  if (!comparison) throw new ForeignAnswerError('The lab knows no comparison of the batch that it began.');
  output.print(
    options.json
      ? toJson({ id: batchId, ...comparison })
      : `${formatComparison(comparison)}\nEach run in a table: npm run lab -- watch ${batchId}`,
  );
  if (end === 'interrupted') return EXIT_CODES.CANCELLED;
  const isWhole = comparison.curves.every(({ points }) =>
    points.every(({ state, speedup }) => state === 'SUCCEEDED' && speedup !== null),
  );
  return isWhole ? EXIT_CODES.SUCCEEDED : EXIT_CODES.FAILED;
}

/** Where none were named, all that the lab has. */
async function withRuntimes(input: ComparisonInput, lab: Lab): Promise<ComparisonInput> {
  if (input.runtimes) return input;
  return { ...input, runtimes: (await askRuntimes(lab)).map(({ id }) => id) };
}

function describeExamples({ kind, parameters, primitives }: TaskSpec): string {
  const flags = Object.entries(parameters).map(([name, { default: usual }]) => `--${toKebabCase(name)} ${usual}`);
  const [primitive = DEFAULTS.primitive] = primitives;
  const needed = primitives.includes(DEFAULTS.primitive) ? '' : ` --primitive ${primitive.toLowerCase()}`;
  const command = `npm run lab -- compare-runtimes ${kind}`;
  return [
    'Examples:',
    `  ${[command, ...flags].join(' ')}${needed}`,
    `  ${command}${needed} --runtimes node,node-gil --fabrics threads --workers 1,2,4`,
    `  ${command.replace('run', 'run --silent')}${needed} --json > curves.json`,
  ].join('\n');
}
