/** Challenges: opening, predicting, submitting, freezing, closing. */
import { v7 as createId } from 'uuid';
import { isOver, type ChallengePhase } from '../domain/classroom.js';
import type { ExperimentRequest, Offer } from '../domain/plan.js';
import type { Problem } from '../domain/problem.js';
import type { NewQueuedRun, QueueFull } from '../scheduler/queued-run.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { ChallengeRow, ClassroomRecords } from '../store/classroom-records.js';
import type { Records, Write } from '../store/records.js';
import type { Agendas } from './agendas.js';
import type { Boards } from './boards.js';
import { checkChallenge, type ChallengeRequest } from './challenge-input.js';
import type { Deadlines } from './deadlines.js';
import { unknownClassroom } from './seats.js';
import type { Serial } from './serial.js';
import { createRun } from './single-run.js';
import { planSubmission } from './submission-input.js';

export interface PredictionRequest {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

type Refused = { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export type Done = { readonly kind: 'done'; readonly id: string } | Refused | QueueFull;

const KEY_LENGTH = 200;

export class Challenges {
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #scheduler: Scheduler;
  readonly #boards: Boards;
  readonly #agendas: Agendas;
  readonly #deadlines: Deadlines;
  readonly #serial: Serial;
  readonly #offer: Offer;

  constructor(parts: {
    readonly records: Records;
    readonly classroomRecords: ClassroomRecords;
    readonly scheduler: Scheduler;
    readonly boards: Boards;
    readonly agendas: Agendas;
    readonly deadlines: Deadlines;
    readonly serial: Serial;
    readonly offer: Offer;
  }) {
    this.#records = parts.records;
    this.#classroom = parts.classroomRecords;
    this.#scheduler = parts.scheduler;
    this.#boards = parts.boards;
    this.#agendas = parts.agendas;
    this.#deadlines = parts.deadlines;
    this.#serial = parts.serial;
    this.#offer = parts.offer;
  }

  /** Its baseline, and the experiment that answers its prediction, are queued at once. */
  async open(classroomId: string, request: ChallengeRequest): Promise<Done> {
    const checked = checkChallenge(request, this.#offer);
    const classroom = await this.#classroom.findClassroom({ id: classroomId });
    if (!classroom) return { kind: 'refused', problems: [unknownClassroom(classroomId)] };
    if (classroom.archivedAt) return refuse('classroomId', 'CLOSED', 'This classroom is archived.');
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };
    const { title, rules } = checked.value;
    const instructorId = await this.#classroom.findInstructorId(classroomId);
    const baseline = rules.baseline && this.#newRun({ name: `${title}: baseline`, plan: rules.baseline }, instructorId);
    const answer = rules.prediction?.experiment
      ? this.#newRun({ name: `${title}: prediction`, plan: rules.prediction.experiment }, instructorId)
      : null;
    const references = [baseline, answer].filter((reference) => reference !== null);
    const id = createId();
    const now = new Date();
    const { closesAt } = request;
    const opensAt = request.opensAt ?? now;
    const phase = opensAt > now ? 'SCHEDULED' : 'OPEN';
    const challenge = this.#classroom.insertChallenge({
      id,
      classroomId,
      title,
      rules,
      phase,
      opensAt,
      closesAt,
      baselineRunId: baseline?.run.runId ?? null,
      answerRunId: answer?.run.runId ?? null,
    });
    const queued = await this.#scheduler.submitAll(
      references.map(({ run }) => run),
      [...references.map(({ experiment }) => experiment), challenge],
    );
    if (queued !== 'queued') return queued;
    this.#agendas.changed(classroomId);
    this.#deadlines.add({ id, phase, opensAt, closesAt });
    return { kind: 'done', id };
  }

  /** The same key again gives the same submission. */
  async submit(challengeId: string, memberId: string, request: ExperimentRequest, key: string | null): Promise<Done> {
    if (key !== null && (key === '' || key.length > KEY_LENGTH)) {
      return refuse('idempotencyKey', key === '' ? 'EMPTY' : 'TOO_LONG', `A key has 1 to ${KEY_LENGTH} characters.`);
    }
    return this.#serial.run(async () => {
      const known = key === null ? null : await this.#classroom.findSubmissionByKey(memberId, challengeId, key);
      if (known !== null) return { kind: 'done', id: known };
      const found = await this.#boards.find(challengeId);
      if (!found) return unknownChallenge(challengeId);
      const { challenge } = found;
      const closed = whyClosed(challenge);
      if (closed) return closed;
      const prediction = await this.#classroom.findPrediction(challengeId, memberId);
      if (challenge.rules.prediction && !prediction) {
        return refuse('challengeId', 'REQUIRED', `Predict first: ${challenge.rules.prediction.question}`);
      }
      const made = await this.#classroom.countSubmissions(challengeId, memberId);
      if (made >= challenge.rules.tries) {
        return refuse('challengeId', 'EXHAUSTED', `All ${challenge.rules.tries} tries are used.`);
      }
      const planned = planSubmission(challenge.rules, request, this.#offer);
      if (!planned.ok) return { kind: 'refused', problems: planned.problems };

      const id = createId();
      const { run, experiment } = this.#newRun(planned.value, memberId);
      const submission = {
        id,
        challengeId,
        memberId,
        experimentId: run.experimentId,
        number: made + 1,
        idempotencyKey: key,
      };
      const queued = await this.#scheduler.submitAll(
        [run],
        [
          experiment,
          this.#classroom.insertSubmission(submission),
          this.#classroom.lockPrediction(challengeId, memberId),
        ],
        [this.#classroom.insertSubmissionRun(id, run.runId, 'TRY', 1)],
      );
      return queued === 'queued' ? { kind: 'done', id } : queued;
    });
  }

  /** It may be changed until the member's first submission. */
  async predict(challengeId: string, memberId: string, request: PredictionRequest): Promise<Done> {
    const problems = checkPrediction(request);
    if (problems.length > 0) return { kind: 'refused', problems };
    return this.#serial.run(async () => {
      const found = await this.#boards.find(challengeId);
      if (!found) return unknownChallenge(challengeId);
      const { challenge } = found;
      if (!challenge.rules.prediction)
        return refuse('challengeId', 'NOT_SUPPORTED', 'This challenge asks for no prediction.');
      const closed = whyClosed(challenge);
      if (closed) return closed;
      const known = await this.#classroom.findPrediction(challengeId, memberId);
      if (known?.lockedAt) return refuse('value', 'CLOSED', 'Your prediction is locked since your first submission.');
      await this.#records.commit([this.#classroom.putPrediction(challengeId, { memberId, ...request })]);
      return { kind: 'done', id: challengeId };
    });
  }

  /** From now on the class sees the board as it is now. */
  freeze(challengeId: string): Promise<Done> {
    return this.#change(challengeId, ['SCHEDULED', 'OPEN', 'CLOSED'], ({ lastSeq, frozenAtSeq }) => ({
      frozenAtSeq: frozenAtSeq ?? lastSeq,
    }));
  }

  /** No more submissions; those that wait still count. */
  close(challengeId: string): Promise<Done> {
    return this.#change(challengeId, ['SCHEDULED', 'OPEN'], () => ({ phase: 'CLOSED' }));
  }

  #change(
    challengeId: string,
    from: readonly ChallengePhase[],
    to: (challenge: ChallengeRow) => { phase?: ChallengePhase; frozenAtSeq?: number },
  ): Promise<Done> {
    return this.#serial.run(async () => {
      const found = await this.#boards.find(challengeId);
      if (!found) return unknownChallenge(challengeId);
      const { challenge } = found;
      if (!from.includes(challenge.phase)) return refuse('challengeId', 'CLOSED', `It is ${challenge.phase} already.`);
      await this.#boards.change(challengeId, [], to(challenge), []);
      return { kind: 'done', id: challengeId };
    });
  }

  #newRun(
    planned: { readonly name: string | null; readonly plan: NewQueuedRun['plan'] },
    ownerId: string | null,
  ): { readonly run: NewQueuedRun; readonly experiment: Write } {
    const experimentId = createId();
    const run = createRun({ experimentId, plan: planned.plan, ownerId });
    return { run, experiment: this.#records.insertExperiment(experimentId, planned, ownerId) };
  }
}

function checkPrediction({ value, low, high }: PredictionRequest): readonly Problem[] {
  const problems: Problem[] = [];
  if (!(Number.isFinite(value) && value > 0)) {
    problems.push({ path: 'value', code: 'OUT_OF_RANGE', message: `value is above 0; this is ${value}.` });
  }
  if ((low === null) !== (high === null)) {
    const path = low === null ? 'low' : 'high';
    problems.push({ path, code: 'REQUIRED', message: 'Bounds are two: low and high.' });
  } else if (low !== null && high !== null && !(low >= 0 && low <= value && value <= high && Number.isFinite(high))) {
    problems.push({ path: 'low', code: 'OUT_OF_RANGE', message: 'Bounds are on either side: low ≤ value ≤ high.' });
  }
  return problems;
}

/** By the clock, whether or not the phase has followed it yet. */
function whyClosed({ phase, opensAt, closesAt }: ChallengeRow): Refused | null {
  const now = new Date();
  if (isOver(phase) || (closesAt && closesAt <= now))
    return refuse('challengeId', 'CLOSED', 'This challenge has closed.');
  if (opensAt > now) return refuse('challengeId', 'CLOSED', `This challenge opens at ${opensAt.toISOString()}.`);
  return null;
}

export function unknownChallenge(id: string): Refused {
  return refuse('challengeId', 'UNKNOWN', `There is no challenge ${id.slice(0, 60)}.`);
}

export function refuse(path: string, code: Problem['code'], message: string): Refused {
  return { kind: 'refused', problems: [{ path, code, message }] };
}
