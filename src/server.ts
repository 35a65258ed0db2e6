/** The composition: rooms are built from the bottom up and closed from the top down. */
import { TASKS_BY_KIND } from './catalog/catalog.js';
import type { Config } from './config.js';
import { FABRICS } from './domain/experiment.js';
import type { Offer } from './domain/plan.js';
import { BatchLog } from './events/batch-log.js';
import { EventLog } from './events/event-log.js';
import { buildSchema } from './graphql/schema.js';
import { GRAPHQL_PATH } from './http/path.js';
import { serveHttp } from './http/server.js';
import { HostedLab } from './lab/lab.js';
import { findRuntimes } from './runtimes/runtimes.js';
import { BatchFeed } from './scheduler/batch-feed.js';
import { Batches } from './scheduler/batches.js';
import { Durations } from './scheduler/durations.js';
import { MatrixBatches } from './scheduler/matrix-batches.js';
import { Scheduler } from './scheduler/scheduler.js';
import { publishAddress } from './store/address.js';
import { BatchRecords } from './store/batch-records.js';
import { openStore } from './store/open.js';
import { Records } from './store/records.js';

export interface LabServer {
  readonly url: string;
  /** The lab host's process. */
  readonly hostPid: () => number | undefined;
  close(): Promise<void>;
}

/** @param onBroken the store failed: what is acknowledged from now on could not be kept. */
export async function startServer(config: Config, onBroken: (error: unknown) => void): Promise<LabServer> {
  // A host takes a moment to start, so it starts while the store opens.
  const lab = new HostedLab();
  const closers: (() => Promise<void>)[] = [() => lab.close()];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.toReversed()) await closeOne();
  };
  try {
    const store = await openStore(config.dataDirectory, config.prismaDirectory);
    closers.push(() => store.close());
    const records = new Records(store.prisma);
    const events = new EventLog(records);
    const { unavailable } = await lab.capabilities;
    const runtimes = findRuntimes();
    const offer: Offer = { tasks: TASKS_BY_KIND, runtimes: runtimes.map(({ id }) => id), unavailable };

    const scheduler = new Scheduler(records, events, lab, {
      queueLimit: config.queueLimit,
      onBroken,
      onRunStarted: (run) => feed.onRunStarted(run),
      onRunEnded: (runId, state) => feed.onRunEnded(runId, state),
    });
    const batchRecords = new BatchRecords(store.prisma);
    const batchLog = new BatchLog(batchRecords);
    const durations = new Durations();
    const feed = new BatchFeed(records, batchRecords, batchLog, durations, {
      finish: (batchId) => batches.finishIfDone(batchId),
      onBroken,
    });
    const matrices = new MatrixBatches(batchRecords, scheduler, feed, durations, offer);
    const batches = new Batches(records, scheduler, feed, offer, {
      cores: config.cores,
      fabrics: FABRICS.filter((fabric) => !unavailable[fabric]),
      runtimes: offer.runtimes,
    });
    closers.push(async () => {
      events.close();
      batchLog.close();
    });
    closers.push(() => feed.settled());
    await feed.open();
    await scheduler.recover();
    await batches.recover();
    await feed.catchUp();
    closers.push(() => scheduler.close());

    const parts = {
      prisma: store.prisma,
      records,
      batchRecords,
      scheduler,
      batches,
      matrices,
      feed,
      events,
      batchLog,
      offer,
      runtimes,
    };
    const http = await serveHttp(buildSchema(), parts, config.host, config.port);
    closers.push(() => http.close());
    closers.push(await publishAddress(config.dataDirectory, `${http.url}${GRAPHQL_PATH}`));
    return { url: http.url, hostPid: () => lab.hostPid, close };
  } catch (error) {
    await close();
    throw error;
  }
}
