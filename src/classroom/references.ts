/**
 * The runs of a challenge that are not a member's: its baseline, and the one that answers its prediction. One that
 * was disturbed is run again in its place, a few times; until the baseline is known, submissions wait for it.
 */
import { isTerminal } from '../domain/run.js';
import type { Estimate } from '../domain/run.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { ChallengeRow, ClassroomRecords, RunFigures } from '../store/classroom-records.js';
import type { Boards } from './boards.js';
import { DISTURBED_RUNS } from './judge.js';
import { createRun } from './single-run.js';

/** A challenge's baseline, or that it is still to come. */
export type Baseline = { readonly isKnown: false } | { readonly isKnown: true; readonly wall: Estimate | null };

/** What has become of a reference. */
export type ReferenceState = 'none' | 'waiting' | 'ready';

export class References {
  readonly #classroom: ClassroomRecords;
  readonly #scheduler: Scheduler;
  readonly #boards: Boards;

  constructor(classroom: ClassroomRecords, scheduler: Scheduler, boards: Boards) {
    this.#classroom = classroom;
    this.#scheduler = scheduler;
    this.#boards = boards;
  }

  async readBaseline({ baselineRunId, rules }: ChallengeRow): Promise<Baseline> {
    const run = baselineRunId === null ? null : await this.#classroom.findRunFigures(baselineRunId);
    if (!run) return { isKnown: true, wall: null };
    return (await this.#isSettled(run, rules.acceptDisturbed))
      ? { isKnown: true, wall: run.summary?.wall ?? null }
      : { isKnown: false };
  }

  /** Runs again what has to be. */
  async settle(
    challenge: ChallengeRow,
  ): Promise<{ readonly baseline: ReferenceState; readonly answer: ReferenceState }> {
    const { baselineRunId, answerRunId } = challenge;
    return {
      baseline: await this.#take(baselineRunId, (run) => ({ baselineRunId: run }), challenge),
      answer: await this.#take(answerRunId, (run) => ({ answerRunId: run }), challenge),
    };
  }

  async #take(
    runId: string | null,
    toChange: (runId: string) => { baselineRunId: string } | { answerRunId: string },
    challenge: ChallengeRow,
  ): Promise<ReferenceState> {
    const run = runId === null ? null : await this.#classroom.findRunFigures(runId);
    if (!run) return 'none';
    if (!isTerminal(run.state)) return 'waiting';
    if (await this.#isSettled(run, challenge.rules.acceptDisturbed)) return 'ready';
    const again = createRun({ experimentId: run.experimentId, plan: run.plan, ownerId: run.ownerId });
    const change = toChange(again.runId);
    // In the same transaction as the run, so that no crash can leave the one without the other.
    await this.#scheduler.repeat(again, [this.#classroom.changeChallenge(challenge.id, change)]);
    await this.#boards.change(challenge.id, [], change, []);
    return 'waiting';
  }

  /** It has ended, and will not be run again for having been disturbed. */
  async #isSettled(run: RunFigures, acceptDisturbed: boolean): Promise<boolean> {
    if (!isTerminal(run.state)) return false;
    const isDisturbed =
      (run.validity?.verdict === 'DISTURBED' && !acceptDisturbed) ||
      run.failure?.code === 'INTERRUPTED' ||
      run.failure?.code === 'LAB_ERROR';
    return !isDisturbed || (await this.#classroom.countRuns(run.experimentId)) >= DISTURBED_RUNS;
  }
}
