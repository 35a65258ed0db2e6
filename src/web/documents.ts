/** What both pages ask the lab for. Equal subscriptions share one execution there: keep these the same for all. */
import { graphql, type ResultOf } from '../client/index.js';

/** Places that a page shows; a board may have more. */
export const PLACES = 40;

export const ME = graphql(`
  query {
    me {
      id
      displayName
      alias
      role
      classroom {
        id
        code
        title
        anonymous
      }
    }
  }
`);

export const AGENDA = graphql(`
  subscription ($classroomId: ID!) {
    agenda(classroomId: $classroomId) {
      id
      title
      phase
      opensAt
      closesAt
    }
  }
`);

export const BOARD = graphql(`
  subscription ($challengeId: ID!, $first: Int!) {
    leaderboard(challengeId: $challengeId, first: $first) {
      challengeId
      title
      phase
      opensAt
      closesAt
      metric
      direction
      unit
      seq
      isFrozen
      hidden
      length
      entries {
        rank
        isTied
        previousRank
        memberId
        name
        value
        low
        high
        isDisturbed
        results
        check
        closeness
        isWithin
      }
      calibration {
        predictions
        medianCloseness
        medianBias
        bounded
        coverage
      }
    }
  }
`);

export const OUTCOMES = graphql(`
  subscription ($challengeId: ID!) {
    pooledOutcomes(challengeId: $challengeId) {
      runs
      rounds
      outcomes {
        result
        grade
        count
        share
        low
        high
      }
    }
  }
`);

export type Me = NonNullable<ResultOf<typeof ME>['me']>;
export type AgendaItem = ResultOf<typeof AGENDA>['agenda'][number];
export type Board = ResultOf<typeof BOARD>['leaderboard'];
export type Place = Board['entries'][number];
export type Outcomes = ResultOf<typeof OUTCOMES>['pooledOutcomes'];
export type Phase = Board['phase'];
