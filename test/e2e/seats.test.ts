import { readFile, stat } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  codesOf,
  createClassroom,
  createViewer,
  join,
  openChallenge,
  tryJoin,
  tryRejoin,
  taken,
} from '../support/classroom.js';
import { ask, connect, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});

afterEach(async () => {
  const errors = server.errorOutput();
  await removeTestServer(server);
  if (errors) throw new Error(`The lab logged errors: ${errors}`);
});

const ME = '{ me { id displayName role classroom { title } } }';

describe('a lab', () => {
  it('on loopback is its owner’s without a token, until there is a classroom', async () => {
    expect(await ask(server.url, '{ me { id } queue { length } }')).toEqual({ me: null, queue: { length: 0 } });
    await createClassroom(server.url);
    expect(await codesOf(server.url, '{ queue { length } }', {})).toEqual(['UNAUTHENTICATED']);
    expect(await codesOf(server.url, '{ queue { length } }', {}, 'nonsense')).toEqual(['UNAUTHENTICATED']);
  });

  it('keeps an owner’s token in its data, for this user alone', async () => {
    const path = joinPath(server.directory, 'owner.token');
    const token = (await readFile(path, 'utf8')).trim();
    for (const file of ['owner.token', 'signing.key']) {
      expect((await stat(joinPath(server.directory, file))).mode & 0o777).toBe(0o600);
    }
    await createClassroom(server.url);
    expect(await ask(server.url, '{ classrooms { title } }', {}, token)).toEqual({
      classrooms: [{ title: 'Concurrency 101' }],
    });
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
      const token = (await readFile(joinPath(open.directory, 'owner.token'), 'utf8')).trim();
      const seat = await createClassroom(url, {}, token);
      expect((await join(url, seat.classroom.code, 'Ada')).member.role).toBe('MEMBER');
    } finally {
      await removeTestServer(open);
    }
  });
});

describe('joining', () => {
  it('gives a seat, a token that is bound to it, and a key to have it back', async () => {
    const { classroom, token } = await createClassroom(server.url);
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
    const { classroom } = await createClassroom(server.url);
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

  it('with a wrong code always has the same answer, and is not for trying', async () => {
    await createClassroom(server.url);
    const answers = new Set<string>();
    let refused = 0;
    for (let attempt = 0; attempt < 80; attempt += 1) {
      const code = ['AAAA-AAAA', 'ACDE-FGHJ', 'nonsense', ''][attempt % 4] ?? '';
      const answer = await tryJoin(server.url, code, 'Eve');
      if (answer.__typename === 'TooManyRequests') refused += 1;
      else answers.add(JSON.stringify(answer));
    }
    expect(answers.size).toBe(1);
    expect(refused).toBe(20);
  });

  it('at once, as a class does, gives everybody a seat of their own, and no more than there are', async () => {
    const { classroom } = await createClassroom(server.url, { seats: 30 });
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
    const { classroom } = await createClassroom(server.url);
    const ada = await join(server.url, classroom.code, 'Ada');
    const again = taken(await tryRejoin(server.url, classroom.code, 'ada', (ada.seatKey ?? '').toLowerCase()));
    expect(again.member.id).toBe(ada.member.id);
    expect(await codesOf(server.url, ME, {}, ada.token)).toEqual(['UNAUTHENTICATED']);
    expect(await ask(server.url, ME, {}, again.token)).toMatchObject({ me: { id: ada.member.id } });
  });

  it('is not given to who knows only its name, nor is it told what was wrong', async () => {
    const { classroom } = await createClassroom(server.url);
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
    const { classroom, token } = await createClassroom(server.url);
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
    const { classroom } = await createClassroom(server.url);
    const ada = await join(server.url, classroom.code, 'Ada');
    await server.kill();
    server = await server.restart();
    expect(await ask(server.url, ME, {}, ada.token)).toMatchObject({ me: { id: ada.member.id } });
    expect(await codesOf(server.url, '{ queue { length } }', {})).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a revoked token', () => {
  it('ends its subscriptions at once, over WebSocket and server-sent events, and those of nobody else', async () => {
    const { classroom, token } = await createClassroom(server.url);
    const [ada, bob] = [await join(server.url, classroom.code, 'Ada'), await join(server.url, classroom.code, 'Bob')];
    const query = 'subscription { queue { length } }';
    const client = connect(server.url, { token: ada.token });
    const followed = client.iterate({ query });
    const other = connect(server.url, { token: bob.token });
    const goesOn = other.iterate({ query });
    await followed.next();
    await goesOn.next();
    const stream = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${ada.token}`,
      },
      body: JSON.stringify({ query }),
    });
    const streamed = stream.text();
    await ask(
      server.url,
      'mutation ($id: ID!) { revokeToken(memberId: $id) { ... on Member { id } } }',
      { id: ada.member.id },
      token,
    );

    expect((await followed.next()).value).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'REVOKED' } }],
    });
    expect((await followed.next()).done).toBe(true);
    expect(await streamed).toContain('REVOKED');
    // The socket is still open, and its token no good.
    const refused = await client.iterate({ query }).next();
    expect(refused.value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });

    const next = goesOn.next();
    await run(server.url, { task: { countdown: { n: 1 } } }, bob.token);
    expect((await next).value?.data).toBeDefined();
    await client.dispose();
    await other.dispose();
  });
});

describe('the end of class', () => {
  it('archives: its members are out, nobody joins, and the instructor may still read', async () => {
    const { classroom, token } = await createClassroom(server.url);
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

  it('deletes: nothing of it is left, what runs is ended, and the lab goes on', async () => {
    const seat = await createClassroom(server.url);
    const ada = await join(server.url, seat.classroom.code, 'Ada');
    await createViewer(server.url, seat.classroom.id, seat.token);
    await openChallenge(server.url, seat);
    const runs = await Promise.all(
      [1, 2, 3].map(() => run(server.url, { task: { ioWait: { milliseconds: 2_000 } } }, ada.token)),
    );
    expect(
      await ask(
        server.url,
        'mutation ($id: ID!) { deleteClassroom(classroomId: $id) }',
        { id: seat.classroom.id },
        seat.token,
      ),
    ).toEqual({ deleteClassroom: true });
    expect(await codesOf(server.url, ME, {}, ada.token)).toEqual(['UNAUTHENTICATED']);
    // The last classroom is gone: the owner has the lab to himself again.
    const left = await ask(
      server.url,
      '{ classrooms { id } experiments { edges { cursor } } runs { edges { cursor } } queue { length } }',
    );
    expect(left).toEqual({ classrooms: [], experiments: { edges: [] }, runs: { edges: [] }, queue: { length: 0 } });
    expect(await ask(server.url, 'query ($id: ID!) { run(id: $id) { id } }', { id: runs[0] })).toEqual({ run: null });
    await run(server.url, { task: { countdown: { n: 1 } } });
  });
});
