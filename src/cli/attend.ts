/** Staying with a run until it has ended: its progress is shown, and a lab that goes away is waited for. */
import { cancelRun, findRun } from './api/run-operations.js';
import { runFeed } from './api/event.js';
import { follow } from './api/follow.js';
import type { Lab } from './api/lab.js';
import { Outage, persist, type OutageListener } from '../client/outage.js';
import type { Run } from './api/run.js';
import { InterruptedError, UnreachableError } from './errors.js';
import type { Output } from './output.js';
import { createRunProgress } from './progress/create-progress.js';
import type { Speaker } from './progress/progress.js';

export interface AttendOptions {
  readonly lab: Lab;
  readonly output: Output;
  readonly interrupted: AbortSignal;
  /** What becomes of the run when the user has had enough: one's own is cancelled, another's goes on. */
  readonly onInterrupt: 'cancel' | 'leave';
}

/** @returns the run as it ended. @throws InterruptedError where the run goes on without us */
export async function attend(run: Run, { lab, output, interrupted, onInterrupt }: AttendOptions): Promise<Run> {
  const progress = createRunProgress(output, run.experiment);
  const close = (): void => progress.close();
  // However the process ends, the terminal is left tidy.
  process.once('exit', close);
  try {
    const outage = new Outage(tellOutage((text) => progress.say(text)));
    for await (const event of follow(lab, runFeed(run.id), { signal: interrupted, outage })) progress.tell(event);
    if (!interrupted.aborted) return await persist(() => findRun(lab, run.id), outage, interrupted);
    if (onInterrupt === 'cancel') return await cancel(run.id, lab, progress);
    throw new InterruptedError(`The run goes on. To cancel it: npm run lab -- cancel ${run.id}`);
  } catch (error) {
    if (error instanceof UnreachableError && !interrupted.aborted) {
      progress.say(`To see the run's end when the lab is back: npm run lab -- watch ${run.id}`);
    }
    throw error;
  } finally {
    progress.close();
    process.off('exit', close);
  }
}

async function cancel(runId: string, lab: Lab, progress: Speaker): Promise<Run> {
  progress.say('Cancelling the run. Ctrl-C again to leave at once.');
  try {
    return await cancelRun(lab, runId);
  } catch (error) {
    if (error instanceof UnreachableError) {
      progress.say(`The run was not cancelled. When the lab is back: npm run lab -- cancel ${runId}`);
    }
    throw error;
  }
}

export function tellOutage(say: (text: string) => void): OutageListener {
  return {
    lost: () => say('The connection to the lab was lost; reconnecting …'),
    restored: () => say('Connected again.'),
  };
}
