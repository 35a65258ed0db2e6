/** A run under way as a bar shows it: how far, and what is going on. Pure. */
import type { RunEvent } from '../api/event.js';
import { nameRound, type Rounds } from './rounds.js';

export interface View {
  /** Of the whole run, from 0 to 1. */
  readonly fraction: number;
  readonly status: string;
}

export const FIRST_VIEW: View = { fraction: 0, status: 'queued' };

export function advance(view: View, event: RunEvent, rounds: Rounds): View {
  switch (event.__typename) {
    case 'RunQueued':
      return { fraction: 0, status: event.position > 1 ? `queued, place ${event.position}` : 'queued' };
    case 'RunRequeued':
      return { fraction: 0, status: 'queued again' };
    case 'RunStarted':
      return { fraction: 0, status: event.attempt > 1 ? `started, attempt ${event.attempt}` : 'started' };
    case 'RoundStarted':
      return { ...view, status: nameRound(event.round, rounds) };
    case 'RunProgress':
      return { ...view, fraction: event.fraction };
    case 'RoundFinished':
      // Short rounds end before their progress is told.
      return { ...view, fraction: (event.sample.round + 1) / (rounds.warmup + rounds.repetitions) };
    case 'RunFinished':
      return { ...view, status: event.state };
    case 'Other':
      return view;
  }
}
