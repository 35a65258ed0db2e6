/**
 * Attempts to reach what is not yours: every root field × every caller × every state of a token, over HTTP and
 * over WebSocket. The fields come from the schema: one without an entry fails, so none can be forgotten. What is
 * selected under each comes from the schema too.
 */
import { readFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import type { Client } from 'graphql-ws';
import { buildSchema as parseSchema, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readSigningKey } from '../../src/classroom/signing-key.js';
import { Tokens } from '../../src/classroom/tokens.js';
import {
  createClassroom,
  createViewer,
  join,
  openChallenge,
  readBoard,
  submitTry,
  type Seat,
} from '../support/classroom.js';
import { ask, connect, define, finished, request, submit } from '../support/client.js';
import { selectAll } from '../support/selection.js';
import { removeTestServer, ROOT, startTestServer, type TestServer } from '../support/server.js';

const SECRET = 'a secret of more than thirty-two characters';
const DEPTH = 2;
/** What Bob predicts: no figure of a run looks like it. */
const GUESS = '271828.182846';

/** Bob is the one whose things the others try to reach. */
const CALLERS = ['owner', 'instructor', 'bob', 'classmate', 'viewer', 'otherInstructor', 'otherMember'] as const;
type Caller = (typeof CALLERS)[number];

const DEAD_TOKENS = ['missing', 'expired', 'revoked', 'forged', 'nonsense'] as const;

/**
 * YES: it is theirs to ask, and they get an answer. NO: refused as FORBIDDEN. NONE: answered exactly as if the
 * thing did not exist.
 */
type Answer = 'YES' | 'NO' | 'NONE';

interface Entry {
  /** Arguments, of Bob's things. */
  readonly args?: (bob: Things) => string;
  readonly answers: Readonly<Record<Caller, Answer>>;
  /** Would take the world apart: only those who may not are let try. */
  readonly isDestructive?: boolean;
  /** How deep to select, where all would be too much for one operation. */
  readonly depth?: number;
  /** Asked without a token at all. */
  readonly isPublic?: boolean;
}

interface Things {
  readonly memberId: string;
  readonly classroomId: string;
  readonly code: string;
  readonly seatKey: string;
  readonly challengeId: string;
  readonly experimentId: string;
  readonly runId: string;
  /** Two runs that were compared. */
  readonly pair: readonly [string, string];
  readonly batchId: string;
  readonly submissionId: string;
}

const NOTHING: Things = {
  memberId: 'nothing',
  classroomId: 'nothing',
  code: 'nothing',
  seatKey: 'nothing',
  challengeId: 'nothing',
  experimentId: 'nothing',
  runId: 'nothing',
  pair: ['nothing', 'either'],
  batchId: 'nothing',
  submissionId: 'nothing',
};

function answers(of: Partial<Record<Caller, Answer>>, others: Answer): Record<Caller, Answer> {
  return Object.fromEntries(CALLERS.map((caller) => [caller, of[caller] ?? others])) as Record<Caller, Answer>;
}

const ANYBODY = answers({}, 'YES');
const WORKERS = answers({ viewer: 'NO' }, 'YES');
const OWNER = answers({ owner: 'YES' }, 'NO');
const LEADERS = answers({ owner: 'YES', instructor: 'YES' }, 'NO');
const CLASS = answers({ otherInstructor: 'NO', otherMember: 'NO' }, 'YES');
const MEMBERS = answers({ bob: 'YES', classmate: 'YES' }, 'NO');
/** What is Bob's own. */
const BOBS = answers({ owner: 'YES', instructor: 'YES', bob: 'YES', viewer: 'NO' }, 'NONE');

const TASK = '{ task: { counter: { increments: 10 } }, primitive: LOCK, repetitions: 1, warmup: 0, workers: 1 }';

const TABLE: Readonly<Record<string, Entry>> = {
  'Query.catalog': { answers: ANYBODY },
  'Query.runtimes': { answers: ANYBODY },
  'Query.me': { answers: ANYBODY },
  'Query.classroom': {
    args: ({ code }) => `code: "${code}"`,
    answers: answers({ otherInstructor: 'NONE', otherMember: 'NONE' }, 'YES'),
  },
  'Query.classrooms': { answers: OWNER },
  'Query.roster': { args: ({ classroomId }) => `classroomId: "${classroomId}"`, answers: LEADERS },
  'Query.challenge': { args: ({ challengeId }) => `id: "${challengeId}"`, answers: CLASS },
  'Query.leaderboard': { args: ({ challengeId }) => `challengeId: "${challengeId}"`, answers: CLASS },
  'Query.pooledOutcomes': { args: ({ challengeId }) => `challengeId: "${challengeId}"`, answers: CLASS },
  'Query.submissions': {
    args: ({ challengeId }) => `challengeId: "${challengeId}", first: 10`,
    answers: { ...CLASS, viewer: 'NO' },
  },
  'Query.experiment': { args: ({ experimentId }) => `id: "${experimentId}"`, answers: BOBS },
  'Query.experiments': { args: () => 'first: 10', answers: WORKERS },
  'Query.run': { args: ({ runId }) => `id: "${runId}"`, answers: BOBS },
  'Query.runs': { args: () => 'first: 10', answers: WORKERS },
  'Query.batch': { args: ({ batchId }) => `id: "${batchId}"`, answers: BOBS, depth: 1 },
  'Query.compareBatches': {
    args: ({ batchId }) => `before: "${batchId}", after: "${batchId}"`,
    answers: BOBS,
  },
  'Query.comparison': { answers: WORKERS },
  'Query.scaling': { args: ({ runId }) => `runIds: ["${runId}"]`, answers: BOBS },
  'Query.timeline': { args: ({ runId }) => `runId: "${runId}"`, answers: BOBS },
  'Query.runPair': { args: ({ pair }) => `baseRunId: "${pair[0]}", otherRunId: "${pair[1]}"`, answers: BOBS },
  'Query.queue': { answers: WORKERS, depth: 1 },

  'Mutation.createClassroom': { args: () => 'input: { title: "Another" }', answers: OWNER },
  'Mutation.joinClassroom': { args: () => 'code: "nothing", displayName: "Eve"', answers: ANYBODY, isPublic: true },
  'Mutation.rejoin': {
    args: () => 'code: "nothing", displayName: "Bob", seatKey: "nothing"',
    answers: ANYBODY,
    isPublic: true,
  },
  'Mutation.createViewerToken': { args: ({ classroomId }) => `classroomId: "${classroomId}"`, answers: LEADERS },
  'Mutation.revokeToken': {
    args: ({ memberId }) => `memberId: "${memberId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.renewSeatKey': {
    args: ({ memberId }) => `memberId: "${memberId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.revokeOwnerToken': { answers: OWNER, isDestructive: true },
  'Mutation.archiveClassroom': {
    args: ({ classroomId }) => `classroomId: "${classroomId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.deleteClassroom': {
    args: ({ classroomId }) => `classroomId: "${classroomId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.openChallenge': {
    args: ({ classroomId }) =>
      `input: { classroomId: "${classroomId}", title: "Another", task: { counter: { increments: 10 } } }`,
    answers: LEADERS,
  },
  'Mutation.freezeLeaderboard': {
    args: ({ challengeId }) => `challengeId: "${challengeId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.revealLeaderboard': {
    args: ({ challengeId }) => `challengeId: "${challengeId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.closeChallenge': {
    args: ({ challengeId }) => `challengeId: "${challengeId}"`,
    answers: LEADERS,
    isDestructive: true,
  },
  'Mutation.submit': { args: ({ challengeId }) => `challengeId: "${challengeId}", input: ${TASK}`, answers: MEMBERS },
  'Mutation.predict': { args: ({ challengeId }) => `challengeId: "${challengeId}", value: 2`, answers: MEMBERS },
  'Mutation.defineExperiment': { args: () => `input: ${TASK}`, answers: WORKERS },
  'Mutation.runExperiment': { args: ({ experimentId }) => `experimentId: "${experimentId}"`, answers: BOBS, depth: 1 },
  'Mutation.compareExperiments': {
    args: ({ experimentId }) => `baseId: "${experimentId}", otherId: "${experimentId}"`,
    answers: BOBS,
  },
  // What is in a batch's runs is more than one operation may ask for.
  'Mutation.runLesson': { args: () => 'lessonId: "queue", scale: 0.01', answers: WORKERS, depth: 1 },
  'Mutation.checkClaim': { args: () => 'claimId: "threads-gain-nothing"', answers: WORKERS, depth: 1 },
  'Mutation.measureComparison': { answers: WORKERS, depth: 1 },
  'Mutation.runBatch': {
    args: () => 'input: { dryRun: true, matrix: { task: [{ countdown: { n: { values: [10] } } }] } }',
    answers: WORKERS,
    depth: 1,
  },
  'Mutation.compareRuntimes': {
    args: () => 'input: { task: { countdown: { n: 10 } }, runtimes: ["node"], fabrics: [THREADS], workers: [1] }',
    answers: WORKERS,
    depth: 1,
  },
  'Mutation.cancelRun': { args: ({ runId }) => `id: "${runId}"`, answers: BOBS, depth: 1 },
  'Mutation.cancelBatch': { args: ({ batchId }) => `id: "${batchId}"`, answers: BOBS, depth: 1 },

  'Subscription.queue': { answers: WORKERS, depth: 1 },
  'Subscription.batchEvents': { args: ({ batchId }) => `batchId: "${batchId}"`, answers: BOBS },
  'Subscription.runEvents': { args: ({ runId }) => `runId: "${runId}"`, answers: BOBS },
  'Subscription.agenda': { args: ({ classroomId }) => `classroomId: "${classroomId}"`, answers: CLASS },
  'Subscription.leaderboard': { args: ({ challengeId }) => `challengeId: "${challengeId}"`, answers: CLASS },
  'Subscription.pooledOutcomes': { args: ({ challengeId }) => `challengeId: "${challengeId}"`, answers: CLASS },
};

let server: TestServer;
let bob: Things;
const tokens = new Map<Caller, string>();
const dead = new Map<string, string | undefined>();
/** What nobody may be told of Bob but himself, his instructor and the owner. */
let secrets: readonly string[];

const schema = parseSchema(await readFile(joinPath(ROOT, 'schema.graphql'), 'utf8'));
const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
  Object.keys((type as GraphQLObjectType).getFields()).map((field) => `${type?.name}.${field}`),
);

beforeAll(async () => {
  server = await startTestServer({ environment: { LAB_SECRET: SECRET } });
  const { url } = server;
  const [instructor, otherInstructor] = await openTwoClasses(url);
  const code = instructor.classroom.code;
  const bobs = await join(url, code, 'Bob');
  const leaver = await join(url, code, 'Leaver');
  const owner = (await readFile(joinPath(server.directory, 'owner.token'), 'utf8')).trim();
  const seats: [Caller, string][] = [
    ['owner', owner],
    ['instructor', instructor.token],
    ['bob', bobs.token],
    ['classmate', (await join(url, code, 'Ada')).token],
    ['viewer', (await createViewer(url, instructor.classroom.id, instructor.token)).token],
    ['otherInstructor', otherInstructor.token],
    ['otherMember', (await join(url, otherInstructor.classroom.code, 'Eve')).token],
  ];
  for (const [caller, token] of seats) tokens.set(caller, token);

  bob = await furnish(url, instructor, bobs);
  secrets = [bob.experimentId, bob.runId, bob.batchId, bob.submissionId, bobs.seatKey ?? '', bobs.token];

  const own = new Tokens(await readSigningKey('', SECRET));
  const others = new Tokens(await readSigningKey('', `not ${SECRET}`));
  const subject = { kind: 'member', memberId: bob.memberId, version: 1 } as const;
  await ask(
    url,
    'mutation ($id: ID!) { revokeToken(memberId: $id) { __typename } }',
    { id: leaver.member.id },
    instructor.token,
  );
  dead.set('missing', undefined);
  dead.set('expired', await own.sign(subject, new Date(Date.now() - 5_000)));
  dead.set('revoked', leaver.token);
  dead.set('forged', await others.sign({ kind: 'owner', version: 1 }, new Date(Date.now() + 60_000)));
  dead.set('nonsense', 'nonsense');
});

afterAll(async () => removeTestServer(server));

async function openTwoClasses(url: string): Promise<readonly [Seat, Seat]> {
  const first = await createClassroom(url);
  const owner = (await readFile(joinPath(server.directory, 'owner.token'), 'utf8')).trim();
  return [first, await createClassroom(url, { title: 'The other class' }, owner)];
}

async function furnish(url: string, instructor: Seat, seat: Seat): Promise<Things> {
  const challengeId = await openChallenge(url, instructor, { prediction: { question: 'How long?' }, tries: 1000 });
  await ask(
    url,
    `mutation ($id: ID!) { predict(challengeId: $id, value: ${GUESS}) { ... on Challenge { id } } }`,
    { id: challengeId },
    seat.token,
  );
  const submission = await submitTry(url, seat.token, challengeId);
  await vi.waitFor(async () => expect((await readBoard(url, challengeId, seat.token)).entries).toHaveLength(1), {
    timeout: 120_000,
    interval: 50,
  });
  const experimentId = await define(url, { task: { countdown: { n: 10 } } }, seat.token);
  const runId = await submit(url, experimentId, undefined, seat.token);
  await finished(url, runId, seat.token);
  const { runLesson } = await ask<{ runLesson: { id: string } }>(
    url,
    'mutation { runLesson(lessonId: "queue", scale: 0.01) { ... on Batch { id } } }',
    {},
    seat.token,
  );
  const { started } = await ask<{ started: { base: { id: string }; other: { id: string } } }>(
    url,
    `mutation ($id: ID!) { started: compareExperiments(baseId: $id, otherId: $id) {
      ... on RunPair { base { id } other { id } }
    } }`,
    { id: experimentId },
    seat.token,
  );
  return {
    memberId: seat.member.id,
    classroomId: seat.classroom.id,
    code: seat.classroom.code,
    seatKey: seat.seatKey ?? '',
    challengeId,
    experimentId,
    runId,
    pair: [started.base.id, started.other.id],
    batchId: runLesson.id,
    submissionId: submission.id ?? '',
  };
}

function operationOf(field: string, things: Things): string {
  const [type = '', name = ''] = field.split('.');
  const root = schema.getType(type) as GraphQLObjectType;
  const args = TABLE[field]?.args?.(things);
  const definition = root.getFields()[name];
  if (!definition) throw new Error(`There is no ${field}.`);
  return `${type.toLowerCase()} { answer: ${name}${args ? `(${args})` : ''} ${selectAll(schema, definition.type, TABLE[field]?.depth ?? DEPTH)} }`;
}

interface Told {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const codesIn = ({ errors }: Told): readonly string[] => (errors ?? []).map(({ extensions }) => extensions?.code ?? '');

/** Over HTTP, or the first answer over WebSocket. */
async function attempt(field: string, things: Things, token: string | undefined, over: 'http' | 'ws'): Promise<Told> {
  const query = operationOf(field, things);
  if (over === 'http') return request(server.url, query, {}, token);
  const client: Client = connect(server.url, token === undefined ? {} : { token });
  try {
    const answer = await client.iterate({ query }).next();
    return (answer.value ?? {}) as Told;
  } catch (errors) {
    return { errors: errors as NonNullable<Told['errors']> };
  } finally {
    await client.dispose();
  }
}

const transportsOf = (field: string): readonly ('http' | 'ws')[] =>
  field.startsWith('Subscription') ? ['ws'] : ['http', 'ws'];

it('every field of the schema has an entry, and every entry a field', () => {
  expect(Object.keys(TABLE).toSorted((a, b) => a.localeCompare(b))).toEqual(
    fields.toSorted((a, b) => a.localeCompare(b)),
  );
});

describe.each(Object.entries(TABLE))('%s', (field, { answers, isDestructive, isPublic, args }) => {
  const callers = CALLERS.filter((caller) => !(isDestructive && answers[caller] === 'YES'));

  it.each(callers)('as %s', async (caller) => {
    for (const over of transportsOf(field)) {
      const told = await attempt(field, bob, tokens.get(caller), over);
      // Where nothing of Bob's is asked for, there is nothing to compare with.
      const isOfBob = args !== undefined && args(bob) !== args(NOTHING);
      const ofNothing = isOfBob ? await attempt(field, NOTHING, tokens.get(caller), over) : null;
      expect(toAnswer(told, ofNothing)).toBe(answers[caller]);
      const isSecret = !['owner', 'instructor', 'bob'].includes(caller);
      const asked = args?.(bob) ?? '';
      const leaked = secrets.filter(
        (secret) => isSecret && !asked.includes(secret) && JSON.stringify(told).includes(secret),
      );
      expect(leaked).toEqual([]);
      expect(isSecret && JSON.stringify(told).includes(GUESS)).toBe(false);
    }
  });

  it.each(DEAD_TOKENS)('with a token that is %s', async (state) => {
    for (const over of transportsOf(field)) {
      const codes = codesIn(await attempt(field, bob, dead.get(state), over));
      expect(codes).toEqual(isPublic ? [] : ['UNAUTHENTICATED']);
    }
  });
});

it('a wrong argument is told before anything else: its bounds are in the schema, and nothing was looked up', async () => {
  const query = `{ leaderboard(challengeId: "${bob.challengeId}", first: 5000) { seq title } }`;
  for (const token of [undefined, dead.get('revoked'), tokens.get('otherMember')]) {
    const told = await request<{ leaderboard: unknown }>(server.url, query, {}, token);
    expect(codesIn(told)).toEqual(['BAD_USER_INPUT']);
    expect(told.data?.leaderboard ?? null).toBeNull();
  }
});

it('an idempotency key is its owner’s own', async () => {
  const { url } = server;
  const key = 'the same key';
  const mine = await submit(url, bob.experimentId, key, tokens.get('bob'));
  const other = await define(url, { task: { countdown: { n: 10 } } }, tokens.get('classmate'));
  expect(await submit(url, other, key, tokens.get('classmate'))).not.toBe(mine);
  expect(await submit(url, bob.experimentId, key, tokens.get('bob'))).toBe(mine);
});

it('a gradebook is its instructor’s and the owner’s', async () => {
  const address = server.url.replace('/graphql', `/gradebook/${bob.classroomId}.csv`);
  const status = async (token: string | undefined): Promise<number> =>
    (await fetch(address, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })).status;
  for (const caller of CALLERS) {
    expect([caller, await status(tokens.get(caller))]).toEqual([
      caller,
      caller === 'owner' || caller === 'instructor' ? 200 : 403,
    ]);
  }
  for (const state of DEAD_TOKENS) expect(await status(dead.get(state))).toBe(401);
});

it('nothing of all this was a bug of the lab', () => {
  expect(server.errorOutput()).toBe('');
});

/** @param ofNothing what the same caller is told of what does not exist */
function toAnswer(told: Told, ofNothing: Told | null): string {
  const codes = codesIn(told);
  const { answer = null } = (told.data ?? {}) as { answer?: unknown };
  if (codes.length === 1 && codes[0] === 'FORBIDDEN' && answer === null) return 'NO';
  const hidden = Object.values(bob).reduce((text, id) => text.replaceAll(id, 'nothing'), JSON.stringify(told));
  if (ofNothing && withoutPlaces(hidden) === withoutPlaces(JSON.stringify(ofNothing))) return 'NONE';
  return codes.length === 0 ? 'YES' : codes.join(' ');
}

/** Where in the operation an error points to moves with the length of an id. */
function withoutPlaces(text: string): string {
  return text.replaceAll(/"locations":\[[^\]]*\]/g, '');
}
