/** Rows ↔ domain for batches: matrices, the runs of any batch as it follows them, and its events. */
import type { BatchEvent, BatchFact, BatchProgress } from '../domain/batch-events.js';
import type { BatchRunResult, StoredBatchPlan } from '../domain/batch-run.js';
import type { Plan } from '../domain/experiment.js';
import type { PlannedExperiment } from '../domain/plan.js';
import type { Environment, Outcome, RunState, Summary } from '../domain/run.js';
import type { Validity } from '../domain/validity.js';
import { inChunks } from './chunks.js';
import type { PrismaClient } from './generated/prisma/client.js';
import { fromJson, toExperimentRow, toJson, type Write } from './records.js';

export interface NewMatrix {
  readonly id: string;
  readonly name: string | null;
  readonly idempotencyKey: string | null;
  readonly ownerId: string | null;
  /** What was asked for: the same key with something else is a mistake. */
  readonly request: unknown;
  readonly plan: StoredBatchPlan;
}

export interface StoredMatrix {
  readonly name: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly plan: StoredBatchPlan;
}

/** An environment, and the runs that were measured there. */
export interface MeasuredAt {
  readonly environment: Environment;
  readonly runs: number;
  /** Of the last minute at the start of each run; none where the platform does not tell. */
  readonly loads: readonly number[];
}

/** A run of a batch, as far as the batch is concerned. */
export interface Follower {
  readonly runId: string;
  readonly label: string;
  readonly state: RunState;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly plan: Plan;
}

export interface OpenBatch {
  readonly id: string;
  readonly isMatrix: boolean;
  readonly lastSeq: number;
  readonly runs: readonly Follower[];
  /** Runs of which the batch has told that they ended. */
  readonly told: readonly string[];
}

const FOLLOWER = {
  id: true,
  program: true,
  state: true,
  startedAt: true,
  finishedAt: true,
  experiment: { select: { plan: true } },
} as const;

export class BatchRecords {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  insertMatrix({ request, plan, ...batch }: NewMatrix): Write {
    return this.#prisma.batch.create({
      data: { ...batch, kind: 'MATRIX', subject: '', scale: 1, request: toJson(request), plan: toJson(plan) },
      select: { id: true },
    });
  }

  insertExperiments(
    experiments: readonly (PlannedExperiment & { readonly id: string })[],
    ownerId: string | null,
  ): readonly Write[] {
    return inChunks(experiments).map((chunk) =>
      this.#prisma.experiment.createMany({
        data: chunk.map(({ id, ...planned }) => toExperimentRow(id, planned, ownerId)),
      }),
    );
  }

  insertEvents(events: readonly BatchEvent[]): readonly Write[] {
    const rows = events.map(({ batchId, seq, at, kind, ...payload }) => ({
      batchId,
      seq,
      at,
      kind,
      payload: toJson(payload),
    }));
    return inChunks(rows).map((data) => this.#prisma.batchEvent.createMany({ data: [...data] }));
  }

  finishMatrix(id: string): Write {
    return this.#prisma.batch.update({ where: { id }, data: { finishedAt: new Date() }, select: { id: true } });
  }

  async exists(id: string): Promise<boolean> {
    return (await this.#prisma.batch.findUnique({ where: { id }, select: { id: true } })) !== null;
  }

  /** Of a batch that is finished. */
  async countEnded(id: string): Promise<BatchProgress> {
    const total = await this.#prisma.run.count({ where: { batchId: id } });
    return { ended: total, total, remainingMs: 0 };
  }

  async findByKey(idempotencyKey: string): Promise<{ readonly id: string; readonly request: unknown } | null> {
    return this.#prisma.batch.findUnique({ where: { idempotencyKey }, select: { id: true, request: true } });
  }

  /** Null when there is none, or when it is none of a matrix. */
  async findPlan(id: string): Promise<StoredBatchPlan | null> {
    const row = await this.#prisma.batch.findUnique({ where: { id }, select: { plan: true } });
    return row && fromJson<StoredBatchPlan | null>(row.plan);
  }

  /** Null when there is none, or when it is none of a matrix. */
  async findMatrix(id: string): Promise<StoredMatrix | null> {
    const row = await this.#prisma.batch.findUnique({
      where: { id },
      select: { name: true, createdAt: true, finishedAt: true, plan: true },
    });
    const plan = row && fromJson<StoredBatchPlan | null>(row.plan);
    return plan && { ...row, plan };
  }

  /** What the configurations of a batch are, by the ids of their experiments. */
  async findExperiments(id: string): Promise<ReadonlyMap<string, Plan>> {
    const rows = await this.#prisma.experiment.findMany({
      where: { runs: { some: { batchId: id } } },
      orderBy: { id: 'asc' },
      select: { id: true, plan: true },
    });
    return new Map(rows.map((row) => [row.id, fromJson<Plan>(row.plan)]));
  }

  /** Where the runs of a batch were measured: one entry for all that differ in nothing but the load. */
  async findEnvironments(id: string): Promise<readonly MeasuredAt[]> {
    const rows = await this.#prisma.run.findMany({ where: { batchId: id }, select: { environment: true } });
    const found = new Map<string, { environment: Environment; runs: number; loads: number[] }>();
    for (const row of rows) {
      const environment = fromJson<Environment | null>(row.environment);
      if (!environment) continue;
      const key = JSON.stringify({ ...environment, load: null });
      const entry = found.get(key) ?? { environment, runs: 0, loads: [] };
      entry.runs += 1;
      if (environment.load !== null) entry.loads.push(environment.load);
      found.set(key, entry);
    }
    return [...found.values()].toSorted((a, b) => b.runs - a.runs);
  }

  /** What the runs of a matrix have come to so far, by configuration and repetition. */
  async findResults(id: string): Promise<readonly BatchRunResult[]> {
    const rows = await this.#prisma.run.findMany({
      where: { batchId: id, configuration: { not: null } },
      select: {
        id: true,
        configuration: true,
        repetition: true,
        state: true,
        summary: true,
        outcomes: true,
        validity: true,
      },
      orderBy: [{ configuration: 'asc' }, { repetition: 'asc' }],
    });
    return rows.map(({ id: runId, configuration, repetition, state, summary, outcomes, validity }) => ({
      runId,
      configuration: configuration ?? 0,
      repetition: repetition ?? 0,
      state: state as RunState,
      summary: fromJson<Summary | null>(summary),
      outcomes: fromJson<readonly Outcome[] | null>(outcomes) ?? [],
      validity: fromJson<Validity | null>(validity),
    }));
  }

  /** Batches of which nobody was told yet that they are finished. */
  async findOpen(): Promise<readonly OpenBatch[]> {
    const rows = await this.#prisma.batch.findMany({
      where: { events: { none: { kind: 'BatchFinished' satisfies BatchFact['kind'] } } },
      select: { id: true },
    });
    return Promise.all(rows.map(({ id }) => this.findOpenBatch(id)));
  }

  async findOpenBatch(id: string): Promise<OpenBatch> {
    const { kind, runs, events } = await this.#prisma.batch.findUniqueOrThrow({
      where: { id },
      select: {
        kind: true,
        runs: { select: FOLLOWER, orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }] },
        events: { select: { seq: true, kind: true, payload: true }, orderBy: { seq: 'asc' } },
      },
    });
    const told = events.flatMap((event) => {
      const fact = fromJson<BatchFact>({ kind: event.kind, ...(event.payload as object) });
      return fact.kind === 'BatchRunFinished' ? [fact.runId] : [];
    });
    return { id, isMatrix: kind === 'MATRIX', lastSeq: events.at(-1)?.seq ?? 0, runs: runs.map(toFollower), told };
  }

  /** The latest runs that succeeded, whoever asked for them. */
  async findLatest(limit: number): Promise<readonly Follower[]> {
    const rows = await this.#prisma.run.findMany({
      where: { state: 'SUCCEEDED' satisfies RunState },
      select: FOLLOWER,
      orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return rows.map(toFollower);
  }

  /** Events after the cursor, in order. */
  async findEvents(batchId: string, after: number, limit: number): Promise<readonly BatchEvent[]> {
    const rows = await this.#prisma.batchEvent.findMany({
      where: { batchId, seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: limit,
    });
    return rows.map(({ seq, at, kind, payload }) => ({
      ...fromJson<BatchFact>({ kind, ...(payload as object) }),
      batchId,
      seq,
      at,
    }));
  }
}

interface FollowerRow {
  readonly id: string;
  readonly program: string | null;
  readonly state: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly experiment: { readonly plan: unknown };
}

function toFollower({ id, program, state, startedAt, finishedAt, experiment }: FollowerRow): Follower {
  return {
    runId: id,
    label: program ?? '',
    state: state as RunState,
    startedAt,
    finishedAt,
    plan: fromJson<Plan>(experiment.plan),
  };
}
