/** What is recorded of one run, on the host's side: emptied after every round, told at its end. */
import type { RunRecording, TraceInfo } from '../../domain/recording.js';
import type { Measurement } from '../../domain/run.js';
import type { Arena } from '../../fabric/arena.js';
import type { Assignment } from '../../fabric/assignment.js';
import { nsPerOperation, toOverhead } from './overhead.js';
import { Tally } from './tally.js';
import { TraceLog } from './trace-log.js';

export interface HostRecording {
  /** Before a round. */
  prepare(): void;
  /** A round is over, and nobody writes any more. @param measurement null where it did not come to its end */
  drain(round: number, warmup: boolean, measurement: Measurement | null): void;
  /** What came of it, once; absent where nothing was to be recorded. */
  result(): RunRecording | undefined;
}

const NOTHING: HostRecording = { prepare: () => {}, drain: () => {}, result: () => undefined };

/**
 * Before the first round: it may take some milliseconds.
 * @param traceFile where a trace goes; null where none is kept
 */
export function recordOnHost(arena: Arena, assignment: Assignment, traceFile: string | null): HostRecording {
  const { recording } = assignment;
  if (!recording) return NOTHING;
  const { level } = recording;
  nsPerOperation(level);
  const tally = new Tally(arena, assignment);
  const log = level === 'TRACE' ? new TraceLog(arena, assignment) : null;
  let wallMs = 0;
  return {
    prepare: () => log?.prepare(),
    drain(round, warmup, measurement) {
      const counts = measurement !== null && !warmup;
      if (counts) wallMs += measurement.wallMs;
      log?.add(round, warmup, measurement);
      tally.drain(counts ? measurement : null);
    },
    result: () => ({
      level,
      uses: tally.uses(),
      sharing: tally.sharing(),
      overhead: toOverhead(level, tally.operations(), wallMs),
      trace: log && traceFile !== null ? writeTrace(log, traceFile) : null,
    }),
  };
}

/** A full disk takes the trace, not the run. */
function writeTrace(log: TraceLog, path: string): TraceInfo | null {
  try {
    return log.write(path);
  } catch (error) {
    console.error(`The trace could not be written to ${path}:`, error);
    return null;
  }
}
