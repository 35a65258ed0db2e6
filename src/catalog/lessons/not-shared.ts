/** Row 31. */
import { type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const notShared: Lesson = {
  id: 'not-shared',
  rows: ['31'],
  title: 'A list that is not shared',
  doc: 'Three processes append to an ordinary list, under a lock. The unit implies 15 entries; there are none, since each process has a list of its own.',
  programs: () => [
    {
      label: 'a list',
      request: {
        task: { kind: 'notShared', parameters: { appends: 5 } },
        primitive: 'LOCK',
        fabric: 'PROCESSES',
        workers: 3,
      },
    },
  ],
  expectations: [always('a list', 'not shared', '0 of 15 (the unit implies 15)')],
};
