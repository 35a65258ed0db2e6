/** Reads what is exported in pages, each after the last row of the one before: however much there is, little is held. */
import type { Plan } from '../domain/experiment.js';
import type { Environment, Failure, RunState } from '../domain/run.js';
import type { WorkerCost } from '../domain/worker-cost.js';
import type { Prisma, PrismaClient } from './generated/prisma/client.js';
import { fromJson } from './records.js';

export interface ExportedRun {
  readonly id: string;
  readonly batchId: string | null;
  readonly label: string | null;
  readonly configuration: number | null;
  readonly repetition: number | null;
  readonly experimentId: string;
  readonly experiment: string | null;
  readonly plan: Plan;
  readonly state: RunState;
  readonly attempt: number;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly failure: Failure | null;
  readonly environment: Environment | null;
  readonly validity: { readonly verdict: string; readonly reasons: readonly { readonly code: string }[] } | null;
  /** None where it never had its workers. */
  readonly workerCosts: readonly WorkerCost[];
}

export interface ExportedSample {
  readonly round: number;
  readonly warmup: boolean;
  readonly wallMs: number;
  readonly startSkewMs: number;
  readonly joinMs: number | null;
  readonly cpuMs: number | null;
  readonly result: string;
  readonly grade: string;
  readonly expected: string;
  readonly observed: string;
  readonly lostUpdates: number | null;
}

const RUNS = 50;
const SAMPLES = 500;

export class ExportReader {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** @param where its id, and whose it may be */
  async has(what: 'batch' | 'run', where: Prisma.BatchWhereInput & Prisma.RunWhereInput): Promise<boolean> {
    const count = what === 'batch' ? this.#prisma.batch.count({ where }) : this.#prisma.run.count({ where });
    return (await count) > 0;
  }

  runsOfBatch(batchId: string): AsyncGenerator<ExportedRun, void, undefined> {
    return this.#runs({ batchId });
  }

  runById(id: string): AsyncGenerator<ExportedRun, void, undefined> {
    return this.#runs({ id });
  }

  /** Of its last attempt, warm-up rounds first. */
  async *samplesOf({ id, attempt }: ExportedRun): AsyncGenerator<ExportedSample, void, undefined> {
    let after = -1;
    for (;;) {
      const rows = await this.#prisma.sample.findMany({
        where: { runId: id, attempt, round: { gt: after } },
        orderBy: { round: 'asc' },
        take: SAMPLES,
        omit: { id: true, runId: true, attempt: true },
      });
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < SAMPLES) return;
      after = last.round;
    }
  }

  /** In the order in which they were queued, which is that of their ids. */
  async *#runs(which: { batchId: string } | { id: string }): AsyncGenerator<ExportedRun, void, undefined> {
    let after = '';
    for (;;) {
      const rows = await this.#prisma.run.findMany({
        where: { AND: [which, { id: { gt: after } }] },
        orderBy: { id: 'asc' },
        take: RUNS,
        include: { experiment: { select: { name: true, plan: true } } },
      });
      for (const { experiment, program, failure, environment, state, workerCosts, ...run } of rows) {
        yield {
          ...run,
          label: program,
          experiment: experiment.name,
          plan: fromJson<Plan>(experiment.plan),
          state: state as RunState,
          failure: fromJson<Failure | null>(failure),
          environment: fromJson<Environment | null>(environment),
          workerCosts: fromJson<readonly WorkerCost[] | null>(workerCosts) ?? [],
          validity: fromJson<ExportedRun['validity']>(run.validity),
        };
      }
      const last = rows.at(-1);
      if (!last || rows.length < RUNS) return;
      after = last.id;
    }
  }
}
