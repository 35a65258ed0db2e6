/** The events of runs and batches, with all that most readers want of them. Ask for more with a document of one's own. */
import { graphql, type ResultOf } from './graphql.js';

export const RUN_EVENTS = graphql(`
  subscription ($runId: ID!, $after: Int!) {
    runEvents(runId: $runId, after: $after) {
      __typename
      seq
      at
      runId
      ... on RunQueued {
        position
      }
      ... on RunRequeued {
        reason
      }
      ... on RunStarted {
        attempt
      }
      ... on RoundStarted {
        round
        warmup
      }
      ... on RunProgress {
        fraction
      }
      ... on WorkerStateChanged {
        worker
        workerState: state
        on
      }
      ... on RoundFinished {
        sample {
          round
          warmup
          wallMs
          result
          grade
        }
      }
      ... on RunFinished {
        state
      }
    }
  }
`);

export const BATCH_EVENTS = graphql(`
  subscription ($batchId: ID!, $after: Int!) {
    batchEvents(batchId: $batchId, after: $after) {
      __typename
      seq
      at
      batchId
      progress {
        ended
        total
        remainingMs
      }
      ... on BatchRunStarted {
        runId
        label
      }
      ... on BatchRunFinished {
        runId
        label
        state
      }
    }
  }
`);

export type RunEvent = ResultOf<typeof RUN_EVENTS>['runEvents'];
export type BatchEvent = ResultOf<typeof BATCH_EVENTS>['batchEvents'];

const LAST: ReadonlySet<string> = new Set(['RunFinished', 'BatchFinished']);

/** Nothing comes after it. */
export function isLast({ __typename }: { readonly __typename: string }): boolean {
  return LAST.has(__typename);
}
