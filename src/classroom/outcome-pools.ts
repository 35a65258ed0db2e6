/** The class as one fleet: the outcomes of all runs of a challenge as one table, live. */
import { LiveReading } from '../events/live-reading.js';
import type { ClassroomRecords } from '../store/classroom-records.js';
import { poolOutcomes, type OutcomeTable } from './outcomes.js';

/** By the challenges' ids. */
export type OutcomePools = LiveReading<OutcomeTable>;

export function createOutcomePools(records: ClassroomRecords): OutcomePools {
  return new LiveReading(
    async (challengeId) => poolOutcomes(await records.findOutcomes(challengeId)),
    ({ runs }) => runs,
  );
}
