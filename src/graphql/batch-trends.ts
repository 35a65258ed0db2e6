/** What each number that a matrix sweeps does to the wall time: a trend for each combination of the other axes. */
import { resolveArrayConnection } from '@pothos/plugin-relay';
import { describeTrend } from '../domain/trend-text.js';
import type { Growth, PowerLaw, Trend, TrendPoint } from '../domain/trend.js';
import { findTrends } from '../report/trends.js';
import { builder, PAGE } from './builder.js';
import { EstimateRef } from './estimate.js';
import { pageSize } from './experiment.js';
import { CoordinateRef } from './matrix.js';
import { BoundedRef } from './scaling.js';
import { ValidityVerdictEnum } from './validity.js';

const GrowthEnum = builder.enumType('Growth', {
  description: 'How a wall time grows with a number: what all of the exponent’s interval agrees on.',
  values: {
    FALLING: { description: 'The larger the number, the shorter the wall.' },
    CONSTANT: { description: 'No difference was seen: the interval holds 0, and all of it is near 0.' },
    SUBLINEAR: { description: 'It grows, but less than the number does.' },
    LINEAR: { description: 'The exponent is near 1.' },
    SUPERLINEAR: { description: 'It grows more than the number does.' },
    QUADRATIC: { description: 'The exponent is near 2.' },
    CUBIC: { description: 'The exponent is near 3.' },
    NOT_TOLD: { description: 'The interval is too wide to say.' },
  } satisfies Record<Growth, { description: string }>,
});

const PowerLawRef = builder.objectRef<PowerLaw>('PowerLaw').implement({
  description: 'wall = coefficient · x^exponent, by least squares of the logarithms of the medians.',
  fields: (t) => ({
    coefficient: t.exposeFloat('coefficient', { description: 'The wall time at x = 1, in milliseconds.' }),
    exponent: t.field({
      type: BoundedRef,
      description:
        'With Student’s 95 % interval, which knows how far the values lie off the law, or that of the walls where it is wider.',
      resolve: ({ exponent }) => exponent,
    }),
    doubling: t.field({
      type: BoundedRef,
      description:
        'By how many times the wall is longer where x is doubled: 2^exponent. An end that is beyond all numbers is null.',
      resolve: ({ doubling }) => doubling,
    }),
    determination: t.exposeFloat('determination', {
      nullable: true,
      description: 'R²: the part of what the walls differ by that the law explains; null where they do not differ.',
    }),
    farthest: t.exposeFloat('farthest', {
      description: 'What it misses the values by at most, as a share: 0.1 is a tenth more or less.',
    }),
    growth: t.field({ type: GrowthEnum, resolve: ({ growth }) => growth }),
  }),
});

const TrendPointRef = builder.objectRef<TrendPoint>('TrendPoint').implement({
  description: 'A value on the axis, as measured.',
  fields: (t) => ({
    value: t.exposeFloat('value'),
    runs: t.exposeInt('runs', { description: 'Runs that succeeded.' }),
    rounds: t.exposeInt('rounds', { description: 'Measured rounds of those.' }),
    wall: t.field({
      type: EstimateRef,
      nullable: true,
      description: 'Over all those runs; null where none has succeeded.',
      resolve: ({ wall }) => wall,
    }),
    validity: t.field({ type: ValidityVerdictEnum, nullable: true, resolve: ({ validity }) => validity }),
    leftOut: t.exposeString('leftOut', {
      nullable: true,
      description: 'Why the law was not fitted to it, such as a 0, which has no logarithm; null where it was.',
    }),
  }),
});

const TrendRef = builder.objectRef<Trend>('Trend').implement({
  description: 'Configurations of a matrix that differ in nothing but one number, and what that does to the wall time.',
  fields: (t) => ({
    axis: t.exposeString('axis', { description: 'A parameter of the task, or an option: `n`, `permits`.' }),
    label: t.exposeString('label', { description: 'What they have in common; empty where it is the only axis.' }),
    coordinates: t.field({ type: [CoordinateRef], resolve: ({ coordinates }) => coordinates }),
    points: t.field({ type: [TrendPointRef], description: 'Smallest first.', resolve: ({ points }) => points }),
    law: t.field({
      type: PowerLawRef,
      nullable: true,
      description: 'Over all runs that succeeded so far; null where it is refused.',
      resolve: ({ law }) => law,
    }),
    refusedBecause: t.exposeString('refusedBecause', {
      nullable: true,
      description: 'Why no law was fitted; null where one was.',
    }),
    sentence: t.string({ description: 'What it means, for a person.', resolve: describeTrend }),
    validity: t.field({
      type: ValidityVerdictEnum,
      nullable: true,
      description: 'That of the least trustworthy of the points that count.',
      resolve: ({ validity }) => validity,
    }),
  }),
});

builder.prismaObjectFields('Batch', (t) => ({
  trends: t.connection({
    type: TrendRef,
    description:
      'Of a matrix with a number other than the workers as an axis: a trend for each such axis and each combination ' +
      'of the other axes.',
    complexity: (args) => ({ multiplier: pageSize(args) }),
    select: { id: true },
    resolve: async ({ id }, args, { batchTables }) =>
      resolveArrayConnection({ args, maxSize: PAGE.most, defaultSize: PAGE.usual }, [
        ...findTrends(await batchTables.load(id)),
      ]),
  }),
}));
