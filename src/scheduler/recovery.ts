/**
 * After a crash: what was waiting waits again; what was under way is run again from its start, once. A run
 * that was cut off a second time may be what brings the server down, so it ends instead.
 */
import { invalid } from '../domain/validity.js';
import type { EventLog } from '../events/event-log.js';
import type { Records, StoredRun } from '../store/records.js';
import type { QueuedRun } from './queued-run.js';
import { WriteChain } from './write-chain.js';

const SECOND_CHANCES = 1;

/** @returns the queue as it stands, the next one first. */
export async function recoverRuns(records: Records, events: EventLog): Promise<readonly QueuedRun[]> {
  const queue: QueuedRun[] = [];
  for (const run of await records.findUnfinishedRuns()) {
    events.open(run.id, run.lastSeq);
    if (run.state === 'QUEUED') queue.push(toQueued(run));
    else if (run.interruptions < SECOND_CHANCES) queue.push(await requeue(records, events, run));
    else await giveUp(records, events, run);
  }
  return queue;
}

async function requeue(records: Records, events: EventLog, run: StoredRun): Promise<QueuedRun> {
  const chain = new WriteChain(records, events, run.id);
  const change = { state: 'QUEUED', interruptions: run.interruptions + 1, progress: 0 } as const;
  chain.add(change, [{ kind: 'RunRequeued', reason: 'SERVER_KILLED' }]);
  await chain.settled();
  return toQueued(run);
}

async function giveUp(records: Records, events: EventLog, run: StoredRun): Promise<void> {
  const chain = new WriteChain(records, events, run.id);
  chain.add(
    {
      state: 'FAILED',
      finishedAt: new Date(),
      failure: {
        code: 'INTERRUPTED',
        message: 'The server was killed while it ran, twice. It may be the cause, so it is not tried again.',
      },
      validity: invalid('It was cut off twice.'),
    },
    [{ kind: 'RunFinished', state: 'FAILED' }],
  );
  await chain.settled();
}

function toQueued({ id, plan, attempt, priority, turn, ownerId }: StoredRun): QueuedRun {
  return { runId: id, plan, attempt, priority, turn: turn ?? id, ownerId };
}
