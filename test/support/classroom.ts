/** A class, as its frontends would drive it: only what the API says. */
import { ask, connect, request, type GraphqlResponse } from './client.js';
import { placeLine, type Places } from './stored-board.js';

export interface Seat {
  readonly __typename: string;
  readonly token: string;
  readonly seatKey: string | null;
  readonly expiresAt: string;
  readonly boardPath: string | null;
  readonly member: { readonly id: string; readonly displayName: string; readonly alias: string; readonly role: string };
  readonly classroom: { readonly id: string; readonly code: string };
}

export interface Refused {
  readonly __typename: string;
  readonly problems?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
  readonly retryAfterMs?: number;
}

const SEAT = `__typename
  ... on Seat { token seatKey expiresAt boardPath member { id displayName alias role } classroom { id code } }
  ... on InvalidInput { problems { path code message } }`;

export async function createClassroom(url: string, input: Record<string, unknown> = {}, token?: string): Promise<Seat> {
  const { seat } = await ask<{ seat: Seat }>(
    url,
    `mutation ($input: CreateClassroomInput!) { seat: createClassroom(input: $input) { ${SEAT} } }`,
    { input: { title: 'Concurrency 101', ...input } },
    token,
  );
  return taken(seat);
}

export async function tryJoin(url: string, code: string, displayName: string): Promise<Seat | Refused> {
  const { seat } = await ask<{ seat: Seat | Refused }>(
    url,
    `mutation ($code: String!, $displayName: String!) {
      seat: joinClassroom(code: $code, displayName: $displayName) { ${SEAT} ... on TooManyRequests { retryAfterMs } }
    }`,
    { code, displayName },
  );
  return seat;
}

export async function join(url: string, code: string, displayName: string): Promise<Seat> {
  return taken(await tryJoin(url, code, displayName));
}

export async function tryRejoin(
  url: string,
  code: string,
  displayName: string,
  seatKey: string,
): Promise<Seat | Refused> {
  const { seat } = await ask<{ seat: Seat | Refused }>(
    url,
    `mutation ($code: String!, $displayName: String!, $seatKey: String!) {
      seat: rejoin(code: $code, displayName: $displayName, seatKey: $seatKey) { ${SEAT} ... on TooManyRequests { retryAfterMs } }
    }`,
    { code, displayName, seatKey },
  );
  return seat;
}

/** @throws when it was not. */
export function taken(seat: Seat | Refused): Seat {
  if (!('token' in seat)) throw new Error(`The seat was refused: ${JSON.stringify(seat)}`);
  return seat;
}

export async function createViewer(url: string, classroomId: string, token: string): Promise<Seat> {
  const { seat } = await ask<{ seat: Seat }>(
    url,
    `mutation ($classroomId: ID!) { seat: createViewerToken(classroomId: $classroomId) { ${SEAT} } }`,
    { classroomId },
    token,
  );
  return taken(seat);
}

export async function openChallenge(url: string, seat: Seat, input: Record<string, unknown> = {}): Promise<string> {
  const { challenge } = await ask<{ challenge: { id?: string } }>(
    url,
    `mutation ($input: OpenChallengeInput!) {
      challenge: openChallenge(input: $input) { ... on Challenge { id } ... on InvalidInput { problems { path code message } } }
    }`,
    {
      input: {
        classroomId: seat.classroom.id,
        title: 'Count',
        task: { counter: { increments: 500 } },
        repetitions: 3,
        warmup: 0,
        minWorkers: 1,
        // Tiny runs on a busy host: what is tried is the classroom, not the host.
        acceptDisturbed: true,
        ...input,
      },
    },
    seat.token,
  );
  if (!challenge.id) throw new Error(`It was refused: ${JSON.stringify(challenge)}`);
  return challenge.id;
}

export interface Submitted {
  readonly __typename: string;
  readonly id?: string;
  readonly number?: number;
  readonly problems?: Refused['problems'];
}

export async function submitTry(
  url: string,
  token: string,
  challengeId: string,
  input: Record<string, unknown> = {},
  idempotencyKey?: string,
): Promise<Submitted> {
  const { submit } = await ask<{ submit: Submitted }>(
    url,
    `mutation ($challengeId: ID!, $input: ExperimentInput!, $key: String) {
      submit(challengeId: $challengeId, input: $input, idempotencyKey: $key) {
        __typename ... on Submission { id number } ... on InvalidInput { problems { path code message } }
      }
    }`,
    {
      challengeId,
      key: idempotencyKey,
      input: { task: { counter: {} }, primitive: 'LOCK', workers: 1, ...input },
    },
    token,
  );
  return submit;
}

/** Freezes, reveals or closes. @returns its phase, or the name of the refusal. */
export async function command(
  url: string,
  name: 'freezeLeaderboard' | 'revealLeaderboard' | 'closeChallenge',
  challengeId: string,
  token: string,
  more = '',
): Promise<string> {
  const { answer } = await ask<{ answer: { __typename: string; phase?: string } }>(
    url,
    `mutation ($id: ID!) { answer: ${name}(challengeId: $id${more}) { __typename ... on Challenge { phase } } }`,
    { id: challengeId },
    token,
  );
  return answer.phase ?? answer.__typename;
}

export interface BoardEntry {
  readonly rank: number;
  readonly isTied: boolean;
  readonly memberId: string;
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly check: string | null;
  readonly closeness: number | null;
  readonly history: readonly { readonly seq: number; readonly rank: number | null; readonly value: number | null }[];
}

export interface Board {
  readonly seq: number;
  readonly phase: string;
  readonly isFrozen: boolean;
  readonly hidden: number;
  readonly entries: readonly BoardEntry[];
  readonly calibration: { readonly predictions: number; readonly coverage: number | null } | null;
}

export const BOARD = `seq phase isFrozen hidden
  entries { rank isTied memberId name value low high check closeness history { seq rank value } }
  calibration { predictions coverage }`;

export async function readBoard(url: string, challengeId: string, token: string): Promise<Board> {
  const { leaderboard } = await ask<{ leaderboard: Board }>(
    url,
    `query ($id: ID!) { leaderboard(challengeId: $id, first: 1000) { ${BOARD} } }`,
    { id: challengeId },
    token,
  );
  return leaderboard;
}

/** Follows a board until `enough`. @returns every snapshot that came. */
export async function followBoard(
  url: string,
  challengeId: string,
  token: string,
  enough: (board: Board) => boolean,
): Promise<readonly Board[]> {
  return followSelection(url, challengeId, token, BOARD, enough);
}

/** What was pushed of a board, told by its places. */
export interface Pushed extends Pick<Board, 'seq' | 'phase' | 'hidden'> {
  readonly places: Places;
}

/** As `followBoard`, for many at once: with little of each entry. */
export async function followPlaces(
  url: string,
  challengeId: string,
  token: string,
  enough: (board: Pushed) => boolean,
): Promise<readonly Pushed[]> {
  const selection = 'seq phase hidden entries { rank isTied memberId value }';
  const boards = await followSelection(url, challengeId, token, selection, (board) => enough(toPushed(board)));
  return boards.map(toPushed);
}

function toPushed({ seq, phase, hidden, entries }: Board): Pushed {
  return { seq, phase, hidden, places: entries.map(placeLine) };
}

async function followSelection(
  url: string,
  challengeId: string,
  token: string,
  selection: string,
  enough: (board: Board) => boolean,
): Promise<readonly Board[]> {
  const client = connect(url, { token });
  const seen: Board[] = [];
  try {
    for await (const { data, errors } of client.iterate<{ leaderboard: Board }>({
      query: `subscription ($id: ID!) { leaderboard(challengeId: $id, first: 1000) { ${selection} } }`,
      variables: { id: challengeId },
    })) {
      if (errors || !data) throw new Error(`The subscription failed: ${JSON.stringify(errors)}`);
      seen.push(data.leaderboard);
      if (enough(data.leaderboard)) break;
    }
  } finally {
    await client.dispose();
  }
  return seen;
}

/** With as much of each history as may be asked for. */
export async function readHistories(
  url: string,
  challengeId: string,
  token: string,
): Promise<{ readonly entries: readonly Pick<BoardEntry, 'memberId' | 'history'>[] }> {
  const { leaderboard } = await ask<{ leaderboard: Board }>(
    url,
    `query ($id: ID!) { leaderboard(challengeId: $id, first: 100) {
      entries { memberId history(last: 200) { seq rank value } }
    } }`,
    { id: challengeId },
    token,
  );
  return leaderboard;
}

export interface SubmissionDetails {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly reason: string | null;
  readonly member: { readonly id: string };
  readonly measure: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly runs: readonly {
    readonly id: string;
    readonly queuedAt: string;
    readonly startedAt: string;
    readonly state: string;
    readonly validity: { readonly verdict: string } | null;
    readonly summary: {
      readonly wall: { readonly median: number; readonly low: number; readonly high: number };
    } | null;
  }[];
}

/** All that the caller may see, page by page. */
export async function findSubmissions(
  url: string,
  challengeId: string,
  token: string,
): Promise<readonly SubmissionDetails[]> {
  const found: SubmissionDetails[] = [];
  for (let after: string | null = null; ;) {
    const {
      submissions,
    }: {
      submissions: { edges: { node: SubmissionDetails }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    } = await ask(
      url,
      `query ($id: ID!, $after: String) { submissions(challengeId: $id, first: 100, after: $after) {
          edges { node { id number state reason member { id } measure { value low high }
            runs { id state queuedAt startedAt validity { verdict } summary { wall { median low high } } } } }
          pageInfo { endCursor hasNextPage }
        } }`,
      { id: challengeId, after },
      token,
    );
    found.push(...submissions.edges.map(({ node }) => node));
    if (!submissions.pageInfo.hasNextPage) return found;
    after = submissions.pageInfo.endCursor;
  }
}

/** What the errors of an operation say, by their codes. */
export async function codesOf(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  token?: string,
): Promise<readonly string[]> {
  const { errors }: GraphqlResponse<unknown> = await request(url, query, variables, token);
  return (errors ?? []).map(({ extensions }) => extensions?.code ?? 'NONE');
}
