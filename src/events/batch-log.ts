/** The log of batches: what happened to each as a whole, numbered per batch. */
import type { BatchEvent, BatchFact } from '../domain/batch-events.js';
import type { BatchRecords } from '../store/batch-records.js';
import { NumberedLog } from './numbered-log.js';

export class BatchLog extends NumberedLog<BatchFact, BatchEvent> {
  constructor(records: BatchRecords) {
    super({
      toEvent: (batchId, seq, at, fact) => ({ ...fact, batchId, seq, at }),
      insert: (events) => records.insertEvents(events),
      find: (batchId, after, limit) => records.findEvents(batchId, after, limit),
      exists: (batchId) => records.exists(batchId),
      isLast: ({ kind }) => kind === 'BatchFinished',
    });
  }
}
