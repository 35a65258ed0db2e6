/** What every resolver can reach. */
import DataLoader from 'dataloader';
import { ownedBy, ownerIdOf, type OwnedBy, type Principal } from '../classroom/access.js';
import type { ClassroomRoom } from '../classroom/room.js';
import { endless, type Session } from '../classroom/sessions.js';
import type { Offer } from '../domain/plan.js';
import type { EventLog } from '../events/event-log.js';
import type { BatchLog } from '../events/batch-log.js';
import { tabulate, type Row } from '../report/table.js';
import type { BatchFeed } from '../scheduler/batch-feed.js';
import type { Runtimes } from '../runtimes/runtimes.js';
import type { Batches } from '../scheduler/batches.js';
import type { MatrixBatches } from '../scheduler/matrix-batches.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { BatchRecords } from '../store/batch-records.js';
import type { WorkerSample } from '../store/generated/prisma/client.js';
import type { PrismaClient } from '../store/open.js';
import type { Records } from '../store/records.js';
import type { TraceFiles } from '../store/traces.js';

/** The parts that live as long as the server. */
export interface Parts {
  readonly prisma: PrismaClient;
  readonly records: Records;
  readonly batchRecords: BatchRecords;
  readonly traces: TraceFiles;
  readonly scheduler: Scheduler;
  readonly batches: Batches;
  readonly matrices: MatrixBatches;
  readonly feed: BatchFeed;
  readonly events: EventLog;
  readonly batchLog: BatchLog;
  readonly room: ClassroomRoom;
  readonly offer: Offer;
  readonly runtimes: Runtimes;
}

/** Who asks, as the edge reads it from a request or a connection. */
export interface Caller {
  /** `Bearer …`; undefined where there is none. */
  readonly authorization: string | undefined;
  /** Where the request came from. */
  readonly address: string;
}

export interface Context extends Parts {
  readonly session: Session;
  readonly principal: Principal;
  /** Whose experiments, runs and batches the caller may reach: a part of every condition on them. */
  readonly reach: OwnedBy;
  /** Whose the things are that the caller makes; null: the lab's owner. */
  readonly ownerId: string | null;
  readonly address: string;
  /** The workers of samples, by the samples' ids. */
  readonly workerSamples: DataLoader<string, readonly WorkerSample[]>;
  /** The tables of matrices, by the batches' ids. */
  readonly batchTables: DataLoader<string, readonly Row[]>;
}

/** Below the number of parameters that a database takes in one statement. */
const KEYS_AT_ONCE = 500;

/** A fresh context for one operation. */
export async function createContext(parts: Parts, { authorization, address }: Caller): Promise<Context> {
  return toContext(parts, await parts.room.sessions.open(authorization), address);
}

/** For what many share: it stands for all who are this, and for none of them. */
export function createSharedContext(parts: Parts, principal: Principal): Context {
  return toContext(parts, endless(principal), '');
}

function toContext(parts: Parts, session: Session, address: string): Context {
  const { principal } = session;
  return {
    ...parts,
    session,
    principal,
    reach: ownedBy(principal),
    ownerId: ownerIdOf(principal),
    address,
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
