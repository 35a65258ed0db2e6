/** What a run's workers gained over its serial baseline, where one was measured. */
import { areSideBySide, chooseBaseline, serialPlanOf } from '../domain/baseline.js';
import type { Bounded } from '../domain/scaling.js';
import { unitsOfRound } from '../lab/summarize.js';
import { compareSamples } from '../stats/compare.js';
import { efficiencyOf, speedupOf } from '../stats/scaling/speedup.js';
import { findBaselineRun, findBaselineRuns } from '../store/baselines.js';
import { subjectOf } from '../store/subject.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { SummaryRef } from './run.js';
import { BoundedRef } from './scaling.js';

interface Speedup extends Bounded {
  readonly efficiency: Bounded;
  readonly baselineRunId: string;
  readonly isSideBySide: boolean;
}

/** It reads the rounds of two runs, and resamples them. */
const COST = 50;

const SpeedupRef = builder.objectRef<Speedup>('Speedup').implement({
  description: 'Of throughput, over one thread that does all workers’ parts one after the other (fabric SERIAL).',
  fields: (t) => ({
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', { nullable: true, description: 'Of its 95 % interval; null for too few rounds.' }),
    high: t.exposeFloat('high', { nullable: true }),
    efficiency: t.field({
      type: BoundedRef,
      description: 'Speed-up for each worker: 1 where none is wasted.',
      resolve: ({ efficiency }) => efficiency,
    }),
    baselineRunId: t.exposeID('baselineRunId', { description: 'The run that it is held against.' }),
    isSideBySide: t.exposeBoolean('isSideBySide', {
      description:
        'Their rounds were interleaved, so that a host that drifts drifts for both. Else the two were measured at ' +
        'different times, and what the host did meanwhile is in the figure too.',
    }),
  }),
});

builder.objectField(SummaryRef, 'speedup', (t) =>
  t.field({
    type: SpeedupRef,
    nullable: true,
    complexity: COST,
    description:
      'null where it has no serial baseline: a run of the same on SERIAL with as many workers, on the same host and ' +
      'runtime, recorded alike. Interleaved with this one is best (`compareExperiments`); else it is the newest.',
    resolve: ({ runId }, _args, context) => findSpeedup(runId, context),
  }),
);

async function findSpeedup(runId: string, { prisma, records, reach }: Context): Promise<Speedup | null> {
  const run = await findBaselineRun(prisma, runId);
  const serial = serialPlanOf(run.plan);
  if (!serial) return null;
  const baseline = chooseBaseline(run, await findBaselineRuns(prisma, subjectOf(serial), reach));
  if (!baseline) return null;
  const walls = await records.findWalls([run, baseline]);
  const [own, base] = [walls.get(run.id) ?? [], walls.get(baseline.id) ?? []];
  if (own.length === 0 || base.length === 0) return null;
  const isSideBySide = areSideBySide(run, baseline) && own.length === base.length;
  const units = unitsOfRound(run.plan);
  const toRates = (wallsMs: readonly number[]): readonly number[] => wallsMs.map((wallMs) => (units / wallMs) * 1000);
  const speedup = isSideBySide ? pairedSpeedup(own, base) : speedupOf(toRates(own), toRates(base));
  const { workers } = run.plan.groups[0];
  return { ...speedup, efficiency: efficiencyOf(speedup, workers), baselineRunId: baseline.id, isSideBySide };
}

/** The same work in both, so it is the ratio of the walls. */
function pairedSpeedup(own: readonly number[], base: readonly number[]): Bounded {
  const compared = compareSamples(own, base);
  const { ratio } = compared;
  if (compared.verdict === 'TOO_FEW_PAIRS') return { value: ratio, low: null, high: null };
  return { value: ratio, low: compared.low, high: compared.high };
}
