/** What is recorded of one run, on the host's side: emptied after every round, told at its end. */
import type { RunRecording, TraceInfo } from '../../domain/recording.js';
import type { Measurement } from '../../domain/run.js';
import type { Assignment } from '../../fabric/assignment.js';
import type { RecordedPart } from '../../fabric/recording.js';
import type { Notes } from './notes.js';
import { toOverhead } from './overhead.js';
import { Tally } from './tally.js';
import { TraceLog } from './trace-log.js';

type Level = RunRecording['level'];

export interface HostRecording {
  /** Before a round. */
  prepare(): void;
  /** A round is over, and nobody writes any more. @param measurement null where it did not come to its end */
  drain(round: number, warmup: boolean, measurement: Measurement | null): void;
  /** What came of it, once; absent where nothing was to be recorded. */
  result(): RunRecording | undefined;
}

export interface Recorded {
  readonly notes: Notes;
  readonly parts: readonly RecordedPart[];
  /** Where a trace goes; null where none is kept. */
  readonly traceFile: string | null;
  /** What it costs an operation that need not wait, in nanoseconds; asked at the end. */
  readonly costNs: () => number;
  /** The workers, those together that take turns. */
  readonly turns: readonly (readonly number[])[];
}

const NOTHING: HostRecording = { prepare: () => {}, drain: () => {}, result: () => undefined };

/** @param recorded asked where something is to be recorded */
export function recordOnHost(assignment: Assignment, recorded: (level: Level) => Recorded): HostRecording {
  const { recording } = assignment;
  if (!recording) return NOTHING;
  const { level } = recording;
  const { notes, parts, traceFile, costNs, turns } = recorded(level);
  const tally = new Tally(notes, assignment, parts);
  const log = level === 'TRACE' ? new TraceLog(notes, assignment, parts) : null;
  let wallMs = 0;
  return {
    prepare: () => notes.prepare(),
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
      overhead: toOverhead(costNs(), tally.operations(), turns, wallMs),
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
