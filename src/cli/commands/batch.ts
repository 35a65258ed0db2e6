/** `batch`: a matrix of experiments out of a file, run as one. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { beginMatrix, findMatrix, planMatrix } from '../api/matrix-operations.js';
import { attendBatch } from '../attend-batch.js';
import { parseBatchFile } from '../batch-file.js';
import { beginOnce } from '../begin.js';
import { InvalidInputError } from '../errors.js';
import { describeFileError } from '../file-error.js';
import { describeExitCodes, EXIT_CODES, type ExitCode } from '../exit-code.js';
import type { Gate } from '../flags/gate.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { formatMatrixPlan } from '../format/matrix.js';
import { addGateOption } from '../gates.js';
import { toJson } from '../output.js';
import { presentMatrix } from '../present-batch.js';
import type { Session } from '../session.js';

interface BatchOptions extends LabOptions {
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  readonly key?: string;
  readonly failIf?: readonly Gate[];
}

const HELP = `
A file:
  name: threads against processes # at most 200 characters
  matrix:                         # every combination of these; each may be one value or a list
    task:                         # one or several; each parameter may be a list, and a name alone takes the usual ones
      - countdown: { n: [1e8, 1e9] }
      - counter: { increments: 100_000 }
    fabric: [serial, threads, processes]
    primitive: none
    workers: 1..4                 # or [1, 2, 4], or 2^0..2^3, or 0..100 step 10
    runtime: [node, node-gil]     # of \`runtimes\`
    repetitions: 5                # measured rounds of a run
    warmup: 1                     # rounds before them, which do not count
    timeoutMs: 60_000             # of a run, in milliseconds
    precision: 0.02               # add rounds until the wall time's interval is at most this part of its median wide
    recording: [none, contention] # what to record beside the times; or trace
    options: { permits: 2 }       # of a semaphore: how many may be inside at once; and, each as one value or a list,
                                  #   capacity          of a queue: messages; 0 for as many as fit
                                  #   capacityBytes     of a queue or a pipe: its ring, a power of two
                                  #   switchIntervalMs  of a global interpreter lock, in milliseconds: node has none
                                  #   startMethod       of Python's processes: fork, spawn, forkserver
                                  # with the last two, a combination that has no use for them cannot be run
    alongside: []                 # one or several groups of workers that run beside these in every run, such as
                                  #   { task: { ioWait: { milliseconds: 50 } }, fabric: async, workers: 4 }
                                  #   with a fabric, primitive, options, workers and task of their own, one of each
  exclude:                        # by task, fabric, primitive, workers, runtime, recording, startMethod or
                                  # switchIntervalMs: all that is given must fit
    - { fabric: serial, workers: 2..4 }
  repetitions: 3                  # runs of each configuration, from 1 to 1,000 (usual: 1)
  order: interleaved              # all configurations once, then again; or grouped; or side_by_side: with what they
                                  # are held against, round beside round
  priority: normal                # among batches: low, normal or high
  skipUnsupported: true           # leave out what a task or the host cannot do, instead of refusing (usual: false)
  baseline: { fabric: serial, workers: 1 }   # what speed-ups are over; by fabric, primitive, workers, runtime, recording,
                                  # startMethod or switchIntervalMs (usual: serial, else the fewest workers)
  idempotencyKey: nightly-17      # as --key

What a task takes, with its bounds: npm run lab -- run TASK --help, or npm run lab -- catalog.

Examples:
  npm run lab -- batch scripts/examples/sweep.yaml --dry-run
  npm run lab -- batch scripts/examples/sweep.yaml --fail-if "speedup < 1.2"
  npm run lab -- batch scripts/examples/all-fabrics.yaml --key nightly-17   # the same again: goes on where it was

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
    .addHelpText('after', `${HELP}${describeExitCodes()}`);
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
  const input = parsed.value;
  const batchId = await beginOnce(
    (idempotencyKey) => beginMatrix(lab, { ...input, idempotencyKey }),
    options.key ?? input.idempotencyKey,
    output,
  );
  if (options.detach) {
    output.print(options.json ? toJson({ id: batchId }) : batchId);
    return EXIT_CODES.SUCCEEDED;
  }
  const end = await attendBatch(batchId, { lab, session, onInterrupt: 'cancel' });
  const code = presentMatrix(await findMatrix(lab, batchId), options, output);
  return end === 'interrupted' ? EXIT_CODES.CANCELLED : code;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    const message = `${file} cannot be read: ${describeFileError(error)}`;
    throw new InvalidInputError([{ path: 'file', code: 'UNKNOWN', message }]);
  }
}
