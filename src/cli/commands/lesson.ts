/** `lesson`, `claim`, `unit`, `comparison`: the course unit's programs, sentences and tables, held against what it says. */
import { Option, type Command } from 'commander';
import {
  askShelf,
  beginClaim,
  beginComparison,
  beginLesson,
  findBatch,
  findComparison,
  type Batch,
} from '../api/batch-operations.js';
import { attendBatch } from '../attend-batch.js';
import type { Lab } from '../api/lab.js';
import { InterruptedError, InvalidInputError } from '../errors.js';
import { EXIT_CODES } from '../exit-code.js';
import { createRuntimeOption } from '../flags/experiment.js';
import { addLabOptions, type LabOptions } from '../flags/lab.js';
import { formatComparison } from '../format/batch.js';
import { toJson } from '../output.js';
import { presentClaim, presentLessons } from '../present-batch.js';
import type { Session } from '../session.js';

interface ClaimOptions extends LabOptions {
  readonly runtime?: string;
}

interface LessonOptions extends ClaimOptions {
  readonly scale: number;
}

export function addLessonCommands(program: Command, session: Session): void {
  addLessonCommand(program, session);
  addClaimCommand(program, session);
  addUnitCommand(program, session);
  addComparisonCommand(program, session);
}

function addLessonCommand(program: Command, session: Session): void {
  const { output, findLab, end } = session;
  const command = program
    .command('lesson')
    .summary('run a lesson of the unit')
    .description('Runs a lesson, and shows what the unit expects beside what was observed.')
    .argument('[lessonId]', 'none: list them');
  addLabOptions(command.addOption(scaleOption()).addOption(createRuntimeOption())).action(
    async (lessonId: string | undefined, options: LessonOptions) => {
      const lab = await findLab(options);
      if (lessonId === undefined) {
        const { lessons } = await askShelf(lab);
        const lines = lessons.map(({ id, rows, title }) => `${id.padEnd(28)} rows ${rows.join(', ')}: ${title}`);
        output.print(options.json ? toJson(lessons) : lines.join('\n'));
        end(EXIT_CODES.SUCCEEDED);
        return;
      }
      const batch = await untilFinished(lab, await beginLesson(lab, { id: lessonId, ...unitOf(options) }), session);
      end(presentLessons([batch], options, output));
    },
  );
}

function addClaimCommand(program: Command, session: Session): void {
  const { output, findLab, end } = session;
  const command = program
    .command('claim')
    .summary('test a claim of the unit')
    .description('Runs the experiments that test a claim, and shows the verdict with its evidence.')
    .argument('[claimId]', 'none: list them');
  addLabOptions(command.addOption(createRuntimeOption())).action(
    async (claimId: string | undefined, options: ClaimOptions) => {
      const lab = await findLab(options);
      if (claimId === undefined) {
        const { claims } = await askShelf(lab);
        const lines = claims.map(
          ({ id, number, sentence }) => `${String(number).padStart(2)} ${id.padEnd(28)} ${sentence}`,
        );
        output.print(options.json ? toJson(claims) : lines.join('\n'));
        end(EXIT_CODES.SUCCEEDED);
      } else {
        const batch = await untilFinished(
          lab,
          await beginClaim(lab, { id: claimId, runtime: options.runtime }),
          session,
        );
        end(presentClaim(batch, options, output));
      }
    },
  );
}

function addUnitCommand(program: Command, session: Session): void {
  const { output, findLab, end } = session;
  const command = program
    .command('unit')
    .summary('run all lessons of the unit')
    .description('Runs every lesson, and shows what the unit expects beside what was observed, row by row.');
  addLabOptions(command.addOption(scaleOption()).addOption(createRuntimeOption())).action(
    async (options: LessonOptions) => {
      const lab = await findLab(options);
      const { lessons } = await askShelf(lab);
      const batches: Batch[] = [];
      for (const [index, { id, title }] of lessons.entries()) {
        output.note(`${index + 1} of ${lessons.length}: ${title}`);
        batches.push(await untilFinished(lab, await beginLesson(lab, { id, ...unitOf(options) }), session));
      }
      const code = presentLessons(batches, options, output);
      output.note(summarizeLines(batches.flatMap((batch) => batch.lines ?? [])));
      end(code);
    },
  );
}

function unitOf({ scale, runtime }: LessonOptions): { readonly scale: number; readonly runtime: string | undefined } {
  return { scale, runtime };
}

function summarizeLines(lines: NonNullable<Batch['lines']>): string {
  const told = lines.filter(({ leftOut }) => leftOut === null);
  const unmet = told.filter(({ isMet }) => !isMet).length;
  const left = lines.length - told.length;
  const others = left > 0 ? ` ${left} do not apply to this runtime.` : '';
  if (unmet === 0) return `All ${told.length} lines are as expected.${others}`;
  return `${unmet} of ${told.length} lines are not as expected.${others}`;
}

function addComparisonCommand(program: Command, session: Session): void {
  const { output, findLab, end } = session;
  const command = program
    .command('comparison')
    .summary('the unit’s comparison tables, measured')
    .description('Shows the unit’s comparison tables beside what was last measured on the lab’s host.')
    .option('--measure', 'measure them now, in some half a minute');
  addLabOptions(command).action(async (options: LabOptions & { readonly measure?: true }) => {
    const lab = await findLab(options);
    if (options.measure) await untilFinished(lab, await beginComparison(lab), session);
    const comparison = await findComparison(lab);
    output.print(options.json ? toJson(comparison) : formatComparison(comparison));
    end(EXIT_CODES.SUCCEEDED);
  });
}

function scaleOption(): Option {
  return new Option('--scale <factor>', 'of the unit’s sizes and times, above 0 and at most 1')
    .default(1)
    .argParser((text) => {
      const scale = Number(text);
      if (scale > 0 && scale <= 1) return scale;
      const message = `scale is above 0 and at most 1; this is "${text}".`;
      throw new InvalidInputError([{ path: 'scale', code: 'OUT_OF_RANGE', message }]);
    });
}

/** @throws InterruptedError when the user had enough, and what was left was cancelled */
async function untilFinished(lab: Lab, batchId: string, session: Session): Promise<Batch> {
  if ((await attendBatch(batchId, { lab, session, onInterrupt: 'cancel' })) === 'interrupted') {
    throw new InterruptedError('It was cancelled, so nothing can be said of it.');
  }
  return findBatch(lab, batchId);
}
