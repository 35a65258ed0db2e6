/**
 * The gradebook: one line for each member, four columns for each challenge. It is what the instructor sees, and
 * so it has the real names, and the boards as they are and not as they are frozen.
 */
import { stringify } from 'csv-stringify/sync';
import type { ClassroomRecords } from '../store/classroom-records.js';
import type { Boards } from './boards.js';

/** @returns CSV with a header, as spreadsheets read it (UTF-8 with its mark); null where there is no classroom. */
export async function writeGradebook(
  records: ClassroomRecords,
  boards: Boards,
  classroomId: string,
): Promise<string | null> {
  if (!(await records.findClassroom({ id: classroomId }))) return null;
  const seats = await records.findSeats(classroomId);
  const tries = new Map(
    (await records.countTries(classroomId)).map((row) => [`${row.challengeId} ${row.memberId}`, row.tries]),
  );
  const challenges = await Promise.all(
    (await records.findChallenges({ classroomId })).map(async ({ id, title }, index) => {
      const board = await boards.snapshot(id, 'INSTRUCTOR');
      const entries = new Map(board?.entries.map((entry) => [entry.memberId, entry]));
      // Two challenges may have one title, and columns need different ones.
      return { id, label: `${index + 1}. ${title}`, entries };
    }),
  );
  const header = [
    'Seat',
    'Name',
    ...challenges.flatMap(({ label }) =>
      ['rank', 'value', 'tries', 'closeness'].map((column) => `${label}: ${column}`),
    ),
  ];
  const lines = seats
    .filter(({ role }) => role === 'MEMBER')
    .map(({ id: memberId, seat, displayName }) => [
      seat,
      displayName,
      ...challenges.flatMap(({ id, entries }) => {
        const entry = entries.get(memberId);
        return [entry?.rank, entry?.measure.value, tries.get(`${id} ${memberId}`) ?? 0, entry?.score?.closeness];
      }),
    ]);
  // What begins like a formula must not become one in a spreadsheet.
  return stringify([header, ...lines], { bom: true, escape_formulas: true });
}
