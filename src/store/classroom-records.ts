/**
 * Classrooms, seats, challenges and what is on their boards: rows ↔ domain. As in `records.ts`, a write is a
 * promise that `Records.commit` carries out with others in one transaction.
 */
import type {
  BoardFact,
  BoardFactKind,
  ChallengePhase,
  ChallengeRules,
  Measure,
  OutReason,
  Role,
  SubmissionState,
} from '../domain/classroom.js';
import type { Plan } from '../domain/experiment.js';
import type { RunRecording, SharingFigures } from '../domain/recording.js';
import type { Failure, Outcome, RunState, Summary } from '../domain/run.js';
import type { PrismaClient } from './open.js';
import { fromJson, toJson, type Write } from './records.js';

export interface ClassroomRow {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly anonymous: boolean;
  readonly seats: number;
  readonly tokenMinutes: number;
  readonly archivedAt: Date | null;
}

export interface SeatRow {
  readonly id: string;
  readonly classroomId: string;
  readonly role: Role;
  readonly seat: number;
  readonly displayName: string;
  readonly nameKey: string;
  readonly alias: string;
  readonly keyHash: string | null;
  readonly tokenVersion: number;
}

export interface ChallengeRow {
  readonly id: string;
  readonly classroomId: string;
  readonly title: string;
  readonly rules: ChallengeRules;
  readonly phase: ChallengePhase;
  readonly opensAt: Date;
  readonly closesAt: Date | null;
  readonly lastSeq: number;
  readonly frozenAtSeq: number | null;
  readonly revealed: number;
  readonly revealEveryMs: number;
  readonly baselineRunId: string | null;
  readonly answerRunId: string | null;
}

export type ChallengeChange = Partial<
  Pick<
    ChallengeRow,
    'phase' | 'lastSeq' | 'frozenAtSeq' | 'revealed' | 'revealEveryMs' | 'baselineRunId' | 'answerRunId'
  >
>;

export const PURPOSES = ['TRY', 'CHECK'] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface NewSubmission {
  readonly id: string;
  readonly challengeId: string;
  readonly memberId: string;
  readonly experimentId: string;
  readonly number: number;
  readonly idempotencyKey: string | null;
}

export interface SubmissionRow extends NewSubmission {
  readonly state: SubmissionState;
  readonly measure: Measure | null;
  readonly runs: readonly SubmissionRunRow[];
}

export interface SubmissionRunRow {
  readonly purpose: Purpose;
  readonly number: number;
  readonly run: RunFigures;
}

/** What a judgement needs of a run. */
export interface RunFigures {
  readonly id: string;
  readonly experimentId: string;
  readonly ownerId: string | null;
  readonly state: RunState;
  readonly failure: Failure | null;
  readonly summary: Summary | null;
  readonly outcomes: readonly Outcome[];
  readonly validity: { readonly verdict: 'VALID' | 'DISTURBED' | 'INVALID' } | null;
  /** Null where nothing was recorded. */
  readonly sharing: SharingFigures | null;
  readonly plan: Plan;
}

export interface PredictionRow {
  readonly memberId: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly lockedAt: Date | null;
}

/** There is one. */
const OWNER = 1;
const FIRST_VERSION = 1;

const RUN_FIGURES = { include: { experiment: { select: { plan: true } } } } as const;
const WITH_RUNS = { runs: { include: { run: RUN_FIGURES }, orderBy: { number: 'asc' } } } as const;

export class ClassroomRecords {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  insertClassroom(classroom: Omit<ClassroomRow, 'archivedAt'>): Write {
    return this.#prisma.classroom.create({ data: classroom });
  }

  insertSeat(seat: Omit<SeatRow, 'tokenVersion'>): Write {
    return this.#prisma.member.create({ data: seat });
  }

  archiveClassroom(id: string): Write {
    return this.#prisma.classroom.update({ where: { id }, data: { archivedAt: new Date() } });
  }

  /** With all that it holds: seats, challenges, submissions, and the runs and experiments of its members. */
  deleteClassroom(id: string): Write {
    return this.#prisma.classroom.delete({ where: { id } });
  }

  /** Ends the seat's tokens. @param keyHash a new key's; absent, the key stays */
  raiseTokenVersion(memberId: string, keyHash?: string): Write {
    return this.#prisma.member.update({
      where: { id: memberId },
      data: { tokenVersion: { increment: 1 }, ...(keyHash !== undefined && { keyHash }) },
    });
  }

  /** Ends the owner's tokens. */
  raiseOwnerVersion(): Write {
    const tokenVersion = FIRST_VERSION + 1;
    return this.#prisma.owner.upsert({
      where: { id: OWNER },
      create: { id: OWNER, tokenVersion },
      update: { tokenVersion: { increment: 1 } },
    });
  }

  insertChallenge({
    rules,
    ...challenge
  }: Omit<ChallengeRow, 'lastSeq' | 'frozenAtSeq' | 'revealed' | 'revealEveryMs'>): Write {
    return this.#prisma.challenge.create({ data: { ...challenge, rules: toJson(rules) } });
  }

  changeChallenge(id: string, change: ChallengeChange): Write {
    return this.#prisma.challenge.update({ where: { id }, data: change });
  }

  insertSubmission(submission: NewSubmission): Write {
    return this.#prisma.submission.create({ data: { ...submission, state: 'PENDING' satisfies SubmissionState } });
  }

  insertSubmissionRun(submissionId: string, runId: string, purpose: Purpose, number: number): Write {
    return this.#prisma.submissionRun.create({ data: { submissionId, runId, purpose, number } });
  }

  changeSubmission(id: string, state: SubmissionState, outcome: { measure?: Measure; reason?: OutReason }): Write {
    const { measure, reason } = outcome;
    return this.#prisma.submission.update({
      where: { id },
      data: { state, ...(measure && { measure: toJson(measure) }), ...(reason && { reason }) },
    });
  }

  insertFact(challengeId: string, fact: BoardFact): Write {
    const { seq, at, kind, memberId, submissionId } = fact;
    return this.#prisma.boardFact.create({
      data: {
        challengeId,
        seq,
        at,
        kind,
        memberId,
        submissionId,
        measure: toJson(fact.kind === 'RANKED' ? fact.measure : null),
      },
    });
  }

  putPrediction(challengeId: string, { memberId, value, low, high }: Omit<PredictionRow, 'lockedAt'>): Write {
    const said = { value, low, high, madeAt: new Date() };
    return this.#prisma.prediction.upsert({
      where: { challengeId_memberId: { challengeId, memberId } },
      create: { challengeId, memberId, ...said },
      update: said,
    });
  }

  /** One that is locked already stays as it is. */
  lockPrediction(challengeId: string, memberId: string): Write {
    return this.#prisma.prediction.updateMany({
      where: { challengeId, memberId, lockedAt: null },
      data: { lockedAt: new Date() },
    });
  }

  async findOwnerVersion(): Promise<number> {
    const owner = await this.#prisma.owner.findUnique({ where: { id: OWNER } });
    return owner?.tokenVersion ?? FIRST_VERSION;
  }

  countClassrooms(): Promise<number> {
    return this.#prisma.classroom.count();
  }

  findClassroom(where: { readonly id: string } | { readonly code: string }): Promise<ClassroomRow | null> {
    return this.#prisma.classroom.findUnique({ where });
  }

  async findSeat(id: string): Promise<SeatRow | null> {
    return toSeat(await this.#prisma.member.findUnique({ where: { id } }));
  }

  async findSeatByName(classroomId: string, nameKey: string): Promise<SeatRow | null> {
    const where = { classroomId_nameKey: { classroomId, nameKey } };
    return toSeat(await this.#prisma.member.findUnique({ where }));
  }

  /** By seat. */
  async findSeats(classroomId: string): Promise<readonly SeatRow[]> {
    const rows = await this.#prisma.member.findMany({ where: { classroomId }, orderBy: { seat: 'asc' } });
    return rows.flatMap((row) => toSeat(row) ?? []);
  }

  /** Null where there is none. */
  async findInstructorId(classroomId: string): Promise<string | null> {
    const where = { classroomId, role: 'INSTRUCTOR' satisfies Role };
    return (await this.#prisma.member.findFirst({ where, select: { id: true } }))?.id ?? null;
  }

  async findChallenge(id: string): Promise<ChallengeRow | null> {
    return toChallenge(await this.#prisma.challenge.findUnique({ where: { id } }));
  }

  /** The one that a baseline's or an answer's run is of. */
  async findChallengeOfRun(runId: string): Promise<ChallengeRow | null> {
    const where = { OR: [{ baselineRunId: runId }, { answerRunId: runId }] };
    return toChallenge(await this.#prisma.challenge.findFirst({ where }));
  }

  async findChallenges(where: {
    readonly classroomId?: string;
    readonly phases?: readonly ChallengePhase[];
  }): Promise<readonly ChallengeRow[]> {
    const rows = await this.#prisma.challenge.findMany({
      where: {
        ...(where.classroomId !== undefined && { classroomId: where.classroomId }),
        ...(where.phases && { phase: { in: [...where.phases] } }),
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return rows.flatMap((row) => toChallenge(row) ?? []);
  }

  async findFacts(challengeId: string): Promise<readonly BoardFact[]> {
    const rows = await this.#prisma.boardFact.findMany({ where: { challengeId }, orderBy: { seq: 'asc' } });
    return rows.map(({ seq, at, kind, memberId, submissionId, measure }) => {
      const base = { seq, at, memberId, submissionId };
      return kind === 'RANKED'
        ? { ...base, kind, measure: fromJson<Measure>(measure) }
        : { ...base, kind: kind as Exclude<BoardFactKind, 'RANKED'> };
    });
  }

  async findSubmission(where: { readonly id: string } | { readonly runId: string }): Promise<SubmissionRow | null> {
    const row = await this.#prisma.submission.findFirst({
      where: 'id' in where ? where : { runs: { some: where } },
      include: WITH_RUNS,
    });
    return row && toSubmission(row);
  }

  async findSubmissionByKey(memberId: string, challengeId: string, idempotencyKey: string): Promise<string | null> {
    const row = await this.#prisma.submission.findUnique({
      where: { memberId_challengeId_idempotencyKey: { memberId, challengeId, idempotencyKey } },
      select: { id: true },
    });
    return row?.id ?? null;
  }

  countSubmissions(challengeId: string, memberId: string): Promise<number> {
    return this.#prisma.submission.count({ where: { challengeId, memberId } });
  }

  /** Of one challenge, or of all. */
  async findPending(challengeId?: string): Promise<readonly SubmissionRow[]> {
    const rows = await this.#prisma.submission.findMany({
      where: { state: 'PENDING' satisfies SubmissionState, ...(challengeId !== undefined && { challengeId }) },
      include: WITH_RUNS,
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(toSubmission);
  }

  /** Those of a challenge that rank and were run again. */
  async findChecked(challengeId: string): Promise<readonly SubmissionRow[]> {
    const rows = await this.#prisma.submission.findMany({
      where: {
        challengeId,
        state: 'RANKED' satisfies SubmissionState,
        runs: { some: { purpose: 'CHECK' satisfies Purpose } },
      },
      include: WITH_RUNS,
    });
    return rows.map(toSubmission);
  }

  async findRunFigures(runId: string): Promise<RunFigures | null> {
    const row = await this.#prisma.run.findUnique({ where: { id: runId }, ...RUN_FIGURES });
    return row && toFigures(row);
  }

  /** Of every run of a challenge that has ended. */
  async findOutcomes(challengeId: string): Promise<readonly (readonly Outcome[])[]> {
    const rows = await this.#prisma.run.findMany({
      where: { submissionRun: { submission: { challengeId } }, finishedAt: { not: null } },
      select: { outcomes: true },
    });
    return rows.map(({ outcomes }) => fromJson<readonly Outcome[] | null>(outcomes) ?? []);
  }

  findPredictions(challengeId: string): Promise<readonly PredictionRow[]> {
    return this.#prisma.prediction.findMany({ where: { challengeId }, orderBy: { memberId: 'asc' } });
  }

  findPrediction(challengeId: string, memberId: string): Promise<PredictionRow | null> {
    return this.#prisma.prediction.findUnique({ where: { challengeId_memberId: { challengeId, memberId } } });
  }

  /** What each member submitted first of those that ranked, by the members' ids. */
  async findFirstMeasures(challengeId: string): Promise<ReadonlyMap<string, Measure>> {
    const rows = await this.#prisma.submission.findMany({
      where: { challengeId, state: { in: ['RANKED', 'FELL'] satisfies SubmissionState[] } },
      orderBy: { number: 'desc' },
      select: { memberId: true, measure: true },
    });
    return new Map(rows.map(({ memberId, measure }) => [memberId, fromJson<Measure>(measure)]));
  }

  /** How many submissions each member made in each challenge of a classroom. */
  async countTries(classroomId: string): Promise<readonly { challengeId: string; memberId: string; tries: number }[]> {
    const rows = await this.#prisma.submission.groupBy({
      by: ['challengeId', 'memberId'],
      where: { challenge: { classroomId } },
      _count: true,
    });
    return rows.map(({ challengeId, memberId, _count }) => ({ challengeId, memberId, tries: _count }));
  }

  countRuns(experimentId: string): Promise<number> {
    return this.#prisma.run.count({ where: { experimentId } });
  }

  async findExperiment(id: string): Promise<{ readonly plan: Plan } | null> {
    const row = await this.#prisma.experiment.findUnique({ where: { id }, select: { plan: true } });
    return row && { plan: fromJson<Plan>(row.plan) };
  }
}

function toSeat<Row extends { role: string }>(row: Row | null): (Row & { role: Role }) | null {
  return row && { ...row, role: row.role as Role };
}

function toChallenge<Row extends { rules: unknown; phase: string }>(
  row: Row | null,
): (Omit<Row, 'rules' | 'phase'> & { rules: ChallengeRules; phase: ChallengePhase }) | null {
  return row && { ...row, rules: fromJson<ChallengeRules>(row.rules), phase: row.phase as ChallengePhase };
}

interface StoredFigures {
  readonly id: string;
  readonly experimentId: string;
  readonly ownerId: string | null;
  readonly state: string;
  readonly failure: unknown;
  readonly summary: unknown;
  readonly outcomes: unknown;
  readonly validity: unknown;
  readonly recording: unknown;
  readonly experiment: { readonly plan: unknown };
}

function toFigures(row: StoredFigures): RunFigures {
  return {
    id: row.id,
    experimentId: row.experimentId,
    ownerId: row.ownerId,
    state: row.state as RunState,
    failure: fromJson<Failure | null>(row.failure),
    summary: fromJson<Summary | null>(row.summary),
    outcomes: fromJson<readonly Outcome[] | null>(row.outcomes) ?? [],
    validity: fromJson<RunFigures['validity']>(row.validity),
    sharing: fromJson<RunRecording | null>(row.recording)?.sharing ?? null,
    plan: fromJson<Plan>(row.experiment.plan),
  };
}

function toSubmission(
  row: NewSubmission & {
    readonly state: string;
    readonly measure: unknown;
    readonly runs: readonly { readonly purpose: string; readonly number: number; readonly run: StoredFigures }[];
  },
): SubmissionRow {
  const { id, challengeId, memberId, experimentId, number, idempotencyKey } = row;
  return {
    id,
    challengeId,
    memberId,
    experimentId,
    number,
    idempotencyKey,
    state: row.state as SubmissionState,
    measure: fromJson<Measure | null>(row.measure),
    runs: row.runs.map(({ purpose, number, run }) => ({ purpose: purpose as Purpose, number, run: toFigures(run) })),
  };
}
