/**
 * What becomes of a submission when one of its runs has ended: it ranks, it is out, or it is run again.
 *
 * Nothing of this is kept in memory only: what is to be done follows from the submission's runs in the store,
 * so a start after a crash asks the same question again (`recover`).
 */
import { v7 as createId } from 'uuid';
import { isTerminal } from '../domain/run.js';
import type { Estimate } from '../domain/run.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { ChallengeRow, ClassroomRecords, Purpose, RunFigures, SubmissionRow } from '../store/classroom-records.js';
import type { Records } from '../store/records.js';
import type { Boards } from './boards.js';
import { decideCheck, decideTry, DISTURBED_RUNS, judgeRun, toEnded, type Judged } from './judge.js';

/** A challenge's baseline, or that it is still to come. */
type Baseline = { readonly isKnown: false } | { readonly isKnown: true; readonly wall: Estimate | null };

export class Settlement {
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #scheduler: Scheduler;
  readonly #boards: Boards;

  constructor(records: Records, classroom: ClassroomRecords, scheduler: Scheduler, boards: Boards) {
    this.#records = records;
    this.#classroom = classroom;
    this.#scheduler = scheduler;
    this.#boards = boards;
  }

  /** Within a turn. @returns the challenge that it was for, or null. */
  async onRunEnded(runId: string): Promise<string | null> {
    const submission = await this.#classroom.findSubmission({ runId });
    if (submission) {
      await this.settle(submission);
      return submission.challengeId;
    }
    const challenge = await this.#classroom.findChallengeOfRun(runId);
    if (challenge) await this.settleReferences(challenge);
    return challenge?.id ?? null;
  }

  /** Decides what its newest run decides; one that has not ended decides nothing yet. */
  async settle(submission: SubmissionRow): Promise<void> {
    const challenge = await this.#classroom.findChallenge(submission.challengeId);
    if (!challenge) return;
    const baseline = await this.#readBaseline(challenge);
    if (!baseline.isKnown) return;
    if (submission.state === 'PENDING') await this.#settleTry(challenge, submission, baseline.wall);
    else if (submission.state === 'RANKED') await this.#settleCheck(challenge, submission, baseline.wall);
  }

  /** The runs that are not a member's: once the baseline is known, what waited for it is settled. */
  async settleReferences(challenge: ChallengeRow): Promise<void> {
    const { id, baselineRunId, answerRunId } = challenge;
    const baseline = await this.#takeReference(baselineRunId, (run) => ({ baselineRunId: run }), challenge);
    const answer = await this.#takeReference(answerRunId, (run) => ({ answerRunId: run }), challenge);
    if (baseline === 'ready') {
      for (const submission of await this.#classroom.findPending(id)) await this.settle(submission);
    }
    if (answer === 'ready') await this.#boards.rescore(id);
  }

  /** Queues the check of a ranked submission, unless one is under way. */
  async check(submission: SubmissionRow): Promise<void> {
    const checks = submission.runs.filter(({ purpose }) => purpose === 'CHECK');
    if (checks.every(({ run }) => isTerminal(run.state))) await this.#runAgain(submission, 'CHECK');
  }

  async #settleTry(challenge: ChallengeRow, submission: SubmissionRow, baseline: Estimate | null): Promise<void> {
    const runs = judgeAll(submission, 'TRY', challenge, baseline);
    if (!runs) return;
    const decision = decideTry(runs);
    const { id: submissionId, memberId } = submission;
    switch (decision.kind) {
      case 'again':
        await this.#runAgain(submission, 'TRY');
        break;
      case 'rank': {
        const { measure } = decision;
        await this.#boards.change(challenge.id, [{ kind: 'RANKED', submissionId, memberId, measure }], {}, [
          this.#classroom.changeSubmission(submissionId, 'RANKED', { measure }),
        ]);
        break;
      }
      case 'out':
        await this.#records.commit([
          this.#classroom.changeSubmission(submissionId, 'OUT', { reason: decision.reason }),
        ]);
        break;
    }
  }

  async #settleCheck(challenge: ChallengeRow, submission: SubmissionRow, baseline: Estimate | null): Promise<void> {
    const runs = judgeAll(submission, 'CHECK', challenge, baseline);
    const live = await this.#boards.find(challenge.id);
    if (!runs || !submission.measure || !live || live.board.checks.has(submission.id)) return;
    const decision = decideCheck(submission.measure, runs, challenge.rules.direction);
    const fact = { submissionId: submission.id, memberId: submission.memberId };
    switch (decision) {
      case 'again':
        await this.#runAgain(submission, 'CHECK');
        break;
      case 'HELD':
      case 'UNSURE':
        await this.#boards.change(challenge.id, [{ ...fact, kind: decision }], {}, []);
        break;
      case 'FELL':
        await this.#boards.change(challenge.id, [{ ...fact, kind: 'FELL' }], {}, [
          this.#classroom.changeSubmission(submission.id, 'FELL', { reason: 'DID_NOT_HOLD' }),
        ]);
        break;
    }
  }

  async #runAgain(submission: SubmissionRow, purpose: Purpose): Promise<void> {
    const found = await this.#classroom.findExperiment(submission.experimentId);
    if (!found) return;
    const runId = createId();
    const number = submission.runs.filter((run) => run.purpose === purpose).length + 1;
    await this.#scheduler.repeat(
      {
        runId,
        experimentId: submission.experimentId,
        plan: found.plan,
        idempotencyKey: null,
        batchId: null,
        program: null,
        turn: null,
        ownerId: submission.memberId,
      },
      [this.#classroom.insertSubmissionRun(submission.id, runId, purpose, number)],
    );
  }

  async #readBaseline({ baselineRunId, rules }: ChallengeRow): Promise<Baseline> {
    if (baselineRunId === null) return { isKnown: true, wall: null };
    const run = await this.#classroom.findRunFigures(baselineRunId);
    if (!run) return { isKnown: true, wall: null };
    return (await this.#isSettled(run, rules.acceptDisturbed))
      ? { isKnown: true, wall: run.summary?.wall ?? null }
      : { isKnown: false };
  }

  async #takeReference(
    runId: string | null,
    toChange: (runId: string) => { baselineRunId: string } | { answerRunId: string },
    challenge: ChallengeRow,
  ): Promise<'none' | 'waiting' | 'ready'> {
    const run = runId === null ? null : await this.#classroom.findRunFigures(runId);
    if (!run) return 'none';
    if (!isTerminal(run.state)) return 'waiting';
    if (await this.#isSettled(run, challenge.rules.acceptDisturbed)) return 'ready';
    const again = createId();
    await this.#scheduler.repeat(
      {
        runId: again,
        experimentId: run.experimentId,
        plan: run.plan,
        idempotencyKey: null,
        batchId: null,
        program: null,
        turn: null,
        ownerId: run.ownerId,
      },
      // In the same transaction as the run, so that no crash can leave the one without the other.
      [this.#classroom.changeChallenge(challenge.id, toChange(again))],
    );
    await this.#boards.change(challenge.id, [], toChange(again), []);
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

/** @returns null while one of them has not ended. */
function judgeAll(
  submission: SubmissionRow,
  purpose: Purpose,
  { rules }: ChallengeRow,
  baseline: Estimate | null,
): readonly Judged[] | null {
  const runs = submission.runs.filter((run) => run.purpose === purpose);
  if (runs.length === 0 || !runs.every(({ run }) => isTerminal(run.state))) return null;
  return runs.map(({ run }) => judgeRun(toEnded(run), rules, baseline));
}
