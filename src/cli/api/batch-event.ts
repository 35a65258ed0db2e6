/** The events of a batch as the command line sees them. */
import * as z from 'zod';
import { RUN_STATES } from '../../domain/run.js';
import type { Feed } from './follow.js';
import { parseData } from './lab.js';

const DOCUMENT = `subscription ($batchId: ID!, $after: Int!) {
  batchEvents(batchId: $batchId, after: $after) {
    __typename seq progress { ended total remainingMs }
    ... on BatchRunStarted { runId label }
    ... on BatchRunFinished { runId label state }
  }
}`;

const common = {
  seq: z.number(),
  progress: z.object({ ended: z.number(), total: z.number(), remainingMs: z.number().nullable() }),
};
const ofRun = { ...common, runId: z.string(), label: z.string() };

const KnownEvent = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('BatchQueued'), ...common }),
  z.object({ __typename: z.literal('BatchRunStarted'), ...ofRun }),
  z.object({ __typename: z.literal('BatchRunFinished'), ...ofRun, state: z.enum(RUN_STATES) }),
  z.object({ __typename: z.literal('BatchFinished'), ...common }),
]);

const KNOWN: ReadonlySet<string> = new Set(KnownEvent.options.map((option) => option.shape.__typename.value));

// A newer lab may tell more; what is not known here still moves the cursor.
const OtherEvent = z
  .object({ __typename: z.string().refine((name) => !KNOWN.has(name)), seq: z.number() })
  .transform((event) => ({ __typename: 'Other' as const, seq: event.seq }));

const Data = z.object({ batchEvents: z.union([KnownEvent, OtherEvent]) });
export type BatchEvent = z.infer<typeof Data>['batchEvents'];

export function batchFeed(batchId: string): Feed<BatchEvent> {
  return {
    document: DOCUMENT,
    variables: { batchId },
    parse: (data) => parseData(Data, data).batchEvents,
    isLast: ({ __typename }) => __typename === 'BatchFinished',
  };
}
