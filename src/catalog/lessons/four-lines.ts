/** Rows 1 and 24. */
import { type Lesson } from '../../domain/lesson.js';
import { oneOf } from '../expectations.js';

export const fourLines: Lesson = {
  id: 'four-lines',
  rows: ['1', '24'],
  title: 'Four workers, a line each',
  doc: 'Four workers print one line each. All four lines come; in which order is luck.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: { task: { kind: 'printLines', parameters: { lines: 1 } }, fabric, workers: 4 },
    })),
  expectations: [
    oneOf('THREADS', ['one after another', 'interleaved'], 'all 4 lines, in any order'),
    oneOf('PROCESSES', ['one after another', 'interleaved'], 'all 4 lines, in any order'),
  ],
};
