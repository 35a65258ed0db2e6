/** The unit's tables. A new one is a file beside this and a line here. */
import type { Comparison } from '../../domain/comparison.js';
import type { Program } from '../../domain/lesson.js';
import { pipeAndQueue } from './pipe-and-queue.js';
import { threadingAndMultiprocessing } from './threading-and-multiprocessing.js';

export const COMPARISONS: readonly Comparison[] = [threadingAndMultiprocessing, pipeAndQueue];

/** What all the tables need to be measured, each program once. */
export function programsOfComparisons(): readonly Program[] {
  const programs = COMPARISONS.flatMap(({ rows }) => rows.flatMap((row) => row.programs));
  return [...new Map(programs.map((program) => [program.label, program])).values()];
}
