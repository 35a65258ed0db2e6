/** A board of hundreds, put into the store while no server has it: to play so many runs would take minutes. */
import { join } from 'node:path';
import { ClassroomRecords } from '../../src/store/classroom-records.js';
import { openStore } from '../../src/store/open.js';
import { Records } from '../../src/store/records.js';
import { ROOT } from './server.js';

/** The best figure of them; each later one is better, and so moves all before it down. */
const SLOWEST_MS = 1_000_000;

/** One member and one ranked submission each. */
export async function fillBoard(
  directory: string,
  { classroomId, challengeId, members }: { classroomId: string; challengeId: string; members: number },
): Promise<void> {
  const store = await openStore(directory, join(ROOT, 'prisma'));
  try {
    const records = new Records(store.prisma);
    const classroom = new ClassroomRecords(store.prisma);
    const writes = Array.from({ length: members }, (_, index) => {
      const [memberId, submissionId, seq] = [`member-${index}`, `submission-${index}`, index + 1];
      const value = SLOWEST_MS - index * 10;
      const measure = { value, low: value - 1, high: value + 1 };
      return [
        classroom.insertSeat({
          id: memberId,
          classroomId,
          role: 'MEMBER',
          seat: 1_000 + index,
          displayName: `Student number ${index}`,
          nameKey: memberId,
          alias: `Alias ${index}`,
          keyHash: null,
        }),
        classroom.insertSubmission({
          id: submissionId,
          challengeId,
          memberId,
          experimentId: submissionId,
          number: 1,
          idempotencyKey: null,
        }),
        classroom.changeSubmission(submissionId, 'RANKED', { measure }),
        classroom.insertFact(challengeId, { seq, at: new Date(), kind: 'RANKED', submissionId, memberId, measure }),
      ];
    });
    await records.commit([...writes.flat(), classroom.changeChallenge(challengeId, { lastSeq: members })]);
  } finally {
    await store.close();
  }
}
