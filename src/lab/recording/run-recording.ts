/** What is recorded of one run, on the host's side: emptied after every round, told at its end. */
import type { RunRecording } from '../../domain/recording.js';
import type { Measurement } from '../../domain/run.js';
import type { Arena } from '../../fabric/arena.js';
import type { Assignment } from '../../fabric/assignment.js';
import { nsPerOperation, toOverhead } from './overhead.js';
import { Tally } from './tally.js';

export interface HostRecording {
  /** A round is over, and nobody writes any more. @param measurement null where it did not come to its end */
  drain(measurement: Measurement | null): void;
  /** What came of it; absent where nothing was to be recorded. */
  result(): RunRecording | undefined;
}

const NOTHING: HostRecording = { drain: () => {}, result: () => undefined };

/** Before the first round: it may take some milliseconds. */
export function recordOnHost(arena: Arena, assignment: Assignment): HostRecording {
  const { recording } = assignment;
  if (!recording) return NOTHING;
  const { level } = recording;
  nsPerOperation(level);
  const tally = new Tally(arena, assignment);
  let wallMs = 0;
  return {
    drain(measurement) {
      const counts = measurement !== null && !measurement.warmup;
      if (counts) wallMs += measurement.wallMs;
      tally.drain(counts);
    },
    result: () => ({ level, uses: tally.uses(), overhead: toOverhead(level, tally.operations(), wallMs) }),
  };
}
