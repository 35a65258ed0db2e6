/** What is recorded of a run beside its times: how its primitives were used, and what the recording cost. */
import {
  USED_KINDS,
  USE_FIGURES,
  type DepthSample,
  type Durations,
  type ObserverOverhead,
  type Operation,
  type PrimitiveUse,
  type Recording,
  type RunRecording,
  type WorkerUse,
} from '../domain/recording.js';
import { fromJson } from '../store/records.js';
import { builder } from './builder.js';
import { EstimateRef } from './estimate.js';

export const RecordingEnum = builder.enumType('Recording', {
  description: 'What is recorded of a run beside its times.',
  values: {
    NONE: { description: 'Nothing: the primitives run as they are. The default, since recording is not free.' },
    CONTENTION: { description: 'How each primitive is used: `Run.contention`.' },
    TRACE: {
      description: 'That, and what each worker did when: `Run.traceUrl` and `timeline`. Each operation is timed.',
    },
  } satisfies Record<Recording, { description: string }>,
});

const OperationEnum = builder.enumType('PrimitiveOperation', {
  description: 'What workers do with a primitive.',
  values: {
    ACQUIRE: { description: 'Taking a lock or a permit; it is held until its release.' },
    WAIT: { description: 'Waiting for a condition, an event, the others at a barrier.' },
    PUT: { description: 'Putting a message into a queue, sending it through a pipe.' },
    GET: { description: 'Getting a message out of a queue, receiving it from a pipe.' },
    ADD: { description: 'An atomic addition.' },
  } satisfies Record<Operation, { description: string }>,
});

const UsedKindEnum = builder.enumType('UsedKind', {
  description:
    'What workers are recorded to use: a primitive, or INTERPRETER_LOCK, the global lock of the interpreter that ' +
    'all threads of the run share. (A process has its own interpreter to itself, and that is not listed. Nor is that ' +
    'of CPython, which tells nobody who waits for it.)',
  values: USED_KINDS,
});

const UseFigureEnum = builder.enumType('PrimitiveFigure', { values: USE_FIGURES });

const DurationsRef = builder.objectRef<Durations>('Durations').implement({
  description: 'How long things took, in milliseconds. Percentiles are off by at most 3 % of themselves.',
  fields: (t) => ({
    p50: t.exposeFloat('p50'),
    p90: t.exposeFloat('p90'),
    p99: t.exposeFloat('p99'),
    max: t.exposeFloat('max'),
    total: t.exposeFloat('total', { description: 'All of them together.' }),
  }),
});

const WorkerUseRef = builder.objectRef<WorkerUse>('WorkerUse').implement({
  description: 'One worker’s part in the use of a primitive.',
  fields: (t) => ({
    worker: t.exposeInt('worker', { description: '0 and up, over all groups.' }),
    acquisitions: t.expose('acquisitions', { type: 'SafeInt' }),
    contended: t.expose('contended', { type: 'SafeInt' }),
    waitMs: t.exposeFloat('waitMs', { description: 'All its waits together.' }),
    holdMs: t.exposeFloat('holdMs', {
      nullable: true,
      description: 'All its holds together; null where none is held.',
    }),
  }),
});

const DepthSampleRef = builder.objectRef<DepthSample>('DepthSample').implement({
  fields: (t) => ({
    atMs: t.exposeFloat('atMs', { description: 'From the release of the start barrier.' }),
    messages: t.exposeInt('messages'),
  }),
});

const MissingFigureRef = builder.objectRef<PrimitiveUse['missing'][number]>('MissingFigure').implement({
  description: 'A figure that is null, and why.',
  fields: (t) => ({
    figure: t.field({ type: UseFigureEnum, resolve: (missing) => missing.figure }),
    reason: t.exposeString('reason'),
  }),
});

const PrimitiveUseRef = builder.objectRef<PrimitiveUse>('PrimitiveUse').implement({
  description:
    'How a primitive was used over the measured rounds. What makes no sense for it is null; `missing` says why. ' +
    'A queue and a pipe appear twice, once for each operation; a condition as itself and as its lock.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As failures and worker states call it: `LOCK 0`.' }),
    kind: t.field({ type: UsedKindEnum, resolve: (use) => use.kind }),
    operation: t.field({ type: OperationEnum, resolve: (use) => use.operation }),
    group: t.exposeInt('group', { description: 'Whose it is: 0, or one of those alongside.' }),
    acquisitions: t.expose('acquisitions', {
      type: 'SafeInt',
      nullable: true,
      description: 'How often it was had: acquired, passed, a message put or got. Re-entries of its owner are none.',
    }),
    contended: t.expose('contended', {
      type: 'SafeInt',
      nullable: true,
      description: 'Of the acquisitions: those that were not had at the first try.',
    }),
    givenUp: t.expose('givenUp', {
      type: 'SafeInt',
      nullable: true,
      description: 'Waits that ended in vain: a time limit, or a channel that was closed.',
    }),
    wait: t.field({
      type: DurationsRef,
      nullable: true,
      description: 'From the first try to having it, of those that were contended.',
      resolve: (use) => use.wait,
    }),
    hold: t.field({
      type: DurationsRef,
      nullable: true,
      description:
        'From having it to its release. Holds that follow one another within 2 µs are timed in a sample, each ' +
        'standing for those passed over; then `max` is the longest of the sample. On CPython all are timed.',
      resolve: (use) => use.hold,
    }),
    longestStreak: t.expose('longestStreak', {
      type: 'SafeInt',
      nullable: true,
      description: 'The most acquisitions in a row by one worker.',
    }),
    fairness: t.exposeFloat('fairness', {
      nullable: true,
      description: 'Jain’s index over the acquisitions of the workers that wanted it: 1 is even, 1/n one has all.',
    }),
    switches: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'How often it went from one worker to another.',
      // Recordings of an earlier version have none.
      resolve: (use) => use.switches ?? null,
    }),
    parks: t.expose('parks', {
      type: 'SafeInt',
      nullable: true,
      description: 'How often a worker went to sleep on it.',
    }),
    parksPerAcquisition: t.float({ nullable: true, resolve: (use) => perAcquisition(use, use.parks) }),
    wakes: t.expose('wakes', {
      type: 'SafeInt',
      nullable: true,
      description: 'How many sleepers were woken by its users.',
    }),
    wakesPerAcquisition: t.float({ nullable: true, resolve: (use) => perAcquisition(use, use.wakes) }),
    depth: t.field({
      type: [DepthSampleRef],
      nullable: true,
      description: 'Messages in it, over the last measured round: at most 128 samples by each worker.',
      resolve: (use) => use.depth,
    }),
    workers: t.field({ type: [WorkerUseRef], resolve: (use) => use.workers }),
    missing: t.field({ type: [MissingFigureRef], resolve: (use) => use.missing }),
  }),
});

const ObserverOverheadRef = builder.objectRef<ObserverOverhead>('ObserverOverhead').implement({
  description: 'What the recording itself cost, estimated.',
  fields: (t) => ({
    nsPerOperation: t.exposeFloat('nsPerOperation', {
      description: 'What recording adds to an acquire and its release that need not wait, as measured on this host.',
    }),
    operations: t.expose('operations', { type: 'SafeInt', description: 'Recorded in the measured rounds.' }),
    shareOfWall: t.exposeFloat('shareOfWall', {
      description:
        'Of the measured rounds’ wall time, 0 to 1. Workers that share a thread, or an interpreter with a lock, count ' +
        'together; of all others the one with the most operations. Where all wait for one lock, what is recorded ' +
        'inside it costs all of them, and it may be far more.',
    }),
  }),
});

export const RunRecordingRef = builder.objectRef<RunRecording>('RunRecording').implement({
  description: 'How a run was recorded, and what that cost.',
  fields: (t) => ({
    level: t.field({ type: RecordingEnum, resolve: (recording) => recording.level }),
    overhead: t.field({
      type: ObserverOverheadRef,
      nullable: true,
      description: 'null where no measured round was finished.',
      resolve: (recording) => recording.overhead,
    }),
    fairness: t.field({
      type: EstimateRef,
      nullable: true,
      description:
        'Jain’s index over the rates at which the workers got what they shared, of the least fair primitive in each ' +
        'round: 1 is even, 1/n one has all. null where no two workers wanted the same.',
      resolve: ({ sharing }) => sharing?.fairness ?? null,
    }),
    lockWait: t.field({
      type: EstimateRef,
      nullable: true,
      description:
        'Milliseconds that an acquisition of a lock or a permit had to wait, on average over all of a round; null ' +
        'where there was none.',
      resolve: ({ sharing }) => sharing?.lockWait ?? null,
    }),
  }),
});

builder.prismaObjectFields('Run', (t) => ({
  recording: t.field({
    type: RunRecordingRef,
    nullable: true,
    select: { recording: true },
    description: 'null while it has not ended, and where its experiment’s `recording` is NONE.',
    resolve: (run) => fromJson<RunRecording | null>(run.recording),
  }),
  contention: t.field({
    type: [PrimitiveUseRef],
    select: { recording: true },
    description: 'How its primitives were used; empty where nothing was recorded: see `Experiment.recording`.',
    resolve: (run) => fromJson<RunRecording | null>(run.recording)?.uses ?? [],
  }),
}));

function perAcquisition({ acquisitions }: PrimitiveUse, count: number | null): number | null {
  return count === null || !acquisitions ? null : count / acquisitions;
}
