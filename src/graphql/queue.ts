/** The queue: what the lab is doing, and what waits. */
import type { QueueSnapshot } from '../scheduler/scheduler.js';
import { z } from 'zod';
import { builder } from './builder.js';

interface QueuePlace {
  readonly position: number;
  readonly startsInMs: number | null;
}

const QueuePlaceRef = builder.objectRef<QueuePlace>('QueuePlace').implement({
  description: 'Where a waiting run stands.',
  fields: (t) => ({
    position: t.exposeInt('position', { description: '1 is next.' }),
    startsInMs: t.exposeFloat('startsInMs', {
      nullable: true,
      description:
        'What is before it takes so long together, as far as earlier runs tell; null where none was like these. ' +
        'Runs that somebody asks for by themselves may still go before those of a batch.',
    }),
  }),
});

const QueueRef = builder.objectRef<QueueSnapshot>('Queue').implement({
  description: 'What the lab is doing and what waits, as of one moment.',
  fields: (t) => ({
    running: t.prismaField({
      type: 'Run',
      nullable: true,
      description: 'The run that is being measured; one at a time.',
      resolve: (query, { running }, _args, { prisma }) =>
        running === null ? null : prisma.run.findUnique({ ...query, where: { id: running } }),
    }),
    place: t.field({
      type: QueuePlaceRef,
      nullable: true,
      description: 'Of one run; null when it does not wait, or no longer. To wait with it: subscribe to `queue`.',
      args: { runId: t.arg.id({ required: true }) },
      resolve: (_queue, { runId }, { scheduler, feed }) => {
        const ahead = scheduler.aheadOf(runId);
        return ahead && { position: ahead.position, startsInMs: feed.expect(ahead.plans) };
      },
    }),
    length: t.int({ description: 'Runs that wait.', resolve: ({ waiting }) => waiting.length }),
    waiting: t.prismaField({
      type: ['Run'],
      description: 'The next one first.',
      args: { first: t.arg.int({ required: true, defaultValue: 20, validate: z.number().min(0).max(100) }) },
      complexity: ({ first }) => ({ multiplier: first }),
      resolve: async (query, { waiting }, { first }, { prisma }) => {
        const ids = waiting.slice(0, first);
        const runs = await prisma.run.findMany({ ...query, where: { id: { in: [...ids] } } });
        return runs.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      },
    }),
  }),
});

builder.queryField('queue', (t) =>
  t.field({ type: QueueRef, resolve: (_root, _args, { scheduler }) => scheduler.snapshot() }),
);

builder.subscriptionField('queue', (t) =>
  t.field({
    type: QueueRef,
    description: 'The queue now, and again after every change. A slow reader gets the newest, not all in between.',
    subscribe: (_root, _args, { scheduler }) => scheduler.followQueue(),
    resolve: (snapshot) => snapshot,
  }),
);
