/** The event log: what happened to each run, numbered per run. */
import type { RunEvent, RunFact } from '../domain/events.js';
import type { Records } from '../store/records.js';
import { NumberedLog } from './numbered-log.js';

export class EventLog extends NumberedLog<RunFact, RunEvent> {
  constructor(records: Records) {
    super({
      toEvent: (runId, seq, at, fact) => ({ ...fact, runId, seq, at }),
      insert: (events) => records.insertEvents(events),
      find: (runId, after, limit) => records.findEvents(runId, after, limit),
      exists: async (runId) => (await records.findRunState(runId)) !== null,
      isLast: ({ kind }) => kind === 'RunFinished',
    });
  }
}
