/** What a matrix shows of scaling: a sweep for each combination of its axes but the workers. */
import { resolveArrayConnection } from '@pothos/plugin-relay';
import { scaleSweep, type SweepScaling } from '../report/scaling.js';
import { findSweeps, type Sweep } from '../report/sweeps.js';
import { builder, PAGE } from './builder.js';
import { pageSize } from './experiment.js';
import { CoordinateRef } from './matrix.js';
import { SCALING_COST, ScalingReportRef } from './scaling.js';

const SweepScalingRef = builder.objectRef<SweepScaling>('SweepScaling').implement({
  description: 'What a sweep shows, or why nothing can be said of it.',
  fields: (t) => ({
    report: t.field({ type: ScalingReportRef, nullable: true, resolve: ({ report }) => report }),
    refusedBecause: t.stringList({
      nullable: true,
      description: 'Why there is no report; null where there is one. Why a law was not fitted is in the report.',
      resolve: ({ refusedBecause }) => refusedBecause,
    }),
  }),
});

const SweepRef = builder.objectRef<Sweep>('Sweep').implement({
  description: 'Configurations of a matrix that differ in nothing but their number of workers.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'Empty where workers are the only axis.' }),
    coordinates: t.field({ type: [CoordinateRef], resolve: ({ coordinates }) => coordinates }),
    scaling: t.field({
      type: SweepScalingRef,
      description: 'Over all runs that succeeded.',
      complexity: SCALING_COST,
      resolve: (sweep, _args, { records }) => scaleSweep(sweep, records),
    }),
  }),
});

builder.prismaObjectFields('Batch', (t) => ({
  sweeps: t.connection({
    type: SweepRef,
    description: 'Of a matrix whose workers are an axis: a sweep for each combination of the other axes.',
    complexity: (args) => ({ multiplier: pageSize(args) }),
    select: { id: true },
    resolve: async ({ id }, args, { batchTables }) =>
      resolveArrayConnection({ args, maxSize: PAGE.most, defaultSize: PAGE.usual }, [
        ...findSweeps(await batchTables.load(id)),
      ]),
  }),
}));
