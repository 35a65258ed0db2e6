/**
 * Rows ↔ domain. Everything that the lab writes goes through here, as lists of writes that `commit` carries
 * out in one transaction: when it resolves, all of it has reached the disk, and before, none of it is there.
 */
import type { BatchResult, ProgramResult } from '../domain/lesson.js';
import type { RunRecording } from '../domain/recording.js';
import type { Failure, Environment, Grade, Measurement, Outcome, RunState, Summary } from '../domain/run.js';
import type { Plan } from '../domain/experiment.js';
import type { RunEvent, RunFact } from '../domain/events.js';
import type { Validity } from '../domain/validity.js';
import type { PlannedExperiment } from '../domain/plan.js';
import type { SweepRun } from '../domain/sweep.js';
import type { WorkerCost } from '../domain/worker-cost.js';
import { Prisma, type PrismaClient } from './generated/prisma/client.js';
import { inChunks } from './chunks.js';
import { subjectOf } from './subject.js';

/** A write that has not been carried out. */
export type Write = Prisma.PrismaPromise<unknown>;

export interface StoredRun {
  readonly id: string;
  readonly experimentId: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly interruptions: number;
  readonly lastSeq: number;
  readonly priority: number;
  readonly turn: string | null;
  readonly plan: Plan;
  /** The member whose it is; null: the lab's owner. */
  readonly ownerId: string | null;
}

export interface NewRun {
  readonly id: string;
  readonly experimentId: string;
  readonly idempotencyKey: string | null;
  readonly queuedAt: Date;
  /** The batch that it is part of, and its name there. */
  readonly batchId: string | null;
  readonly program: string | null;
  /** Of a matrix. */
  readonly configuration: number | null;
  readonly repetition: number | null;
  /** Whose turn comes first: the higher. */
  readonly priority: number;
  /** The number of its newest event. */
  readonly lastSeq: number;
  /** Shared by the runs that the lab executes together. */
  readonly turn: string | null;
  readonly ownerId: string | null;
}

export interface NewBatch {
  readonly id: string;
  readonly kind: BatchResult['kind'];
  /** Which lesson, which claim. */
  readonly subject: string;
  readonly scale: number;
  readonly ownerId: string | null;
}

export interface RunChange {
  readonly state?: RunState;
  readonly attempt?: number;
  readonly interruptions?: number;
  readonly progress?: number;
  readonly startedAt?: Date | null;
  readonly finishedAt?: Date;
  readonly lastSeq?: number;
  readonly failure?: Failure | null;
  readonly summary?: Summary | null;
  readonly outcomes?: readonly Outcome[];
  readonly environment?: Environment;
  readonly validity?: Validity;
  readonly workerCosts?: readonly WorkerCost[];
  readonly recording?: RunRecording;
}

/** The idempotency key belongs to another run already. */
export class KeyTakenError extends Error {
  override readonly name = 'KeyTakenError';
}

export class Records {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** All or nothing, in order. @throws KeyTakenError for a run whose key is taken. */
  async commit(writes: readonly Write[]): Promise<void> {
    try {
      await this.#prisma.$transaction([...writes]);
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
        const text = JSON.stringify(error.meta ?? {});
        if (text.includes('idempotencyKey')) throw new KeyTakenError('The key is taken.', { cause: error });
      }
      throw error;
    }
  }

  insertExperiment(id: string, planned: PlannedExperiment, ownerId: string | null): Write {
    return this.#prisma.experiment.create({ data: toExperimentRow(id, planned, ownerId) });
  }

  insertRuns(runs: readonly NewRun[]): readonly Write[] {
    return inChunks(runs).map((chunk) =>
      this.#prisma.run.createMany({ data: chunk.map((run) => ({ ...run, state: 'QUEUED' satisfies RunState })) }),
    );
  }

  insertBatch(batch: NewBatch): Write {
    return this.#prisma.batch.create({ data: batch });
  }

  finishBatch(id: string, result: BatchResult): Write {
    return this.#prisma.batch.update({ where: { id }, data: { finishedAt: new Date(), result: toJson(result) } });
  }

  changeRun(
    id: string,
    { failure, summary, outcomes, environment, validity, workerCosts, recording, ...change }: RunChange,
  ): Write {
    return this.#prisma.run.update({
      where: { id },
      data: {
        ...change,
        ...(failure !== undefined && { failure: toJson(failure) }),
        ...(summary !== undefined && { summary: toJson(summary) }),
        ...(outcomes !== undefined && { outcomes: toJson(outcomes) }),
        ...(environment !== undefined && { environment: toJson(environment) }),
        ...(validity !== undefined && { validity: toJson(validity) }),
        ...(workerCosts !== undefined && { workerCosts: toJson(workerCosts) }),
        ...(recording !== undefined && { recording: toJson(recording) }),
      },
      select: { id: true },
    });
  }

  insertEvents(events: readonly RunEvent[]): readonly Write[] {
    const rows = events.map(({ runId, seq, at, kind, ...payload }) => ({
      runId,
      seq,
      at,
      kind,
      payload: toJson(payload),
    }));
    return inChunks(rows).map((data) => this.#prisma.runEvent.createMany({ data: [...data] }));
  }

  insertSamples(runId: string, attempt: number, measurements: readonly Measurement[]): readonly Write[] {
    return [
      this.#prisma.sample.createMany({
        data: measurements.map(({ judgement, workers: _workers, ...measured }) => ({
          id: sampleId(runId, attempt, measured.round),
          runId,
          attempt,
          ...measured,
          ...judgement,
        })),
      }),
      this.#prisma.workerSample.createMany({
        data: measurements.flatMap(({ round, workers }) =>
          workers.map(({ result, ...worker }) => ({
            sampleId: sampleId(runId, attempt, round),
            ...worker,
            result: toJson(result),
          })),
        ),
      }),
    ];
  }

  async findPlan(experimentId: string): Promise<Plan | null> {
    const row = await this.#prisma.experiment.findUnique({ where: { id: experimentId }, select: { plan: true } });
    return row && fromJson<Plan>(row.plan);
  }

  async findRunByKey(idempotencyKey: string): Promise<{ id: string; experimentId: string } | null> {
    return this.#prisma.run.findUnique({ where: { idempotencyKey }, select: { id: true, experimentId: true } });
  }

  async findRunState(id: string): Promise<{ state: RunState; lastSeq: number } | null> {
    const row = await this.#prisma.run.findUnique({ where: { id }, select: { state: true, lastSeq: true } });
    return row && { state: row.state as RunState, lastSeq: row.lastSeq };
  }

  async findUnfinishedBatches(): Promise<readonly string[]> {
    const rows = await this.#prisma.batch.findMany({
      where: { finishedAt: null, kind: { not: 'MATRIX' } },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /** In the order of their queueing; null when there is no such batch. */
  async findRunsOfBatch(id: string): Promise<readonly string[] | null> {
    const row = await this.#prisma.batch.findUnique({
      where: { id },
      select: { runs: { select: { id: true }, orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }] } },
    });
    return row && row.runs.map((run) => run.id);
  }

  /** @returns null when there is none, or when it has its result already. */
  async findUnfinishedBatch(id: string): Promise<(NewBatch & { readonly runIds: readonly string[] }) | null> {
    const row = await this.#prisma.batch.findUnique({
      where: { id, finishedAt: null, kind: { not: 'MATRIX' } },
      include: { runs: { select: { id: true } } },
    });
    if (!row) return null;
    const { kind, subject, scale, ownerId, runs } = row;
    return { id, kind: kind as BatchResult['kind'], subject, scale, ownerId, runIds: runs.map((run) => run.id) };
  }

  /** What a run of a batch came to, with its measured rounds. */
  async findProgramResult(runId: string): Promise<ProgramResult> {
    const run = await this.#prisma.run.findUniqueOrThrow({
      where: { id: runId },
      include: { experiment: { select: { runtime: true } } },
    });
    const samples = await this.#prisma.sample.findMany({
      where: { runId, attempt: run.attempt, warmup: false },
      orderBy: { round: 'asc' },
      include: { workers: { orderBy: { worker: 'asc' }, select: { result: true } } },
    });
    return {
      label: run.program ?? '',
      runId,
      runtime: run.experiment.runtime,
      state: run.state as RunState,
      failure: fromJson<Failure | null>(run.failure),
      summary: fromJson<Summary | null>(run.summary),
      outcomes: fromJson<readonly Outcome[] | null>(run.outcomes) ?? [],
      environment: fromJson<Environment | null>(run.environment),
      validity: fromJson<Validity | null>(run.validity),
      rounds: samples.map(({ wallMs, result, grade, expected, observed, lostUpdates, workers }) => ({
        wallMs,
        result,
        grade: grade as Grade,
        expected,
        observed,
        ...(lostUpdates !== null && { lostUpdates }),
        reports: workers.map((worker) => worker.result),
      })),
    };
  }

  /** Those that exist, in no order. */
  async findSweepRuns(ids: readonly string[]): Promise<readonly SweepRun[]> {
    const chunks = await Promise.all(
      inChunks(ids).map((chunk) =>
        this.#prisma.run.findMany({
          where: { id: { in: [...chunk] } },
          select: {
            id: true,
            state: true,
            attempt: true,
            environment: true,
            validity: true,
            experiment: { select: { plan: true } },
          },
        }),
      ),
    );
    return chunks.flat().map(({ id, state, attempt, environment, validity, experiment }) => ({
      id,
      state: state as RunState,
      attempt,
      plan: fromJson<Plan>(experiment.plan),
      environment: fromJson<Environment | null>(environment),
      validity: fromJson<Validity | null>(validity),
    }));
  }

  /** Of the measured rounds of each run's attempt, in milliseconds and in order, by the run's id. */
  async findWalls(
    runs: readonly { readonly id: string; readonly attempt: number }[],
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    const walls = new Map<string, number[]>(runs.map(({ id }) => [id, []]));
    // Not asked for with each run: a database takes only so many conditions.
    const attempts = new Map(runs.map(({ id, attempt }) => [id, attempt]));
    for (const chunk of inChunks(runs)) {
      const rows = await this.#prisma.sample.findMany({
        where: { warmup: false, runId: { in: chunk.map(({ id }) => id) } },
        orderBy: [{ runId: 'asc' }, { round: 'asc' }],
        select: { runId: true, attempt: true, wallMs: true },
      });
      for (const { runId, attempt, wallMs } of rows) {
        if (attempts.get(runId) === attempt) walls.get(runId)?.push(wallMs);
      }
    }
    return walls;
  }

  /** Runs that have not ended, in the order of their turns. */
  async findUnfinishedRuns(): Promise<readonly StoredRun[]> {
    const rows = await this.#prisma.run.findMany({
      where: { state: { in: ['QUEUED', 'STARTING', 'RUNNING'] satisfies RunState[] } },
      orderBy: [{ priority: 'desc' }, { queuedAt: 'asc' }, { id: 'asc' }],
      select: {
        id: true,
        experimentId: true,
        priority: true,
        state: true,
        attempt: true,
        interruptions: true,
        lastSeq: true,
        turn: true,
        ownerId: true,
        experiment: { select: { plan: true } },
      },
    });
    return rows.map(({ experiment, state, ...row }) => ({
      ...row,
      state: state as RunState,
      plan: fromJson<Plan>(experiment.plan),
    }));
  }

  /** Events after the cursor, in order. */
  async findEvents(runId: string, after: number, limit: number): Promise<readonly RunEvent[]> {
    const rows = await this.#prisma.runEvent.findMany({
      where: { runId, seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: limit,
    });
    return rows.map(({ seq, at, kind, payload }) => ({
      ...fromJson<RunFact>({ kind, ...(payload as object) }),
      runId,
      seq,
      at,
    }));
  }
}

export function sampleId(runId: string, attempt: number, round: number): string {
  return `${runId}:${attempt}:${round}`;
}

export function toExperimentRow(
  id: string,
  { name, plan }: PlannedExperiment,
  ownerId: string | null,
): Prisma.ExperimentCreateManyInput {
  const [{ task, primitive, fabric, workers }] = plan.groups;
  const { runtime, repetitions, warmup, timeoutMs } = plan;
  return {
    id,
    name,
    task: task.kind,
    primitive,
    fabric,
    workers,
    runtime,
    repetitions,
    warmup,
    timeoutMs,
    plan: toJson(plan),
    ownerId,
    subject: subjectOf(plan),
  };
}

/** Domain values are plain data, which Prisma's type for JSON cannot see of interfaces. */
export function toJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value === null || value === undefined ? Prisma.JsonNull : value;
}

/** The counterpart: only this room writes these columns, so they hold what it put there. */
export function fromJson<T>(value: unknown): T {
  return value as T;
}
