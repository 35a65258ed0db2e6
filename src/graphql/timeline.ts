/** A run's trace, for those who draw it: as an address to download it from, and as shares of time. */
import * as z from 'zod';
import type { RunRecording, TraceInfo } from '../domain/recording.js';
import { fromJson } from '../store/records.js';
import type { SliceState } from '../trace/nest.js';
import { toTimeline, type Timeline, type TimelineTrack, type TimelineWorker } from '../trace/timeline.js';
import { builder } from './builder.js';
import { notFound } from './errors.js';
import { RunRecordingRef } from './recording.js';

const BUCKETS = { usual: 200, most: 2_000 } as const;

const TimelineStateEnum = builder.enumType('TimelineState', {
  description: 'What a worker is at, as its trace tells.',
  values: {
    STARTING: { description: 'The start barrier is open, and it has not begun yet.' },
    RUNNING: { description: 'At its task, or ready for it: whether a core has it is not in the trace.' },
    WAITING: { description: 'For a primitive, or for the lock of its interpreter.' },
    SLEEPING: { description: 'In a pause.' },
    IO: { description: 'For something from outside.' },
    UNKNOWN: { description: 'What it did then was overwritten by what it did later.' },
  } satisfies Record<SliceState, { description: string }>,
});

const TimelineTrackRef = builder.objectRef<TimelineTrack>('TimelineTrack').implement({
  description: 'How much of each bucket a worker was in one state.',
  fields: (t) => ({
    state: t.field({ type: TimelineStateEnum, resolve: (track) => track.state }),
    on: t.exposeString('on', { nullable: true, description: 'What it waits for; null in every other state.' }),
    shares: t.exposeFloatList('shares', { description: 'Of each bucket, from 0 to 1.' }),
  }),
});

const TimelineWorkerRef = builder.objectRef<TimelineWorker>('TimelineWorker').implement({
  description: 'One worker’s time.',
  fields: (t) => ({
    worker: t.exposeInt('worker', { description: '0 and up, over all groups.' }),
    group: t.exposeInt('group'),
    task: t.exposeString('task'),
    dropped: t.exposeInt('dropped', { description: 'Spans that were overwritten: their time is UNKNOWN.' }),
    tracks: t.field({
      type: [TimelineTrackRef],
      description: 'One for each state that occurs. What is missing to 1: it had not begun, or was done.',
      resolve: (worker) => worker.tracks,
    }),
  }),
});

const TimelineRef = builder.objectRef<Timeline>('Timeline').implement({
  description: 'One round of a trace, cut into buckets of equal length.',
  fields: (t) => ({
    round: t.exposeInt('round'),
    warmup: t.exposeBoolean('warmup'),
    isComplete: t.exposeBoolean('isComplete', { description: 'Whether it came to its end.' }),
    rounds: t.exposeIntList('rounds', { description: 'Rounds that the trace has.' }),
    durationMs: t.exposeFloat('durationMs', { description: 'From the release of the start barrier to its end.' }),
    bucketMs: t.exposeFloat('bucketMs'),
    dropped: t.exposeInt('dropped', { description: 'Spans of all workers that were overwritten.' }),
    workers: t.field({ type: [TimelineWorkerRef], resolve: (timeline) => timeline.workers }),
  }),
});

const TraceInfoRef = builder.objectRef<TraceInfo>('TraceInfo').implement({
  description: 'What is kept of a trace.',
  fields: (t) => ({
    rounds: t.exposeIntList('rounds', { description: 'Rounds in it: the newest, as many as there is room for.' }),
    spans: t.exposeInt('spans'),
    dropped: t.exposeInt('dropped', {
      description: 'Spans of these rounds that were overwritten: each worker keeps its newest, up to 65536.',
    }),
    bytes: t.exposeInt('bytes', { description: 'Of the lab’s own file.' }),
  }),
});

builder.objectField(RunRecordingRef, 'trace', (t) =>
  t.field({
    type: TraceInfoRef,
    nullable: true,
    description: 'null unless its experiment’s `recording` is TRACE; and where the disk was full.',
    resolve: (recording) => recording.trace,
  }),
);

builder.prismaObjectFields('Run', (t) => ({
  traceUrl: t.string({
    nullable: true,
    select: { id: true, recording: true },
    description:
      'Where its trace is, on this server, as Chrome trace events: open it in ui.perfetto.dev. null where there is none.',
    resolve: (run) => (fromJson<RunRecording | null>(run.recording)?.trace ? `/runs/${run.id}/trace.json` : null),
  }),
}));

builder.queryField('timeline', (t) =>
  t.field({
    type: TimelineRef,
    nullable: true,
    authScopes: { works: true },
    description:
      'A round of a run’s trace. null where the run has none: it was not recorded with TRACE, or has not ended; or ' +
      'where the trace has not got that round.',
    args: {
      runId: t.arg.id({ required: true }),
      buckets: t.arg.int({
        required: true,
        defaultValue: BUCKETS.usual,
        validate: z.number().min(1).max(BUCKETS.most),
        description: 'From 1 to 2000.',
      }),
      round: t.arg.int({ description: 'The last one that is kept where it is not said.' }),
    },
    complexity: ({ buckets }) => ({ field: 1, multiplier: Math.max(1, buckets / 100) }),
    resolve: async (_root, { runId, buckets, round }, { prisma, reach, traces }) => {
      const run = await prisma.run.findUnique({ where: { ...reach, id: runId }, select: { id: true } });
      if (!run) throw notFound('run', runId);
      const trace = await traces.read(runId);
      return trace && toTimeline(trace, buckets, round ?? null);
    },
  }),
);
