/** Events of a batch: one type for each fact, and the subscription that follows them. */
import * as z from 'zod';
import type { BatchEvent, BatchFactKind, BatchProgress } from '../domain/batch-events.js';
import { builder, RunStateEnum } from './builder.js';
import { notFound } from './errors.js';

type EventOf<K extends BatchFactKind> = Extract<BatchEvent, { readonly kind: K }>;

export const BatchProgressRef = builder.objectRef<BatchProgress>('BatchProgress').implement({
  description: 'How far a batch is.',
  fields: (t) => ({
    ended: t.exposeInt('ended', { description: 'Runs that have ended.' }),
    total: t.exposeInt('total'),
    remainingMs: t.exposeFloat('remainingMs', {
      nullable: true,
      description: 'Of its own runs, as far as earlier ones tell; null where none was like these.',
    }),
  }),
});

export const BatchEventRef = builder.interfaceRef<BatchEvent>('BatchEvent').implement({
  description: 'A fact about a batch as a whole.',
  resolveType: (event) => event.kind,
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'From 1, per batch, without gaps. The cursor for `after`.' }),
    at: t.field({ type: 'DateTime', resolve: (event) => event.at }),
    batchId: t.id({ resolve: (event) => event.batchId }),
    progress: t.field({ type: BatchProgressRef, description: 'As it was then.', resolve: (event) => event }),
  }),
});

builder.objectType(builder.objectRef<EventOf<'BatchQueued'>>('BatchQueued'), {
  description: 'All its runs are in the queue.',
  interfaces: [BatchEventRef],
});

builder.objectType(builder.objectRef<EventOf<'BatchRunStarted'>>('BatchRunStarted'), {
  description: 'A run of it begins; once more, where it was cut off.',
  interfaces: [BatchEventRef],
  fields: (t) => ({
    runId: t.id({ resolve: (event) => event.runId }),
    label: t.exposeString('label', { description: 'Its program, or its configuration.' }),
  }),
});

builder.objectType(builder.objectRef<EventOf<'BatchRunFinished'>>('BatchRunFinished'), {
  interfaces: [BatchEventRef],
  fields: (t) => ({
    runId: t.id({ resolve: (event) => event.runId }),
    label: t.exposeString('label', { description: 'Its program, or its configuration.' }),
    state: t.field({ type: RunStateEnum, resolve: (event) => event.state }),
    run: t.prismaField({
      type: 'Run',
      resolve: (query, event, _args, { prisma }) =>
        prisma.run.findUniqueOrThrow({ ...query, where: { id: event.runId } }),
    }),
  }),
});

builder.objectType(builder.objectRef<EventOf<'BatchFinished'>>('BatchFinished'), {
  description: 'The last event of every batch: all its runs have ended, and its result is there.',
  interfaces: [BatchEventRef],
  fields: (t) => ({
    batch: t.prismaField({
      type: 'Batch',
      resolve: (query, event, _args, { prisma }) =>
        prisma.batch.findUniqueOrThrow({ ...query, where: { id: event.batchId } }),
    }),
  }),
});

builder.subscriptionField('batchEvents', (t) =>
  t.field({
    type: BatchEventRef,
    description:
      'Everything that happened to the batch after the cursor, then everything that happens, each once and in ' +
      'order; ends after `BatchFinished`. After a lost connection, subscribe again with the last `seq` that you saw.',
    args: {
      batchId: t.arg.id({ required: true }),
      after: t.arg.int({ required: true, defaultValue: 0, validate: z.number().min(0) }),
    },
    authScopes: { works: true },
    subscribe: async (_root, { batchId, after }, { prisma, reach, batchLog }) => {
      const batch = await prisma.batch.findUnique({ where: { ...reach, id: batchId }, select: { id: true } });
      if (!batch) throw notFound('batch', batchId);
      const followed = await batchLog.follow(batchId, after);
      if (!followed) throw notFound('batch', batchId);
      return followed;
    },
    resolve: (event) => event,
  }),
);
