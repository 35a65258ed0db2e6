/** The composition: rooms are built from the bottom up and closed from the top down. */
import { TASKS_BY_KIND } from './catalog/catalog.js';
import type { Config } from './config.js';
import { FABRICS } from './domain/experiment.js';
import type { Offer } from './domain/plan.js';
import { EventLog } from './events/event-log.js';
import { createContext } from './graphql/context.js';
import { buildSchema } from './graphql/schema.js';
import { openGate } from './http/fan-out/gate.js';
import { serveHttp } from './http/server.js';
import { HostedLab } from './lab/lab.js';
import { findRuntimes, offersOf } from './runtimes/runtimes.js';
import { Batches } from './scheduler/batches.js';
import { Scheduler } from './scheduler/scheduler.js';
import { openStore } from './store/open.js';
import { Records } from './store/records.js';
import { TraceFiles } from './store/traces.js';

export interface LabServer {
  readonly url: string;
  /** The lab host's process. */
  readonly hostPid: () => number | undefined;
  close(): Promise<void>;
}

/** @param onBroken the store failed: what is acknowledged from now on could not be kept. */
export async function startServer(config: Config, onBroken: (error: unknown) => void): Promise<LabServer> {
  // Interpreters take a moment to ask, and a host to start: they do while the store opens.
  const finding = findRuntimes(config.pythons);
  const traces = new TraceFiles(config.dataDirectory);
  const lab = new HostedLab(
    finding.then(({ found }) => found),
    (runId) => traces.pathOf(runId),
  );
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
      onRunEnded: (runId) => void batches.onRunEnded(runId).catch(onBroken),
    });
    const batches = new Batches(records, scheduler, offer, {
      cores: config.cores,
      fabrics: FABRICS.filter((fabric) => !unavailable[fabric]),
      runtimes: offer.runtimes,
    });
    closers.push(async () => events.close());
    await scheduler.recover();
    await batches.recover();
    closers.push(() => scheduler.close());

    const parts = { prisma: store.prisma, records, traces, scheduler, batches, events, offer, runtimes };
    const gate = openGate(() => createContext(parts));
    const http = await serveHttp(buildSchema(), parts, gate, config.host, config.port);
    closers.push(() => http.close());
    return { url: http.url, hostPid: () => lab.hostPid, close };
  } catch (error) {
    await close();
    throw error;
  }
}
