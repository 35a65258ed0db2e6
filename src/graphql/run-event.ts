/** Events of a run: one type for each fact, and the subscription that follows them. */
import * as z from 'zod';
import type { RequeueReason, RunEvent, RunFactKind, WorkerState } from '../domain/events.js';
import { builder, RunStateEnum } from './builder.js';
import { notFound } from './errors.js';

type EventOf<K extends RunFactKind> = Extract<RunEvent, { readonly kind: K }>;

export const RunEventRef = builder.interfaceRef<RunEvent>('RunEvent').implement({
  description: 'A fact about a run.',
  resolveType: (event) => event.kind,
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'From 1, per run, without gaps. The cursor for `after`.' }),
    at: t.field({ type: 'DateTime', resolve: (event) => event.at }),
    runId: t.id({ resolve: (event) => event.runId }),
  }),
});

const RequeueReasonEnum = builder.enumType('RequeueReason', {
  values: {
    SERVER_KILLED: { description: 'The server died while the run was on.' },
    SERVER_STOPPED: { description: 'The server was stopped while the run was on.' },
  } satisfies Record<RequeueReason, { description: string }>,
});

const WorkerStateEnum = builder.enumType('WorkerState', {
  description: 'The states of a worker, as they can be seen from outside.',
  values: {
    NEW: { description: 'Not yet called to the round.' },
    RUNNABLE: { description: 'Ready, and not yet given its turn.' },
    RUNNING: { description: 'Its clock runs.' },
    BLOCKED: { description: 'Asleep until a primitive lets it go on.' },
    WAITING: { description: 'In a pause, or waiting for I/O.' },
    TERMINATED: { description: 'Through with its part of the round.' },
  } satisfies Record<WorkerState, { description: string }>,
});

builder.objectType(builder.objectRef<EventOf<'RunQueued'>>('RunQueued'), {
  interfaces: [RunEventRef],
  fields: (t) => ({ position: t.exposeInt('position', { description: 'Its place in the queue: 1 is next.' }) }),
});

builder.objectType(builder.objectRef<EventOf<'RunRequeued'>>('RunRequeued'), {
  description: 'It was cut off and will be run again from its start.',
  interfaces: [RunEventRef],
  fields: (t) => ({ reason: t.field({ type: RequeueReasonEnum, resolve: (event) => event.reason }) }),
});

builder.objectType(builder.objectRef<EventOf<'RunStarted'>>('RunStarted'), {
  interfaces: [RunEventRef],
  fields: (t) => ({ attempt: t.exposeInt('attempt', { description: '1, or more after a restart of the server.' }) }),
});

builder.objectType(builder.objectRef<EventOf<'RoundStarted'>>('RoundStarted'), {
  interfaces: [RunEventRef],
  fields: (t) => ({ round: t.exposeInt('round'), warmup: t.exposeBoolean('warmup') }),
});

builder.objectType(builder.objectRef<EventOf<'RunProgress'>>('RunProgress'), {
  description: 'Told while a round is running, whenever it moved.',
  interfaces: [RunEventRef],
  fields: (t) => ({ fraction: t.exposeFloat('fraction', { description: 'Of the whole run, from 0 to 1.' }) }),
});

builder.objectType(builder.objectRef<EventOf<'WorkerStateChanged'>>('WorkerStateChanged'), {
  description:
    'Where a worker stood at one of the looks, some ten a second, that differs from the look before. Not every step.',
  interfaces: [RunEventRef],
  fields: (t) => ({
    worker: t.exposeInt('worker'),
    state: t.field({ type: WorkerStateEnum, resolve: (event) => event.state }),
    on: t.exposeString('on', { nullable: true, description: 'What it is blocked on.' }),
  }),
});

builder.objectType(builder.objectRef<EventOf<'RoundFinished'>>('RoundFinished'), {
  interfaces: [RunEventRef],
  fields: (t) => ({
    sample: t.prismaField({
      type: 'Sample',
      resolve: (query, event, _args, { prisma }) =>
        prisma.sample.findUniqueOrThrow({ ...query, where: { id: event.sampleId } }),
    }),
  }),
});

builder.objectType(builder.objectRef<EventOf<'RunFinished'>>('RunFinished'), {
  description: 'The last event of every run.',
  interfaces: [RunEventRef],
  fields: (t) => ({
    state: t.field({ type: RunStateEnum, resolve: (event) => event.state }),
    run: t.prismaField({
      type: 'Run',
      resolve: (query, event, _args, { prisma }) =>
        prisma.run.findUniqueOrThrow({ ...query, where: { id: event.runId } }),
    }),
  }),
});

builder.subscriptionField('runEvents', (t) =>
  t.field({
    type: RunEventRef,
    description:
      'Everything that happened to the run after the cursor, then everything that happens, each once and in order; ' +
      'ends after `RunFinished`. After a lost connection, subscribe again with the last `seq` that you saw.',
    args: {
      runId: t.arg.id({ required: true }),
      after: t.arg.int({ required: true, defaultValue: 0, validate: z.number().min(0) }),
    },
    authScopes: { works: true },
    subscribe: async (_root, { runId, after }, { prisma, reach, events }) => {
      const run = await prisma.run.findUnique({ where: { ...reach, id: runId }, select: { id: true } });
      if (!run) throw notFound('run', runId);
      const followed = await events.follow(runId, after);
      if (!followed) throw notFound('run', runId);
      return followed;
    },
    resolve: (event) => event,
  }),
);
