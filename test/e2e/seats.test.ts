import { readFile, stat } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSigningKey } from '../../src/classroom/signing-key.js';
import { Tokens } from '../../src/classroom/tokens.js';
import {
  codesOf,
  createClassroom,
  createViewer,
  join,
  openChallenge,
  tryJoin,
  tryRejoin,
  taken,
  type Seat,
} from '../support/classroom.js';
import { ask, connect, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

const SECRET = 'a secret of more than thirty-two characters';

let server: TestServer;
let tokens: Tokens;

// One for all: a class more or less makes no difference to the others. Only the first ones look at an empty lab.
beforeAll(async () => {
  server = await startTestServer({ environment: { LAB_SECRET: SECRET } });
  tokens = new Tokens(await readSigningKey('', SECRET));
});

afterAll(async () => removeTestServer(server));

async function readOwnerToken({ directory } = server): Promise<string> {
  return (await readFile(joinPath(directory, 'owner.token'), 'utf8')).trim();
}

async function openClass(input: Record<string, unknown> = {}): Promise<Seat> {
  return createClassroom(server.url, input, await readOwnerToken());
}

const ME = '{ me { id displayName role classroom { title } } }';

function deleteClassroom(id: string, token: string): Promise<unknown> {
  return ask(server.url, 'mutation ($id: ID!) { deleteClassroom(classroomId: $id) }', { id }, token);
}

describe('a lab', () => {
  it('on loopback is its owner’s without a token, until there is a classroom', async () => {
    expect(await ask(server.url, '{ me { id } queue { length } }')).toEqual({ me: null, queue: { length: 0 } });
    await createClassroom(server.url);
    expect(await codesOf(server.url, '{ queue { length } }', {})).toEqual(['UNAUTHENTICATED']);
    expect(await codesOf(server.url, '{ queue { length } }', {}, 'nonsense')).toEqual(['UNAUTHENTICATED']);
  });

  it('that deletes its classrooms has nothing left of them, ends what runs, and is its owner’s again', async () => {
    const seat = await openClass();
    const ada = await join(server.url, seat.classroom.code, 'Ada');
    await createViewer(server.url, seat.classroom.id, seat.token);
    await openChallenge(server.url, seat);
    const runs = await Promise.all(
      [1, 2, 3].map(() => run(server.url, { task: { ioWait: { milliseconds: 2_000 } } }, ada.token)),
    );
    expect(await deleteClassroom(seat.classroom.id, seat.token)).toEqual({ deleteClassroom: true });
    expect(await codesOf(server.url, ME, {}, ada.token)).toEqual(['UNAUTHENTICATED']);
    const { classrooms } = await ask<{ classrooms: { id: string }[] }>(
      server.url,
      '{ classrooms { id } }',
      {},
      await readOwnerToken(),
    );
    for (const { id } of classrooms) await deleteClassroom(id, await readOwnerToken());
    // The last classroom is gone: the owner has the lab to himself again.
    const left = await ask(
      server.url,
      '{ classrooms { id } experiments { edges { cursor } } runs { edges { cursor } } queue { length } }',
    );
    expect(left).toEqual({ classrooms: [], experiments: { edges: [] }, runs: { edges: [] }, queue: { length: 0 } });
    expect(await ask(server.url, 'query ($id: ID!) { run(id: $id) { id } }', { id: runs[0] })).toEqual({ run: null });
    await run(server.url, { task: { countdown: { n: 1 } } });
  });

  it('keeps an owner’s token in its data, for this user alone', async () => {
    expect((await stat(joinPath(server.directory, 'owner.token'))).mode & 0o777).toBe(0o600);
    await openClass({ title: 'Found by its owner' });
    const { classrooms } = await ask<{ classrooms: { title: string }[] }>(
      server.url,
      '{ classrooms { title } }',
      {},
      await readOwnerToken(),
    );
    expect(classrooms[0]).toEqual({ title: 'Found by its owner' });
  });

  it('that others can reach wants a token from the first request on', async () => {
    const open = await startTestServer({ environment: { HOST: '0.0.0.0' } });
    const url = open.url.replace('0.0.0.0', '127.0.0.1');
    try {
      for (const query of [
        '{ runtimes { id } }',
        '{ runs { edges { cursor } } }',
        'mutation { cancelRun(id: "x") { __typename } }',
      ]) {
        expect(await codesOf(url, query, {})).toEqual(['UNAUTHENTICATED']);
      }
      expect((await stat(joinPath(open.directory, 'signing.key'))).mode & 0o777).toBe(0o600);
      const seat = await createClassroom(url, {}, await readOwnerToken(open));
      expect((await join(url, seat.classroom.code, 'Ada')).member.role).toBe('MEMBER');
    } finally {
      await removeTestServer(open);
    }
  });
});

describe('joining', () => {
  it('gives a seat, a token that is bound to it, and a key to have it back', async () => {
    const { classroom, token } = await openClass();
    const ada = await join(server.url, classroom.code.toLowerCase().replace('-', ' '), ' Ada ');
    expect(await ask(server.url, ME, {}, ada.token)).toEqual({
      me: { id: ada.member.id, displayName: 'Ada', role: 'MEMBER', classroom: { title: 'Concurrency 101' } },
    });
    const { roster } = await ask<{ roster: { displayName: string; role: string }[] }>(
      server.url,
      'query ($id: ID!) { roster(classroomId: $id) { displayName role } }',
      { id: classroom.id },
      token,
    );
    expect(roster).toEqual([
      { displayName: 'Instructor', role: 'INSTRUCTOR' },
      { displayName: 'Ada', role: 'MEMBER' },
    ]);
  });

  it('with a name that looks like another, or cannot be one, is refused', async () => {
    const { classroom } = await openClass();
    await join(server.url, classroom.code, 'Ada');
    for (const [name, code] of [
      ['ADA', 'CONFLICT'],
      ['Ａda', 'CONFLICT'],
      ['Instructor', 'CONFLICT'],
      ['', 'EMPTY'],
      ['A\u202Eda', 'NOT_SUPPORTED'],
    ] as const) {
      expect(await tryJoin(server.url, classroom.code, name)).toMatchObject({
        problems: [{ path: 'displayName', code }],
      });
    }
  });

  it('at once, as a class does, gives everybody a seat of their own, and no more than there are', async () => {
    const { classroom } = await openClass({ seats: 30 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => tryJoin(server.url, classroom.code, `Student ${index}`)),
    );
    const seats = answers.flatMap((answer) => ('token' in answer ? [answer] : []));
    expect(seats).toHaveLength(30);
    expect(new Set(seats.map(({ member }) => member.id)).size).toBe(30);
    expect(new Set(seats.map(({ member }) => member.alias)).size).toBe(30);
  });
});

describe('a seat', () => {
  it('is taken again with its key from another browser, and its earlier tokens end', async () => {
    const { classroom } = await openClass();
    const ada = await join(server.url, classroom.code, 'Ada');
    const again = taken(await tryRejoin(server.url, classroom.code, 'ada', (ada.seatKey ?? '').toLowerCase()));
    expect(again.member.id).toBe(ada.member.id);
    expect(await codesOf(server.url, ME, {}, ada.token)).toEqual(['UNAUTHENTICATED']);
    expect(await ask(server.url, ME, {}, again.token)).toMatchObject({ me: { id: ada.member.id } });
  });

  it('is not given to who knows only its name, nor is it told what was wrong', async () => {
    const { classroom } = await openClass();
    const ada = await join(server.url, classroom.code, 'Ada');
    const wrong = [
      [classroom.code, 'Ada', 'ACDE-FGHJ'],
      [classroom.code, 'Bob', ada.seatKey ?? ''],
      ['ACDE-FGHJ', 'Ada', ada.seatKey ?? ''],
      [classroom.code, '\u0007', ''],
    ] as const;
    const answers = await Promise.all(wrong.map(([code, name, key]) => tryRejoin(server.url, code, name, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('whose key is lost gets a new one from the instructor', async () => {
    const { classroom, token } = await openClass();
    const ada = await join(server.url, classroom.code, 'Ada');
    const { renewSeatKey } = await ask<{ renewSeatKey: { token: string; seatKey: string } }>(
      server.url,
      'mutation ($id: ID!) { renewSeatKey(memberId: $id) { ... on Seat { token seatKey } } }',
      { id: ada.member.id },
      token,
    );
    expect(await ask(server.url, ME, {}, renewSeatKey.token)).toMatchObject({ me: { id: ada.member.id } });
    expect(await tryRejoin(server.url, classroom.code, 'Ada', ada.seatKey ?? '')).not.toHaveProperty('token');
    taken(await tryRejoin(server.url, classroom.code, 'Ada', renewSeatKey.seatKey));
  });

  it('keeps its token over a restart of the server', async () => {
    const { classroom } = await openClass();
    const ada = await join(server.url, classroom.code, 'Ada');
    await server.kill();
    server = await server.restart();
    expect(await ask(server.url, ME, {}, ada.token)).toMatchObject({ me: { id: ada.member.id } });
    expect(await codesOf(server.url, '{ queue { length } }', {})).toEqual(['UNAUTHENTICATED']);
  });
});

const QUEUE = 'subscription { queue { length running { id } } }';
/** What many may follow at once, which is executed for nobody in particular. */
const SHARED_QUEUE = 'subscription { queue { length } }';

/** Follows over WebSocket, alone and with others, and over server-sent events. */
async function followQueue(token: string): Promise<{
  readonly client: Client;
  readonly alone: AsyncIterableIterator<unknown>;
  readonly shared: AsyncIterableIterator<unknown>;
  readonly streamed: Promise<string>;
}> {
  const client = connect(server.url, { token });
  const alone = client.iterate({ query: QUEUE });
  const shared = client.iterate({ query: SHARED_QUEUE });
  await Promise.all([alone.next(), shared.next()]);
  const stream = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query: QUEUE }),
  });
  return { client, alone, shared, streamed: stream.text() };
}

/** The first that is no picture of the queue: a run that another test began may still be ending. */
async function passOverData(followed: AsyncIterableIterator<unknown>): Promise<IteratorResult<unknown>> {
  for (;;) {
    const next = await followed.next();
    if (next.done || !('data' in (next.value as object))) return next;
  }
}

/** All of them end, and are told why; the socket stays open, and the token is no good on it. */
async function expectEnd(
  { client, alone, shared, streamed }: Awaited<ReturnType<typeof followQueue>>,
  reason: string,
): Promise<void> {
  const errors = [{ extensions: { code: 'UNAUTHENTICATED', reason } }];
  expect((await passOverData(alone)).value).toMatchObject({ errors });
  expect((await alone.next()).done).toBe(true);
  await expect(passOverData(shared)).rejects.toMatchObject(errors);
  expect(await streamed).toContain(reason);
  expect((await client.iterate({ query: QUEUE }).next()).value).toMatchObject({ errors });
  await client.dispose();
}

describe('subscriptions', () => {
  it('end at once with a seat’s revoked token, and those of nobody else', async () => {
    const { classroom, token } = await openClass();
    const [ada, bob] = [await join(server.url, classroom.code, 'Ada'), await join(server.url, classroom.code, 'Bob')];
    const followed = await followQueue(ada.token);
    const other = connect(server.url, { token: bob.token });
    const goesOn = other.iterate({ query: QUEUE });
    await goesOn.next();
    await ask(
      server.url,
      'mutation ($id: ID!) { revokeToken(memberId: $id) { ... on Member { id } } }',
      { id: ada.member.id },
      token,
    );
    await expectEnd(followed, 'REVOKED');

    const next = goesOn.next();
    await run(server.url, { task: { countdown: { n: 1 } } }, bob.token);
    expect((await next).value?.data).toBeDefined();
    await other.dispose();
  });

  it('end at once with the owner’s revoked token, of which there is a new one in its place, and for good', async () => {
    const { token: instructor } = await openClass();
    const owner = await readOwnerToken();
    const followed = await followQueue(owner);
    const other = connect(server.url, { token: instructor });
    const goesOn = other.iterate({ query: SHARED_QUEUE });
    await goesOn.next();
    const revoke = 'mutation { revokeOwnerToken }';
    expect(await codesOf(server.url, revoke, {}, instructor)).toEqual(['FORBIDDEN']);
    expect(await ask(server.url, revoke, {}, owner)).toEqual({ revokeOwnerToken: true });
    await expectEnd(followed, 'REVOKED');

    const next = goesOn.next();
    await run(server.url, { task: { countdown: { n: 1 } } }, await readOwnerToken());
    expect((await next).value?.data).toBeDefined();
    await other.dispose();
    await server.kill();
    server = await server.restart();
    expect(await codesOf(server.url, ME, {}, owner)).toEqual(['UNAUTHENTICATED']);
    expect(await ask(server.url, ME, {}, await readOwnerToken())).toEqual({ me: null });
    expect(await ask(server.url, ME, {}, instructor)).toMatchObject({ me: { role: 'INSTRUCTOR' } });
  });

  it('end when the token that opened them expires', async () => {
    const { classroom } = await openClass();
    const { member } = await join(server.url, classroom.code, 'Ada');
    const subject = { kind: 'member', memberId: member.id, version: 1 } as const;
    // Tokens know whole seconds.
    const token = await tokens.sign(subject, new Date(Date.now() + 6_000));
    const followed = await followQueue(token);
    await expectEnd(followed, 'EXPIRED');
    expect(await codesOf(server.url, ME, {}, token)).toEqual(['UNAUTHENTICATED']);
  });
});

describe('the end of class', () => {
  it('archives: its members are out, nobody joins, and the instructor may still read', async () => {
    const { classroom, token } = await openClass();
    const ada = await join(server.url, classroom.code, 'Ada');
    await ask(
      server.url,
      'mutation ($id: ID!) { archiveClassroom(classroomId: $id) { ... on Classroom { archivedAt } } }',
      { id: classroom.id },
      token,
    );
    expect(await codesOf(server.url, ME, {}, ada.token)).toEqual(['UNAUTHENTICATED']);
    expect(await tryJoin(server.url, classroom.code, 'Bob')).toMatchObject({
      problems: [{ path: 'code', code: 'UNKNOWN' }],
    });
    expect(await tryRejoin(server.url, classroom.code, 'Ada', ada.seatKey ?? '')).not.toHaveProperty('token');
    expect(await ask(server.url, ME, {}, token)).toMatchObject({ me: { role: 'INSTRUCTOR' } });
  });
});

describe('guessing codes', () => {
  it('always has the same answer, and is soon refused', async () => {
    const answers = new Set<string>();
    let refused = 0;
    for (let attempt = 0; attempt < 80; attempt += 1) {
      const code = ['AAAA-AAAA', 'ACDE-FGHJ', 'nonsense', ''][attempt % 4] ?? '';
      const answer = await tryJoin(server.url, code, 'Eve');
      if (answer.__typename === 'TooManyRequests') refused += 1;
      else answers.add(JSON.stringify(answer));
    }
    expect(answers.size).toBe(1);
    // Those before were not all right either.
    expect(refused).toBeGreaterThanOrEqual(20);
  });
});

it('nothing of all this was a bug of the lab', () => {
  expect(server.errorOutput()).toBe('');
});
