/** `batch`: a matrix of experiments out of a file, run as one. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { beginMatrix, findMatrix, planMatrix } from '../api/matrix-operations.js';
import type { Lab } from '../api/lab.js';
import { Outage, persist } from '../../client/outage.js';
import { tellOutage } from '../attend.js';
import { attendBatch } from '../attend-batch.js';
import { parseBatchFile, type BatchInput } from '../batch-file.js';
import { InvalidInputError } from '../errors.js';
import { describeExitCodes, EXIT_CODES, type ExitCode } from '../exit-code.js';
import type { Gate } from '../flags/gate.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { formatMatrixPlan } from '../format/matrix.js';
import { addGateOption } from '../gates.js';
import { toJson, type Output } from '../output.js';
import { presentMatrix } from '../present-batch.js';
import type { Session } from '../session.js';

interface BatchOptions extends LabOptions {
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  readonly key?: string;
  readonly failIf?: readonly Gate[];
}

const EXAMPLE = `
A file:
  name: threads against processes
  matrix:
    task:                         # one or several; each parameter may be a list
      - countdown: { n: [1e8, 1e9] }
      - counter: { increments: 100_000 }
    fabric: [serial, threads, processes]
    workers: 1..4                 # or [1, 2, 4], or 2^0..2^3, or 0..100 step 10
    repetitions: 5                # measured rounds of a run
  exclude:
    - { fabric: serial, workers: 2..4 }
  repetitions: 3                  # runs of each configuration, interleaved
  skipUnsupported: true           # leave out what a task cannot do, instead of refusing
  baseline: { fabric: serial }    # what speed-ups are measured against

Examples:
  npm run lab -- batch scripts/examples/sweep.yaml --dry-run
  npm run lab -- batch scripts/examples/sweep.yaml --fail-if "speedup < 1.2"
  npm run lab -- batch nightly.yaml --key nightly-17      # again with the same key: goes on where it was

`;

export function addBatchCommand(program: Command, session: Session): void {
  const command = program
    .command('batch')
    .summary('run all combinations that a file asks for')
    .description(
      'Runs a matrix of experiments: every combination of the values in a YAML file. Shows a table at the end. ' +
        'Ctrl-C cancels what is left of it.',
    )
    .argument('<file>', 'a YAML file; - for the input')
    .option('--dry-run', 'only show what would be run, and how long it would take')
    .option('--detach', 'begin it, print its id, and leave')
    .option('--key <text>', 'the same key again is the same batch: goes on with it instead of beginning another')
    .addHelpText('after', `${EXAMPLE}${describeExitCodes()}`);
  addLabOptions(addGateOption(command)).action(async (file: string, options: BatchOptions) => {
    session.end(await runFile(file, options, session));
  });
}

async function runFile(file: string, options: BatchOptions, session: Session): Promise<ExitCode> {
  const { output } = session;
  const parsed = parseBatchFile(await readText(file));
  if (!parsed.ok) throw new InvalidInputError(parsed.problems);
  const lab = await session.findLab(options);
  if (options.dryRun) {
    const plan = await planMatrix(lab, parsed.value);
    output.print(options.json ? toJson(plan) : formatMatrixPlan(plan));
    return EXIT_CODES.SUCCEEDED;
  }
  const batchId = await begin(lab, parsed.value, options.key, output);
  if (options.detach) {
    output.print(options.json ? toJson({ id: batchId }) : batchId);
    return EXIT_CODES.SUCCEEDED;
  }
  const end = await attendBatch(batchId, { lab, session, onInterrupt: 'cancel' });
  const code = presentMatrix(await findMatrix(lab, batchId), options, output);
  return end === 'interrupted' ? EXIT_CODES.CANCELLED : code;
}

/** Over a lab that goes away meanwhile, since the same key may be asked twice. */
async function begin(lab: Lab, input: BatchInput, key: string | undefined, output: Output): Promise<string> {
  const keyed = { ...input, idempotencyKey: key ?? input.idempotencyKey ?? randomUUID() };
  const outage = new Outage(tellOutage((text) => output.note(text)));
  return persist(() => beginMatrix(lab, keyed), outage, new AbortController().signal);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `${file} cannot be read: ${code ?? String(error)}.`;
    throw new InvalidInputError([{ path: 'file', code: 'UNKNOWN', message }]);
  }
}
