/** Finds the runs that another one can be held against. */
import type { BaselineRun } from '../domain/baseline.js';
import type { Plan } from '../domain/experiment.js';
import type { Environment, RunState } from '../domain/run.js';
import type { Validity } from '../domain/validity.js';
import type { Prisma, PrismaClient } from './generated/prisma/client.js';
import { fromJson } from './records.js';

/** The newest are looked at, and so many of them. */
const CANDIDATES = 20;

const SELECTED = {
  id: true,
  attempt: true,
  turn: true,
  environment: true,
  validity: true,
  experiment: { select: { plan: true } },
} as const satisfies Prisma.RunSelect;

export async function findBaselineRun(prisma: PrismaClient, id: string): Promise<BaselineRun> {
  return toBaselineRun(await prisma.run.findUniqueOrThrow({ where: { id }, select: SELECTED }));
}

/** Runs of this subject that succeeded, the newest first. @param where whose they may be */
export async function findBaselineRuns(
  prisma: PrismaClient,
  subject: string,
  where: Prisma.RunWhereInput,
): Promise<readonly BaselineRun[]> {
  const rows = await prisma.run.findMany({
    where: { ...where, state: 'SUCCEEDED' satisfies RunState, experiment: { subject } },
    orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
    take: CANDIDATES,
    select: SELECTED,
  });
  return rows.map(toBaselineRun);
}

function toBaselineRun({
  experiment,
  environment,
  validity,
  ...run
}: Prisma.RunGetPayload<{ select: typeof SELECTED }>): BaselineRun {
  return {
    ...run,
    plan: fromJson<Plan>(experiment.plan),
    environment: fromJson<Environment | null>(environment),
    validity: fromJson<Validity | null>(validity),
  };
}
