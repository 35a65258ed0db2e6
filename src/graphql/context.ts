/** What every resolver can reach. */
import DataLoader from 'dataloader';
import type { Offer } from '../domain/plan.js';
import type { EventLog } from '../events/event-log.js';
import type { Runtimes } from '../runtimes/runtimes.js';
import type { Batches } from '../scheduler/batches.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { WorkerSample } from '../store/generated/prisma/client.js';
import type { PrismaClient } from '../store/open.js';
import type { Records } from '../store/records.js';
import type { TraceFiles } from '../store/traces.js';

/** The parts that live as long as the server. */
export interface Parts {
  readonly prisma: PrismaClient;
  readonly records: Records;
  readonly traces: TraceFiles;
  readonly scheduler: Scheduler;
  readonly batches: Batches;
  readonly events: EventLog;
  readonly offer: Offer;
  readonly runtimes: Runtimes;
}

export interface Context extends Parts {
  /** The workers of samples, by the samples' ids. */
  readonly workerSamples: DataLoader<string, readonly WorkerSample[]>;
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
  };
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
