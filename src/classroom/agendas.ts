/** What is asked of a class: its challenges, with where each is in its life, live. */
import type { ChallengePhase } from '../domain/classroom.js';
import { LiveReading } from '../events/live-reading.js';
import type { ChallengeRow, ClassroomRecords } from '../store/classroom-records.js';

export interface AgendaItem {
  readonly id: string;
  readonly title: string;
  readonly phase: ChallengePhase;
  readonly opensAt: Date;
  readonly closesAt: Date | null;
}

/** By the classrooms' ids; the oldest challenge first. */
export type Agendas = LiveReading<readonly AgendaItem[]>;

export function createAgendas(records: ClassroomRecords): Agendas {
  return new LiveReading(
    async (classroomId): Promise<readonly AgendaItem[]> => (await records.findChallenges({ classroomId })).map(toItem),
    (items) => JSON.stringify(items),
  );
}

function toItem({ id, title, phase, opensAt, closesAt }: ChallengeRow): AgendaItem {
  return { id, title, phase, opensAt, closesAt };
}
