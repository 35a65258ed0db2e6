/** Where a run's time went, in words and in shares. */
import type { Plan } from '../domain/experiment.js';
import type { Explanation, Sentence, WorkerTime } from '../domain/explanation.js';
import type { RunRecording } from '../domain/recording.js';
import type { Environment, Summary } from '../domain/run.js';
import { explain } from '../lab/explain.js';
import { fromJson } from '../store/records.js';
import { FigureRef } from './batch.js';
import { builder } from './builder.js';

/** Rounds that are read: the last ones, and enough for a median. */
const ROUNDS = 500;

export const SentenceRef = builder.objectRef<Sentence>('Sentence').implement({
  fields: (t) => ({
    text: t.exposeString('text'),
    figures: t.field({
      type: [FigureRef],
      description: 'What it stands on.',
      resolve: ({ figures }) => figures,
    }),
  }),
});

const WorkerTimeRef = builder.objectRef<WorkerTime>('WorkerTime').implement({
  description: 'Shares of a worker’s time, from the release of the start barrier to the end of the round; together 1.',
  fields: (t) => ({
    worker: t.exposeInt('worker'),
    starting: t.exposeFloat('starting', { description: 'Until its first instruction.' }),
    running: t.exposeFloat('running'),
    runnable: t.exposeFloat('runnable', { description: 'It could have run, and had no core.' }),
    waiting: t.exposeFloat('waiting', { description: 'For a primitive, an interpreter lock, a pause or I/O.' }),
    done: t.exposeFloat('done', { description: 'It was through, and others were not.' }),
  }),
});

const ExplanationRef = builder.objectRef<Explanation>('Explanation').implement({
  description: 'Where the time of a run went, for a student.',
  fields: (t) => ({
    paragraph: t.string({ resolve: ({ sentences }) => sentences.map(({ text }) => text).join(' ') }),
    sentences: t.field({ type: [SentenceRef], resolve: ({ sentences }) => sentences }),
    workers: t.field({
      type: [WorkerTimeRef],
      description: 'None where the platform does not tell processor times, or workers share a thread.',
      resolve: ({ workers }) => workers,
    }),
  }),
});

builder.prismaObjectFields('Run', (t) => ({
  explanation: t.field({
    type: ExplanationRef,
    nullable: true,
    select: {
      id: true,
      attempt: true,
      environment: true,
      recording: true,
      summary: true,
      experiment: { select: { plan: true } },
    },
    description: 'Where its time went and what limits it; null before a round was measured.',
    resolve: async ({ id, attempt, environment, recording, summary, experiment }, _args, { prisma }) => {
      const rounds = await prisma.sample.findMany({
        where: { runId: id, attempt, warmup: false },
        orderBy: { round: 'desc' },
        take: ROUNDS,
        select: { wallMs: true, workers: { orderBy: { worker: 'asc' } } },
      });
      return explain({
        plan: fromJson<Plan>(experiment.plan),
        cores: fromJson<Environment | null>(environment)?.cores ?? 1,
        rounds,
        uses: fromJson<RunRecording | null>(recording)?.uses ?? null,
        measuredRounds: fromJson<Summary | null>(summary)?.rounds ?? rounds.length,
      });
    },
  }),
}));
