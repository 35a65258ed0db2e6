/** What every resolver can reach. The parts live as long as the server; the object is made anew for each operation. */
import type { Offer } from '../domain/plan.js';
import type { EventLog } from '../events/event-log.js';
import type { RuntimeInfo } from '../runtimes/runtimes.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { PrismaClient } from '../store/open.js';
import type { Records } from '../store/records.js';

export interface Context {
  readonly prisma: PrismaClient;
  readonly records: Records;
  readonly scheduler: Scheduler;
  readonly events: EventLog;
  readonly offer: Offer;
  readonly runtimes: readonly RuntimeInfo[];
}
