/** The composition: rooms are built from the bottom up and closed from the top down. */
import { TASKS_BY_KIND } from './catalog/catalog.js';
import { ClassroomRoom } from './classroom/room.js';
import { readSigningKey } from './classroom/signing-key.js';
import type { Config } from './config.js';
import { FABRICS } from './domain/experiment.js';
import type { Offer } from './domain/plan.js';
import { BatchLog } from './events/batch-log.js';
import { EventLog } from './events/event-log.js';
import { buildSchema } from './graphql/schema.js';
import { GRAPHQL_PATH } from './http/path.js';
import { isLoopback } from './http/origin.js';
import { createGate, keepGate } from './http/class-gate.js';
import { serveHttp } from './http/server.js';
import { HostedLab, type Lab } from './lab/lab.js';
import { findRuntimes, offersOf } from './runtimes/runtimes.js';
import { BatchFeed } from './scheduler/batch-feed.js';
import { Batches } from './scheduler/batches.js';
import { Durations } from './scheduler/durations.js';
import { MatrixBatches } from './scheduler/matrix-batches.js';
import { Scheduler } from './scheduler/scheduler.js';
import { publishAddress } from './store/address.js';
import { BatchRecords } from './store/batch-records.js';
import { openStore } from './store/open.js';
import { Records } from './store/records.js';
import { TraceFiles } from './store/traces.js';

export interface LabServer {
  readonly url: string;
  /** Where the owner's token is, for a lab that wants tokens from all; else null. */
  readonly ownerTokenPath: string | null;
  /** The lab host's process. */
  readonly hostPid: () => number | undefined;
  close(): Promise<void>;
}

/** Of the queue: what one member may have waiting. */
const MEMBER_SHARE = 0.1;

/**
 * @param onBroken the store failed: what is acknowledged from now on could not be kept.
 * @param place puts the lab into the world that it measures in, where that is not this host as it is
 */
export async function startServer(
  config: Config,
  onBroken: (error: unknown) => void,
  place: (lab: Lab) => Lab = (lab) => lab,
): Promise<LabServer> {
  // Interpreters take a moment to ask, and a host to start: they do while the store opens.
  const finding = findRuntimes(config.pythons);
  const traces = new TraceFiles(config.dataDirectory);
  const hosted = new HostedLab(
    finding.then(({ found }) => found),
    (runId) => traces.pathOf(runId),
  );
  const lab = place(hosted);
  const closers: (() => Promise<void>)[] = [() => lab.close()];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.toReversed()) await closeOne();
  };
  try {
    const store = await openStore(config.dataDirectory, config.prismaDirectory);
    closers.push(() => store.close());
    const records = new Records(store.prisma);
    await traces.sweep(store.prisma);
    const events = new EventLog(records);
    const { unavailable } = await lab.capabilities;
    const runtimes = await finding;
    const offer: Offer = {
      tasks: TASKS_BY_KIND,
      runtimes: runtimes.found.map(({ id }) => id),
      runtimeOffers: offersOf(runtimes.found),
      runtimesWithGil: runtimes.found.filter(({ gil }) => gil).map(({ id }) => id),
      unavailable,
    };

    const scheduler = new Scheduler(records, events, lab, {
      queueLimit: config.queueLimit,
      onBroken,
      onRunStarted: (run, at) => feed.onRunStarted(run, at),
      memberLimit: Math.max(1, Math.floor(config.queueLimit * MEMBER_SHARE)),
      onRunEnded: (run) => {
        // What is of a batch is nobody's submission.
        if (!feed.onRunEnded(run)) room.onRunEnded(run.runId).catch(onBroken);
      },
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
    const onLoopback = isLoopback(config.host);
    const room = new ClassroomRoom({
      prisma: store.prisma,
      records,
      scheduler,
      offer,
      signingKey: await readSigningKey(config.dataDirectory, config.secret),
      dataDirectory: config.dataDirectory,
      onLoopback,
      onBroken,
    });
    closers.push(async () => {
      events.close();
      batchLog.close();
    });
    closers.push(() => feed.settled());
    await feed.open();
    await scheduler.recover();
    await batches.recover();
    await room.recover();
    await feed.catchUp();
    closers.push(
      () => room.close(),
      () => scheduler.close(),
    );

    const parts = {
      prisma: store.prisma,
      records,
      batchRecords,
      traces,
      scheduler,
      batches,
      matrices,
      feed,
      events,
      batchLog,
      room,
      offer,
      runtimes,
    };
    const http = await serveHttp(buildSchema(), parts, createGate(parts), config.host, config.port);
    const stopKeeping = keepGate(room.sessions, http.evict);
    closers.push(async () => stopKeeping());
    closers.push(() => http.close());
    closers.push(await publishAddress(config.dataDirectory, `${http.url}${GRAPHQL_PATH}`));
    await room.ownerToken.write();
    return {
      url: http.url,
      ownerTokenPath: onLoopback ? null : room.ownerToken.path,
      hostPid: () => hosted.hostPid,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
