/** What every resolver can reach. */
import DataLoader from 'dataloader';
import type { Offer } from '../domain/plan.js';
import type { EventLog } from '../events/event-log.js';
import type { RuntimeInfo } from '../runtimes/runtimes.js';
import type { BatchLog } from '../events/batch-log.js';
import { tabulate, type Row } from '../report/table.js';
import type { BatchFeed } from '../scheduler/batch-feed.js';
import type { Batches } from '../scheduler/batches.js';
import type { MatrixBatches } from '../scheduler/matrix-batches.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { BatchRecords } from '../store/batch-records.js';
import type { WorkerSample } from '../store/generated/prisma/client.js';
import type { PrismaClient } from '../store/open.js';
import type { Records } from '../store/records.js';

/** The parts that live as long as the server. */
export interface Parts {
  readonly prisma: PrismaClient;
  readonly records: Records;
  readonly batchRecords: BatchRecords;
  readonly scheduler: Scheduler;
  readonly batches: Batches;
  readonly matrices: MatrixBatches;
  readonly feed: BatchFeed;
  readonly events: EventLog;
  readonly batchLog: BatchLog;
  readonly offer: Offer;
  readonly runtimes: readonly RuntimeInfo[];
}

export interface Context extends Parts {
  /** The workers of samples, by the samples' ids. */
  readonly workerSamples: DataLoader<string, readonly WorkerSample[]>;
  /** The tables of matrices, by the batches' ids. */
  readonly batchTables: DataLoader<string, readonly Row[]>;
}

/** Below the number of parameters that a database takes in one statement. */
const KEYS_AT_ONCE = 500;

/** A fresh context for one operation. */
export function createContext(parts: Parts): Context {
  return {
    ...parts,
    workerSamples: new DataLoader((ids) => loadWorkerSamples(parts.prisma, ids), {
      maxBatchSize: KEYS_AT_ONCE,
      // A subscription is one operation for hours, and would keep all that it has seen.
      cache: false,
    }),
    batchTables: new DataLoader((ids) => Promise.all(ids.map((id) => loadTable(parts.batchRecords, id))), {
      cache: false,
    }),
  };
}

async function loadTable(records: BatchRecords, batchId: string): Promise<readonly Row[]> {
  const plan = await records.findPlan(batchId);
  return plan ? tabulate(plan, await records.findResults(batchId)) : [];
}

async function loadWorkerSamples(prisma: PrismaClient, ids: readonly string[]): Promise<(readonly WorkerSample[])[]> {
  const rows = await prisma.workerSample.findMany({
    where: { sampleId: { in: [...ids] } },
    orderBy: [{ sampleId: 'asc' }, { worker: 'asc' }],
  });
  const bySample = new Map<string, WorkerSample[]>(ids.map((id) => [id, []]));
  for (const row of rows) bySample.get(row.sampleId)?.push(row);
  return ids.map((id) => bySample.get(id) ?? []);
}
