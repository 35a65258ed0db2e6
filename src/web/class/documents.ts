/** What a member's page asks the lab for. */
import { graphql, type ResultOf } from '../../client/index.js';

export const JOIN = graphql(`
  mutation ($code: String!, $displayName: String!) {
    joinClassroom(code: $code, displayName: $displayName) {
      __typename
      ... on Seat {
        token
        seatKey
        member {
          displayName
        }
        classroom {
          code
        }
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
      ... on TooManyRequests {
        message
        retryAfterMs
      }
    }
  }
`);

export const REJOIN = graphql(`
  mutation ($code: String!, $displayName: String!, $seatKey: String!) {
    rejoin(code: $code, displayName: $displayName, seatKey: $seatKey) {
      __typename
      ... on Seat {
        token
        member {
          displayName
        }
        classroom {
          code
        }
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
      ... on TooManyRequests {
        message
        retryAfterMs
      }
    }
  }
`);

export const CHALLENGE = graphql(`
  query ($id: ID!) {
    challenge(id: $id) {
      id
      title
      phase
      opensAt
      closesAt
      task {
        __typename
        kind
        title
      }
      runtime
      repetitions
      warmup
      timeoutMs
      primitives
      fabrics
      minWorkers
      maxWorkers
      options {
        permits
        capacity
        capacityBytes
        startMethod
        switchIntervalMs
      }
      metric
      unit
      direction
      correctness
      acceptDisturbed
      tries
      triesLeft
      question
      myPrediction {
        value
        low
        high
        lockedAt
      }
      baseline {
        median
        low
        high
        unit
      }
    }
  }
`);

export const CATALOG = graphql(`
  query {
    catalog {
      tasks {
        kind
        inputName
        doc
        workUnit
        parameters {
          name
          doc
          unit
        }
      }
    }
  }
`);

export const PREDICT = graphql(`
  mutation ($challengeId: ID!, $value: Float!, $low: Float, $high: Float) {
    predict(challengeId: $challengeId, value: $value, low: $low, high: $high) {
      __typename
      ... on Challenge {
        id
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
    }
  }
`);

export const SUBMIT = graphql(`
  mutation ($challengeId: ID!, $input: ExperimentInput!, $key: String!) {
    submit(challengeId: $challengeId, input: $input, idempotencyKey: $key) {
      __typename
      ... on Submission {
        id
        number
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
      ... on QueueFull {
        message
        limit
      }
    }
  }
`);

export const TRIES = graphql(`
  query ($challengeId: ID!, $first: Int!) {
    submissions(challengeId: $challengeId, first: $first) {
      edges {
        node {
          id
          number
          state
          reason
          measure {
            value
            low
            high
            isDisturbed
          }
          runs {
            id
            state
            failure {
              message
            }
            validity {
              verdict
              reasons {
                code
                message
              }
            }
            experiment {
              primitive
              fabric
              workers
            }
          }
        }
      }
    }
  }
`);

export const PLACE = graphql(`
  subscription ($runId: ID!) {
    queue {
      place(runId: $runId) {
        position
        startsInMs
      }
    }
  }
`);

export type Challenge = NonNullable<ResultOf<typeof CHALLENGE>['challenge']>;
export type TaskSpec = ResultOf<typeof CATALOG>['catalog']['tasks'][number];
export type Try = ResultOf<typeof TRIES>['submissions']['edges'][number]['node'];
export type TryRun = Try['runs'][number];
