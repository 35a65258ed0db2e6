/** A batch under way, as a bar shows it and as a log keeps it. Pure. */
import type { BatchEvent } from '../api/batch-event.js';
import { formatSpan } from '../../domain/figure-text.js';
import type { Narration } from './narrate.js';
import type { View } from './view.js';

export function advanceBatch(view: View, event: BatchEvent): View {
  if (event.__typename === 'Other') return view;
  const { ended, total, remainingMs } = event.progress;
  const fraction = total === 0 ? 1 : ended / total;
  const left = remainingMs === null || ended === total ? '' : `, ${formatSpan(remainingMs)} left`;
  const count = `${ended} of ${total}${left}`;
  switch (event.__typename) {
    case 'BatchQueued':
      return { fraction, status: `queued: ${count}` };
    case 'BatchRunStarted':
      return { fraction, status: `${count}: ${event.label}` };
    case 'BatchRunFinished':
    case 'BatchFinished':
      return { fraction, status: count };
  }
}

export function narrateBatch(step: number, event: BatchEvent): Narration {
  switch (event.__typename) {
    case 'BatchQueued': {
      const { total, remainingMs } = event.progress;
      const left = remainingMs === null ? '' : `, which take about ${formatSpan(remainingMs)}`;
      return { step, line: `Queued: ${total} ${total === 1 ? 'run' : 'runs'}${left}.` };
    }
    case 'BatchRunFinished': {
      const { ended, total } = event.progress;
      return { step, line: `${ended} of ${total}: ${event.label}: ${event.state.toLowerCase()}.` };
    }
    case 'BatchRunStarted':
    case 'BatchFinished':
    case 'Other':
      return { step, line: null };
  }
}
