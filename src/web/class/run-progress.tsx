/** A run while it waits and runs, as its events tell. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RunEvent } from '../../client/index.js';
import { formatMs, formatSpan } from '../../domain/figure-text.js';
import { useWatch } from '../live/hooks.js';
import type { PageLab } from '../live/page-lab.js';
import { PLACE } from './documents.js';

interface RunProgressProps {
  readonly lab: PageLab;
  readonly runId: string;
  readonly onEnded: () => void;
}

export interface Progress {
  readonly isRunning: boolean;
  /** From 0 to 1. */
  readonly fraction: number;
  /** Of the measured rounds that have ended, in milliseconds. */
  readonly roundsMs: readonly number[];
}

export const NOT_STARTED: Progress = { isRunning: false, fraction: 0, roundsMs: [] };

export function advance(progress: Progress, event: RunEvent): Progress {
  switch (event.__typename) {
    case 'RunStarted':
      return { ...NOT_STARTED, isRunning: true };
    case 'RunRequeued':
      return NOT_STARTED;
    case 'RunProgress':
      return { ...progress, isRunning: true, fraction: event.fraction };
    case 'RoundFinished': {
      const { warmup, wallMs } = event.sample;
      return warmup ? progress : { ...progress, roundsMs: [...progress.roundsMs, wallMs] };
    }
    case 'RunFinished':
      return { ...progress, fraction: 1 };
    case 'RunQueued':
    case 'RoundStarted':
    case 'WorkerStateChanged':
      return progress;
  }
}

export function RunProgress({ lab, runId, onEnded }: RunProgressProps): JSX.Element {
  const [progress, setProgress] = useState(NOT_STARTED);
  useEffect(() => {
    const ending = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const event of lab.client.runEvents(runId, { signal: ending.signal })) {
        setProgress((before) => advance(before, event));
      }
    };
    // What ends it early ends the seat, and is told there; the run itself is asked for once more.
    follow()
      .catch(() => {})
      .finally(() => {
        if (!ending.signal.aborted) onEnded();
      });
    return () => ending.abort();
  }, [runId]);
  const { isRunning, fraction, roundsMs } = progress;
  return (
    <div class="run-progress">
      <progress value={fraction} max={1} aria-label="progress of the run" />
      {isRunning ? <p class="hint">running</p> : <Waiting lab={lab} runId={runId} />}
      {roundsMs.length > 0 && <p class="hint rounds">{roundsMs.map((ms) => formatMs(ms)).join(' · ')}</p>}
    </div>
  );
}

function Waiting({ lab, runId }: Omit<RunProgressProps, 'onEnded'>): JSX.Element {
  const { data } = useWatch((signal) => lab.client.watch(PLACE, { runId }, { signal }), runId, lab.link);
  const place = data?.queue.place;
  if (!place) return <p class="hint">waiting for its turn</p>;
  return (
    <p class="hint">
      waiting for its turn, at place {place.position}
      {place.startsInMs !== null && `, in about ${formatSpan(place.startsInMs)}`}
    </p>
  );
}
