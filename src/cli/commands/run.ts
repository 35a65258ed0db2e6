/** `run`: a command for each task kind of the catalogue. Defines an experiment, runs it, and shows what came out. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { TASKS } from '../../catalog/catalog.js';
import type { TaskSpec } from '../../domain/task-spec.js';
import { Outage, persist } from '../../client/outage.js';
import { beginRun, defineExperiment } from '../api/run-operations.js';
import { attend, tellOutage } from '../attend.js';
import { InvalidInputError } from '../errors.js';
import { describeExitCodes, EXIT_CODES, type ExitCode } from '../exit-code.js';
import { createExperimentOptions, readExperiment } from '../flags/experiment.js';
import type { Gate } from '../flags/gate.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { toKebabCase } from '../flags/names.js';
import { addGateOption, refuseGatesOn } from '../gates.js';
import { watchInterrupts } from '../interrupts.js';
import { presentRun } from '../present-run.js';
import type { Session } from '../session.js';

interface RunOptions extends LabOptions {
  readonly samples?: boolean;
  readonly failIf?: readonly Gate[];
  /** The experiment's own flags, as typed. */
  readonly [flag: string]: unknown;
}

export function addRunCommand(program: Command, session: Session): void {
  const run = program
    .command('run')
    .summary('run an experiment and show what came out')
    .description(
      'Defines an experiment and runs it. There is a command for each kind of task; each has its own --help.',
    )
    .usage('<task> [options]');
  for (const task of TASKS) addTaskCommand(run, task, session);
}

function addTaskCommand(run: Command, task: TaskSpec, session: Session): void {
  const command = run.command(task.kind).summary(task.title).description(task.doc);
  const kebab = toKebabCase(task.kind);
  if (kebab !== task.kind) command.alias(kebab);

  const { parameters, rest } = createExperimentOptions(task);
  for (const option of parameters) command.addOption(option.helpGroup('Task:'));
  for (const option of rest) command.addOption(option.helpGroup('Experiment:'));
  addLabOptions(addGateOption(command))
    .option('--samples', 'show every round as well')
    .addHelpText('after', `\n${describeExamples(task)}\n\n${describeExitCodes()}`)
    .action(async (options: RunOptions) => session.end(await runTask(task, options, session)));
}

async function runTask(task: TaskSpec, options: RunOptions, session: Session): Promise<ExitCode> {
  const { output } = session;
  const input = readExperiment(task, options);
  if (!input.ok) throw new InvalidInputError(input.problems);
  refuseGatesOn(options.failIf ?? [], 'speedup', 'one run is held against no other.');
  const lab = await session.findLab(options);
  const experimentId = await defineExperiment(lab, input.value);

  // From here on a run may be under way that would outlive us.
  const interrupts = watchInterrupts(() => session.exit(EXIT_CODES.INTERRUPTED));
  try {
    const interrupted = interrupts.signal;
    const idempotencyKey = randomUUID();
    const outage = new Outage(tellOutage((text) => output.note(text)));
    const run = await persist(() => beginRun(lab, experimentId, idempotencyKey), outage, interrupted);
    const ended = await attend(run, { lab, output, interrupted, onInterrupt: 'cancel' });
    return presentRun(ended, options, output);
  } finally {
    interrupts.close();
  }
}

function describeExamples(task: TaskSpec): string {
  const flags = Object.entries(task.parameters).map(([name, { default: usual }]) => `--${toKebabCase(name)} ${usual}`);
  const contended = task.primitives.find((primitive) => primitive !== 'NONE');
  const primitive = contended ? ` --primitive ${contended.toLowerCase()}` : '';
  return [
    'Examples:',
    `  npm run lab -- run ${task.kind} ${flags.join(' ')} --fabric threads --workers 2${primitive}`,
    `  npm run --silent lab -- run ${task.kind} --repetitions 20 --json > result.json`,
  ].join('\n');
}
