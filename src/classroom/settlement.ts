/**
 * What becomes of a submission when one of its runs has ended: it ranks, it is out, or it is run again.
 *
 * Nothing of this is kept in memory only: what is to be done follows from the submission's runs in the store,
 * so a start after a crash asks the same question again (`recover`).
 */
import type { OutReason } from '../domain/classroom.js';
import { isTerminal } from '../domain/run.js';
import type { Estimate } from '../domain/run.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { ChallengeRow, ClassroomRecords, Purpose, SubmissionRow } from '../store/classroom-records.js';
import type { Records } from '../store/records.js';
import type { Boards } from './boards.js';
import { decideCheck, decideTry, judgeRun, toEnded, type Judged } from './judge.js';
import type { References } from './references.js';
import { createRun } from './single-run.js';

export class Settlement {
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #scheduler: Scheduler;
  readonly #boards: Boards;
  readonly #references: References;

  constructor(
    records: Records,
    classroom: ClassroomRecords,
    scheduler: Scheduler,
    boards: Boards,
    references: References,
  ) {
    this.#records = records;
    this.#classroom = classroom;
    this.#scheduler = scheduler;
    this.#boards = boards;
    this.#references = references;
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
    const baseline = await this.#references.readBaseline(challenge);
    if (!baseline.isKnown) return;
    if (submission.state === 'PENDING') await this.#settleTry(challenge, submission, baseline.wall);
    else if (submission.state === 'RANKED') await this.#settleCheck(challenge, submission, baseline.wall);
  }

  /** The runs that are not a member's: once the baseline is known, what waited for it is settled. */
  async settleReferences(challenge: ChallengeRow): Promise<void> {
    const { baseline, answer } = await this.#references.settle(challenge);
    if (baseline === 'ready') {
      for (const submission of await this.#classroom.findPending(challenge.id)) await this.settle(submission);
    }
    if (answer === 'ready') await this.#boards.rescore(challenge.id);
  }

  /** Queues the check of a ranked submission, unless one is under way. */
  async check(challenge: ChallengeRow, submission: SubmissionRow): Promise<void> {
    const checks = submission.runs.filter(({ purpose }) => purpose === 'CHECK');
    if (checks.every(({ run }) => isTerminal(run.state))) await this.#runAgain(challenge, submission, 'CHECK');
  }

  async #settleTry(challenge: ChallengeRow, submission: SubmissionRow, baseline: Estimate | null): Promise<void> {
    const runs = judgeAll(submission, 'TRY', challenge, baseline);
    if (!runs) return;
    const decision = decideTry(runs);
    const { id: submissionId, memberId } = submission;
    switch (decision.kind) {
      case 'again':
        if (!(await this.#runAgain(challenge, submission, 'TRY'))) await this.#drop(submissionId, 'CANCELLED');
        break;
      case 'rank': {
        const { measure } = decision;
        await this.#boards.change(challenge.id, [{ kind: 'RANKED', submissionId, memberId, measure }], {}, [
          this.#classroom.changeSubmission(submissionId, 'RANKED', { measure }),
        ]);
        break;
      }
      case 'out':
        await this.#drop(submissionId, decision.reason);
        break;
    }
  }

  async #drop(submissionId: string, reason: OutReason): Promise<void> {
    await this.#records.commit([this.#classroom.changeSubmission(submissionId, 'OUT', { reason })]);
  }

  async #settleCheck(challenge: ChallengeRow, submission: SubmissionRow, baseline: Estimate | null): Promise<void> {
    const runs = judgeAll(submission, 'CHECK', challenge, baseline);
    const live = await this.#boards.find(challenge.id);
    if (!runs || !submission.measure || !live || live.board.checks.has(submission.id)) return;
    const decision = decideCheck(submission.measure, runs, challenge.rules.direction);
    const fact = { submissionId: submission.id, memberId: submission.memberId };
    switch (decision) {
      case 'again':
        await this.#runAgain(challenge, submission, 'CHECK');
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

  /** @returns false where its owner has left: the class is over. */
  async #runAgain(challenge: ChallengeRow, submission: SubmissionRow, purpose: Purpose): Promise<boolean> {
    const { id, experimentId, memberId, runs } = submission;
    const found = await this.#classroom.findExperiment(experimentId);
    if (!found) return false;
    // A check is the instructor's: its member could call off what is bound to fail.
    const ownerId = purpose === 'TRY' ? memberId : await this.#classroom.findInstructorId(challenge.classroomId);
    const run = createRun({ experimentId, plan: found.plan, ownerId });
    const number = runs.filter((known) => known.purpose === purpose).length + 1;
    return this.#scheduler.repeat(run, [this.#classroom.insertSubmissionRun(id, run.runId, purpose, number)]);
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
