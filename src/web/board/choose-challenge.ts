/** Which of a class's challenges a projector shows, where nobody says which. */
import type { AgendaItem, Phase } from '../documents.js';

/** What the class looks at first: a reveal, then what can be done now, then what was done last. */
const URGENCY: Readonly<Record<Phase, number>> = {
  REVEALING: 5,
  VERIFYING: 4,
  OPEN: 3,
  CLOSED: 2,
  REVEALED: 2,
  SCHEDULED: 1,
};

/**
 * @param agenda the oldest first
 * @param wanted one that somebody picked, as long as it is there
 * @returns of equally urgent ones the newest; null where there is none
 */
export function chooseChallenge(agenda: readonly AgendaItem[], wanted: string | null): AgendaItem | null {
  const picked = agenda.find(({ id }) => id === wanted);
  return picked ?? agenda.toReversed().toSorted((a, b) => URGENCY[b.phase] - URGENCY[a.phase])[0] ?? null;
}
