/**
 * Leaderboards and pooled outcomes, as snapshots and live. Everything under them follows from the snapshot and
 * from whether the caller leads the class, and from nothing else of the caller: so equal subscribers can share
 * one answer, which `extensions.shared` says.
 */
import { leads } from '../classroom/access.js';
import { MOST_STANDINGS, type Standing } from '../classroom/board.js';
import type { Audience, Leaderboard, LeaderboardEntry } from '../classroom/leaderboard.js';
import { METRIC_READERS } from '../classroom/metrics.js';
import type { OutcomeTable, PooledOutcome } from '../classroom/outcomes.js';
import type { Calibration } from '../classroom/predictions.js';
import * as z from 'zod';
import { builder, GradeEnum } from './builder.js';
import { DirectionEnum, MetricEnum, PhaseEnum } from './challenge.js';
import type { Context } from './context.js';
import { notFound } from './errors.js';
import { SHARED } from './shared.js';

const ENTRIES = { min: 1, max: 2_000 } as const;
const STEPS = { min: 1, max: MOST_STANDINGS } as const;

const StandingRef = builder.objectRef<Standing>('Standing').implement({
  extensions: SHARED,
  description: 'Where a member stood from one change of the board on.',
  fields: (t) => ({
    seq: t.exposeInt('seq'),
    at: t.field({ type: 'DateTime', resolve: ({ at }) => at }),
    rank: t.exposeInt('rank', { nullable: true, description: 'Null where the member left the board.' }),
    value: t.exposeFloat('value', { nullable: true }),
  }),
});

const CheckEnum = builder.enumType('EntryCheck', {
  description: 'What running an entry again came to.',
  values: {
    HELD: { description: 'It held.' },
    UNSURE: { description: 'Every attempt was disturbed, so it stays as it was.' },
  },
});

const EntryRef = builder.objectRef<LeaderboardEntry>('LeaderboardEntry').implement({
  extensions: SHARED,
  description: 'The best valid result of one member.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'From 1. Entries whose intervals overlap share it.' }),
    isTied: t.exposeBoolean('isTied'),
    previousRank: t.exposeInt('previousRank', {
      nullable: true,
      description: 'Before the last change of it; null for who has only had this one.',
    }),
    memberId: t.id({ resolve: ({ memberId }) => memberId }),
    name: t.exposeString('name', { description: 'In an anonymous classroom an alias, to all but its instructor.' }),
    value: t.float({ resolve: ({ measure }) => measure.value }),
    low: t.float({ description: 'Of the 95 % interval.', resolve: ({ measure }) => measure.low }),
    high: t.float({ resolve: ({ measure }) => measure.high }),
    isDisturbed: t.boolean({
      description: 'Something else had a part in it, which this challenge accepts: see `Run.validity`.',
      resolve: ({ measure }) => measure.isDisturbed ?? false,
    }),
    results: t.exposeInt('results', {
      description: 'So many of its member’s submissions have ranked, this one and those that fell among them.',
    }),
    check: t.field({ type: CheckEnum, nullable: true, resolve: ({ check }) => check }),
    history: t.field({
      type: [StandingRef],
      description: 'Changes of rank or figure, the newest last.',
      args: {
        last: t.arg.int({ required: true, defaultValue: 20, validate: z.number().min(STEPS.min).max(STEPS.max) }),
      },
      complexity: ({ last }) => ({ multiplier: last / 10 }),
      resolve: ({ history }, { last }) => history.slice(-last),
    }),
    closeness: t.float({
      nullable: true,
      description: 'Of its member’s prediction, from 0 to 1, once the challenge has closed.',
      resolve: ({ score }) => score?.closeness ?? null,
    }),
    isWithin: t.boolean({
      nullable: true,
      description: 'Whether the prediction’s bounds hold the answer.',
      resolve: ({ score }) => score?.isWithin ?? null,
    }),
  }),
});

const CalibrationRef = builder.objectRef<Calibration>('Calibration').implement({
  extensions: SHARED,
  description: 'How good a class’s predictions were.',
  fields: (t) => ({
    predictions: t.exposeInt('predictions'),
    medianCloseness: t.exposeFloat('medianCloseness', { description: '1 is exact; twice or half as much is 0.5.' }),
    medianBias: t.exposeFloat('medianBias', { description: 'log2(predicted / measured): above 0 is too much.' }),
    bounded: t.exposeInt('bounded', { description: 'Predictions with bounds.' }),
    coverage: t.exposeFloat('coverage', {
      nullable: true,
      description: 'The share of those that hold the answer: 0.8 is well calibrated.',
    }),
  }),
});

type Shown = Leaderboard & { readonly first: number };

const LeaderboardRef = builder.objectRef<Shown>('Leaderboard').implement({
  extensions: SHARED,
  description: 'A board as of one change.',
  fields: (t) => ({
    challengeId: t.id({ resolve: ({ challenge }) => challenge.id }),
    title: t.string({ resolve: ({ challenge }) => challenge.title }),
    phase: t.field({ type: PhaseEnum, resolve: ({ challenge }) => challenge.phase }),
    opensAt: t.field({ type: 'DateTime', resolve: ({ challenge }) => challenge.opensAt }),
    closesAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ challenge }) => challenge.closesAt }),
    metric: t.field({ type: MetricEnum, resolve: ({ challenge }) => challenge.rules.metric }),
    direction: t.field({ type: DirectionEnum, resolve: ({ challenge }) => challenge.rules.direction }),
    unit: t.string({ resolve: ({ challenge }) => METRIC_READERS[challenge.rules.metric].unit }),
    seq: t.exposeInt('seq', { description: 'The change that it is as of: grows with every one.' }),
    isFrozen: t.exposeBoolean('isFrozen', { description: 'The class does not see what comes after `seq`.' }),
    hidden: t.exposeInt('hidden', { description: 'Places that a reveal has not come to.' }),
    length: t.int({
      description: 'Places that are shown, beyond `first` among them.',
      resolve: ({ entries }) => entries.length,
    }),
    entries: t.field({
      type: [EntryRef],
      description: 'The first place first, as many as were asked for.',
      resolve: ({ entries, first }) => entries.slice(0, first),
    }),
    calibration: t.field({
      type: CalibrationRef,
      nullable: true,
      description: 'Of the class’s predictions, once the challenge has closed.',
      resolve: ({ calibration }) => calibration,
    }),
  }),
});

const PooledOutcomeRef = builder.objectRef<PooledOutcome>('PooledOutcome').implement({
  extensions: SHARED,
  fields: (t) => ({
    result: t.exposeString('result'),
    grade: t.field({ type: GradeEnum, resolve: ({ grade }) => grade }),
    count: t.exposeInt('count'),
    share: t.exposeFloat('share', { description: 'Of all rounds, from 0 to 1.' }),
    low: t.exposeFloat('low', { description: 'Of its 95 % interval (Wilson).' }),
    high: t.exposeFloat('high'),
  }),
});

const OutcomeTableRef = builder.objectRef<OutcomeTable>('PooledOutcomes').implement({
  extensions: SHARED,
  description: 'The outcomes of all runs of a challenge, as if the class were one fleet.',
  fields: (t) => ({
    runs: t.exposeInt('runs', { description: 'Runs that have ended.' }),
    rounds: t.exposeInt('rounds', { description: 'Their measured rounds.' }),
    outcomes: t.field({
      type: [PooledOutcomeRef],
      description: 'The most frequent first.',
      resolve: ({ outcomes }) => outcomes,
    }),
  }),
});

/** Members and viewers see one board, and who leads the class another. */
async function audienceOf({ principal, room }: Context, challengeId: string): Promise<Audience> {
  const found = await room.boards.find(challengeId);
  return found && leads(principal, found.challenge.classroomId) ? 'INSTRUCTOR' : 'CLASS';
}

builder.queryFields((t) => ({
  leaderboard: t.field({
    type: LeaderboardRef,
    nullable: true,
    authScopes: (_root, { challengeId }) => ({ seesChallenge: challengeId }),
    args: {
      challengeId: t.arg.id({ required: true }),
      first: t.arg.int({ required: true, defaultValue: 100, validate: z.number().min(ENTRIES.min).max(ENTRIES.max) }),
    },
    complexity: ({ first }) => ({ multiplier: first / 10 }),
    resolve: async (_root, { challengeId, first }, context) => {
      const board = await context.room.boards.snapshot(challengeId, await audienceOf(context, challengeId));
      return board && { ...board, first };
    },
  }),
  pooledOutcomes: t.field({
    type: OutcomeTableRef,
    authScopes: (_root, { challengeId }) => ({ seesChallenge: challengeId }),
    description: 'The outcomes of all runs of a challenge.',
    args: { challengeId: t.arg.id({ required: true }) },
    resolve: (_root, { challengeId }, { room }) => room.pools.read(challengeId),
  }),
}));

builder.subscriptionFields((t) => ({
  leaderboard: t.field({
    type: LeaderboardRef,
    authScopes: (_root, { challengeId }) => ({ seesChallenge: challengeId }),
    extensions: SHARED,
    description:
      'The board now, and the newest after changes: at most ten a second, and always the last one. A slow reader gets ' +
      'the newest, not all in between.',
    args: {
      challengeId: t.arg.id({ required: true }),
      first: t.arg.int({ required: true, defaultValue: 30, validate: z.number().min(ENTRIES.min).max(ENTRIES.max) }),
    },
    complexity: ({ first }) => ({ multiplier: first / 10 }),
    subscribe: async (_root, { challengeId }, context) => {
      const boards = await context.room.boards.follow(challengeId, await audienceOf(context, challengeId));
      if (!boards) throw notFound('challenge', challengeId);
      return boards;
    },
    resolve: (board, { first }) => ({ ...board, first }),
  }),
  pooledOutcomes: t.field({
    type: OutcomeTableRef,
    authScopes: (_root, { challengeId }) => ({ seesChallenge: challengeId }),
    extensions: SHARED,
    description: 'The outcomes of all runs of a challenge now, and after further runs, at most ten times a second.',
    args: { challengeId: t.arg.id({ required: true }) },
    subscribe: (_root, { challengeId }, { room }) => room.pools.follow(challengeId),
    resolve: (table) => table,
  }),
}));
