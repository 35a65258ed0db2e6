/** The events of a run as the command line sees them. */
import * as z from 'zod';
import { GRADES, RUN_STATES } from '../../domain/run.js';
import type { Feed } from './follow.js';
import { parseData } from './lab.js';

const DOCUMENT = `subscription ($runId: ID!, $after: Int!) {
  runEvents(runId: $runId, after: $after) {
    __typename seq
    ... on RunQueued { position }
    ... on RunRequeued { reason }
    ... on RunStarted { attempt }
    ... on RoundStarted { round warmup }
    ... on RunProgress { fraction }
    ... on RoundFinished { sample { round warmup wallMs result grade } }
    ... on RunFinished { state }
  }
}`;

const seq = z.number();

const KnownEvent = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('RunQueued'), seq, position: z.number() }),
  z.object({ __typename: z.literal('RunRequeued'), seq, reason: z.string() }),
  z.object({ __typename: z.literal('RunStarted'), seq, attempt: z.number() }),
  z.object({ __typename: z.literal('RoundStarted'), seq, round: z.number(), warmup: z.boolean() }),
  z.object({ __typename: z.literal('RunProgress'), seq, fraction: z.number() }),
  z.object({
    __typename: z.literal('RoundFinished'),
    seq,
    sample: z.object({
      round: z.number(),
      warmup: z.boolean(),
      wallMs: z.number(),
      result: z.string(),
      grade: z.enum(GRADES),
    }),
  }),
  z.object({ __typename: z.literal('RunFinished'), seq, state: z.enum(RUN_STATES) }),
]);

const KNOWN: ReadonlySet<string> = new Set(KnownEvent.options.map((option) => option.shape.__typename.value));

// A newer lab may tell more; what is not known here still moves the cursor.
const OtherEvent = z
  .object({ __typename: z.string().refine((name) => !KNOWN.has(name)), seq })
  .transform((event) => ({ __typename: 'Other' as const, seq: event.seq }));

export const RunEvent = z.union([KnownEvent, OtherEvent]);
export type RunEvent = z.infer<typeof RunEvent>;

const Data = z.object({ runEvents: RunEvent });

export function runFeed(runId: string): Feed<RunEvent> {
  return {
    document: DOCUMENT,
    variables: { runId },
    parse: (data) => parseData(Data, data).runEvents,
    isLast: ({ __typename }) => __typename === 'RunFinished',
  };
}
