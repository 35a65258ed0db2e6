/** Staying with a batch until it is finished: its progress is shown, and a lab that goes away is waited for. */
import { batchFeed } from './api/batch-event.js';
import { cancelBatch } from './api/batch-operations.js';
import { follow } from './api/follow.js';
import type { Lab } from './api/lab.js';
import { Outage } from '../client/outage.js';
import { tellOutage } from './attend.js';
import { InterruptedError, UnreachableError } from './errors.js';
import { EXIT_CODES } from './exit-code.js';
import { watchInterrupts } from './interrupts.js';
import { createBatchProgress } from './progress/create-progress.js';
import type { Session } from './session.js';

export interface AttendBatchOptions {
  readonly lab: Lab;
  readonly session: Pick<Session, 'output' | 'exit'>;
  /** What becomes of the batch when the user has had enough: one's own is cancelled, another's goes on. */
  readonly onInterrupt: 'cancel' | 'leave';
}

/**
 * Resolves when it is finished, or was cancelled by Ctrl-C.
 * @returns whether the user had enough
 * @throws InterruptedError where the batch goes on without us
 */
export async function attendBatch(
  batchId: string,
  { lab, session: { output, exit }, onInterrupt }: AttendBatchOptions,
): Promise<'finished' | 'interrupted'> {
  const interrupts = watchInterrupts(() => exit(EXIT_CODES.INTERRUPTED));
  const progress = createBatchProgress(output);
  const close = (): void => progress.close();
  // However the process ends, the terminal is left tidy.
  process.once('exit', close);
  try {
    const outage = new Outage(tellOutage((text) => progress.say(text)));
    for await (const event of follow(lab, batchFeed(batchId), { signal: interrupts.signal, outage })) {
      progress.tell(event);
    }
    if (!interrupts.signal.aborted) return 'finished';
    if (onInterrupt === 'leave') {
      throw new InterruptedError(`The batch goes on. To cancel it: npm run lab -- cancel ${batchId}`);
    }
    progress.say('Cancelling the batch. Ctrl-C again to leave at once.');
    await cancelBatch(lab, batchId);
    return 'interrupted';
  } catch (error) {
    if (error instanceof UnreachableError) {
      progress.say(`To see the batch's end when the lab is back: npm run lab -- watch ${batchId}`);
    }
    throw error;
  } finally {
    progress.close();
    process.off('exit', close);
    interrupts.close();
  }
}
