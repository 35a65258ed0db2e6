/** What it takes to have a run's workers, apart from their work. */
import { COST_FIGURES, HOMES, type MissingCost, type WorkerCost } from '../domain/worker-cost.js';
import { fromJson } from '../store/records.js';
import { builder } from './builder.js';

const WorkerHomeEnum = builder.enumType('WorkerHome', { values: HOMES });

const CostFigureEnum = builder.enumType('WorkerCostFigure', { values: COST_FIGURES });

const MissingCostRef = builder.objectRef<MissingCost>('MissingWorkerCost').implement({
  description: 'A figure that is null, and why.',
  fields: (t) => ({
    figure: t.field({ type: CostFigureEnum, resolve: (missing) => missing.figure }),
    reason: t.exposeString('reason'),
  }),
});

const WorkerCostRef = builder.objectRef<WorkerCost>('WorkerCost').implement({
  description: 'What it takes to have a worker, apart from its work. What nobody can tell is null; `missing` says why.',
  fields: (t) => ({
    worker: t.exposeInt('worker', { description: '0 and up, over all groups.' }),
    livesIn: t.field({
      type: WorkerHomeEnum,
      description: 'What was made for it. All workers of a SERIAL or ASYNC group live in one thread.',
      resolve: (cost) => cost.livesIn,
    }),
    isWarm: t.exposeBoolean('isWarm', {
      nullable: true,
      description: 'It was made before the run asked for it: the lab keeps its workers between runs.',
    }),
    startMs: t.exposeFloat('startMs', {
      nullable: true,
      description:
        'From its creation to its first instruction, with all that it imports loaded. No part of any sample, and of a ' +
        'warm worker long before the run.',
    }),
    memoryBytes: t.expose('memoryBytes', {
      type: 'SafeInt',
      nullable: true,
      description:
        'Of a process: its share of the host’s memory after the last round, garbage that is not collected yet ' +
        'included: pages of its own, and its part of those it shares (PSS).',
    }),
    memoryGrowthBytes: t.expose('memoryGrowthBytes', {
      type: 'SafeInt',
      nullable: true,
      description: 'How much more that is than before the run; below 0 where it gave some back.',
    }),
    missing: t.field({ type: [MissingCostRef], resolve: (cost) => cost.missing }),
  }),
});

builder.prismaObjectFields('Run', (t) => ({
  workerCosts: t.field({
    type: [WorkerCostRef],
    select: { workerCosts: true },
    // They come with the run's own row, and mostly there are few.
    complexity: { field: 1, multiplier: 2 },
    description: 'What it took to have its workers, once it has ended; empty where they never were there.',
    resolve: (run) => fromJson<readonly WorkerCost[] | null>(run.workerCosts) ?? [],
  }),
}));
