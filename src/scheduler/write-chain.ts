/**
 * The writes of one run, one transaction after another. Changes that come while one is under way go together: the
 * start of a short run is still on its way to the disk when its end comes. A change and the events that tell of it
 * are never parted, and events are published once they are stored.
 */
import type { RunEvent, RunFact } from '../domain/events.js';
import type { EventLog } from '../events/event-log.js';
import { Gatherer } from '../events/gatherer.js';
import type { Records, RunChange, Write } from '../store/records.js';

interface Link {
  readonly change: RunChange;
  readonly events: readonly RunEvent[];
  readonly more: readonly Write[];
}

export class WriteChain {
  readonly #records: Records;
  readonly #events: EventLog;
  readonly #runId: string;
  readonly #links: Gatherer<Link>;

  /** @param after the first transaction waits for that */
  constructor(records: Records, events: EventLog, runId: string, after?: Promise<void>) {
    this.#links = new Gatherer((links) => this.#write(links), after && { after });
    this.#records = records;
    this.#events = events;
    this.#runId = runId;
  }

  /** @param more writes of the same transaction */
  add(change: RunChange, facts: readonly RunFact[], more: readonly Write[] = []): void {
    const { events, lastSeq } = this.#events.number(this.#runId, facts);
    this.#links.add({ change: { ...change, lastSeq }, events, more });
  }

  /** @throws what the first failed write threw. */
  settled(): Promise<void> {
    return this.#links.settled();
  }

  async #write(links: readonly Link[]): Promise<void> {
    const change: RunChange = Object.assign({}, ...links.map((link) => link.change));
    const events = links.flatMap((link) => link.events);
    await this.#records.commit([
      this.#records.changeRun(this.#runId, change),
      ...links.flatMap(({ more }) => more),
      ...this.#events.insert(events),
    ]);
    this.#events.publish(this.#runId, events);
  }
}
