/** A run under way as lines: what a log wants to keep of each event. Pure. */
import type { RunEvent } from '../api/event.js';
import { formatMs, formatShare } from '../../domain/figure-text.js';
import { nameRound, type Rounds } from './rounds.js';

/** With more rounds, lines for each would bury the rest: progress is told instead. */
const MOST_ROUND_LINES = 50;
const STEPS = 10;

/** Steps of progress that were told already. */
export interface Narration {
  readonly step: number;
  readonly line: string | null;
}

export function narrate(step: number, event: RunEvent, rounds: Rounds): Narration {
  const total = rounds.warmup + rounds.repetitions;
  switch (event.__typename) {
    case 'RunQueued':
      return { step, line: event.position > 1 ? `Queued, place ${event.position}.` : 'Queued.' };
    case 'RunRequeued':
      return { step: 0, line: `Queued again: ${describeReason(event.reason)}.` };
    case 'RunStarted':
      return { step: 0, line: event.attempt > 1 ? `Started again, attempt ${event.attempt}.` : 'Started.' };
    case 'RoundFinished': {
      const { round, wallMs, result } = event.sample;
      if (total > MOST_ROUND_LINES) return advanceTo(step, (round + 1) / total);
      const name = nameRound(round, rounds);
      return {
        // What the round's own line says already.
        step: Math.max(step, stepOf((round + 1) / total)),
        line: `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${formatMs(wallMs)}, ${result}.`,
      };
    }
    case 'RunProgress':
      return advanceTo(step, event.fraction);
    case 'RunFinished':
      return { step, line: `${event.state}.` };
    case 'RoundStarted':
    case 'Other':
      return { step, line: null };
  }
}

function advanceTo(told: number, fraction: number): Narration {
  const step = stepOf(fraction);
  return step > told ? { step, line: `${formatShare(step / STEPS)} done.` } : { step: told, line: null };
}

function stepOf(fraction: number): number {
  return Math.floor(fraction * STEPS);
}

function describeReason(reason: string): string {
  if (reason === 'SERVER_KILLED') return 'the server died while it was on';
  if (reason === 'SERVER_STOPPED') return 'the server was stopped while it was on';
  return reason;
}
