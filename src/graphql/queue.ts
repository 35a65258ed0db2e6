/** The queue: what the lab is doing, and what waits. */
import type { RunState } from '../domain/run.js';
import type { QueueSnapshot } from '../scheduler/queue-feed.js';
import * as z from 'zod';
import { builder } from './builder.js';
import { PERSONAL, SHARED } from './shared.js';

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
  extensions: SHARED,
  fields: (t) => ({
    running: t.prismaField({
      type: 'Run',
      nullable: true,
      extensions: PERSONAL,
      description: 'The run that is being measured; one at a time. Null also where it is not the caller’s to see.',
      resolve: (query, { running }, _args, { prisma, reach }) =>
        running === null ? null : prisma.run.findUnique({ ...query, where: { ...reach, id: running } }),
    }),
    place: t.field({
      type: QueuePlaceRef,
      nullable: true,
      extensions: PERSONAL,
      description:
        'Of one run of the caller’s; null when it does not wait, or no longer. To wait with it: subscribe to `queue`.',
      args: { runId: t.arg.id({ required: true }) },
      resolve: async (_queue, { runId }, { prisma, reach, scheduler, feed }) => {
        const run = await prisma.run.findUnique({ where: { ...reach, id: runId }, select: { id: true } });
        if (!run) return null;
        const ahead = scheduler.aheadOf(runId);
        return ahead && { position: ahead.position, startsInMs: feed.expectLeft(ahead.runs) };
      },
    }),
    length: t.int({ description: 'Runs that wait.', resolve: ({ waiting }) => waiting.length }),
    waiting: t.prismaField({
      type: ['Run'],
      extensions: PERSONAL,
      description: 'Those that are the caller’s to see, the next one first.',
      args: { first: t.arg.int({ required: true, defaultValue: 20, validate: z.number().min(0).max(100) }) },
      complexity: ({ first }) => ({ multiplier: first }),
      resolve: async (query, { waiting }, { first }, { prisma, reach, principal }) => {
        const mayAll = principal.kind === 'owner';
        const queued = { ...reach, state: 'QUEUED' satisfies RunState };
        const rows = mayAll ? [] : await prisma.run.findMany({ where: queued, select: { id: true } });
        const seen = new Set(rows.map(({ id }) => id));
        const ids = (mayAll ? waiting : waiting.filter((id) => seen.has(id))).slice(0, first);
        const runs = await prisma.run.findMany({ ...query, where: { id: { in: [...ids] } } });
        return runs.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      },
    }),
  }),
});

builder.queryField('queue', (t) =>
  t.field({
    type: QueueRef,
    authScopes: { works: true },
    resolve: (_root, _args, { scheduler }) => scheduler.snapshot(),
  }),
);

builder.subscriptionField('queue', (t) =>
  t.field({
    type: QueueRef,
    authScopes: { works: true },
    description: 'The queue now, and again after every change. A slow reader gets the newest, not all in between.',
    extensions: SHARED,
    subscribe: (_root, _args, { scheduler }) => scheduler.followQueue(),
    resolve: (snapshot) => snapshot,
  }),
);
