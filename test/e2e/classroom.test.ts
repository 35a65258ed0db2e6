import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  command,
  createClassroom,
  createViewer,
  findSubmissions,
  followBoard,
  followPlaces,
  join,
  openChallenge,
  readBoard,
  readHistories,
  submitTry,
  type Board,
  type Pushed,
  type Seat,
  type SubmissionDetails,
} from '../support/classroom.js';
import { ask } from '../support/client.js';
import {
  boardAsOf,
  faultsOf,
  placeLine,
  readStored,
  type Places,
  type StoredChallenge,
} from '../support/stored-board.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

const STUDENTS = 40;
const TRIES = 5;

let server: TestServer;
let instructor: Seat;
let students: readonly Seat[];

beforeAll(async () => {
  server = await startTestServer();
  instructor = await createClassroom(server.url);
  students = await Promise.all(
    Array.from({ length: STUDENTS }, (_, index) => join(server.url, instructor.classroom.code, `Student ${index + 1}`)),
  );
});

afterAll(async () => removeTestServer(server));

const isOver = ({ phase }: Pick<Board, 'phase'>): boolean => phase === 'REVEALED';
/** The class is shown the truth, place by place. */
const isShown = ({ phase }: Pushed): boolean => phase === 'REVEALING' || phase === 'REVEALED';
const shown = ({ entries }: Pick<Board, 'entries'>): Places => entries.map(placeLine);

/** Until everything that was submitted has been decided. */
async function settled(challengeId: string, count: number): Promise<readonly SubmissionDetails[]> {
  return vi.waitFor(
    async () => {
      const submissions = await findSubmissions(server.url, challengeId, instructor.token);
      expect(submissions.filter(({ state }) => state !== 'PENDING')).toHaveLength(count);
      return submissions;
    },
    { timeout: 600_000, interval: 200 },
  );
}

describe('a class of forty with two hundred tries', () => {
  it('sees the right board at every moment, frozen and revealed, and who drops and returns misses nothing', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, { tries: TRIES });
    const viewer = await createViewer(url, instructor.classroom.id, instructor.token);
    const follow = (token: string): Promise<readonly Pushed[]> => followPlaces(url, challengeId, token, isOver);
    const leading = follow(instructor.token);
    // All of them, each on a connection of its own; one drops after every few boards, and comes back.
    const [dropper, ...others] = students as [Seat, ...Seat[]];
    const watching = [viewer, ...others].map(({ token }) => follow(token));
    const dropping = dropAndReturn(challengeId, dropper.token);

    await submitAll(challengeId, TRIES - 2);
    await settled(challengeId, STUDENTS * (TRIES - 2));
    await command(url, 'freezeLeaderboard', challengeId, instructor.token);
    const frozenAt = (await readBoard(url, challengeId, viewer.token)).seq;
    await submitAll(challengeId, 2);
    await settled(challengeId, STUDENTS * TRIES);
    await command(url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 20');

    const [led, dropped, ...watched] = await Promise.all([leading, dropping, ...watching]);
    const stored = await readStored(server.directory, challengeId);
    expect(faultsOf(stored)).toEqual([]);
    expect(stored.facts.filter(({ kind }) => kind === 'RANKED')).toHaveLength(STUDENTS * TRIES);
    expect(frozenAt).toBe(STUDENTS * (TRIES - 2));

    // Every board that was ever pushed is what the rows say as of the fact that it names, but for what is hidden.
    const references = new Map<number, Places>();
    const referenceOf = (seq: number): Places => {
      const known = references.get(seq) ?? boardAsOf(stored, seq);
      references.set(seq, known);
      return known;
    };
    for (const pushed of [led, dropped, ...watched]) {
      for (const { seq, hidden, places } of pushed) expect(places).toEqual(referenceOf(seq).slice(hidden));
      const seqs = pushed.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      const last = pushed.at(-1);
      expect([last?.seq, last?.phase, last?.places.length]).toEqual([stored.facts.length, 'REVEALED', STUDENTS]);
    }
    expect(led.length, 'the instructor saw it grow').toBeGreaterThan(10);
    for (const pushed of [dropped, ...watched]) expectFrozen(pushed, frozenAt);
    expect(led.filter(({ hidden }) => hidden > 0)).toEqual([]);

    // What came while it was away is in the histories.
    const { entries } = await readHistories(url, challengeId, dropper.token);
    for (const { memberId, history } of entries) {
      expect(history).toEqual(standingsOf(memberId, stored, referenceOf).slice(-history.length));
    }
  }, 1_200_000);
});

/** Everybody at once, one after the other for each. */
async function submitAll(challengeId: string, tries: number): Promise<void> {
  await Promise.all(
    students.map(async ({ token }, index) => {
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const input = { workers: 1 + ((index + attempt) % 2) };
        expect(await submitTry(server.url, token, challengeId, input)).toMatchObject({ __typename: 'Submission' });
      }
    }),
  );
}

async function dropAndReturn(challengeId: string, token: string): Promise<readonly Pushed[]> {
  const seen: Pushed[] = [];
  while (!seen.some(isOver)) {
    let left = 3;
    const more = await followPlaces(server.url, challengeId, token, (board) => (left -= 1) <= 0 || isOver(board));
    seen.push(...more);
  }
  return seen;
}

/** The class saw nothing of what came after the freeze, and then one place after the other, from the last one up. */
function expectFrozen(pushed: readonly Pushed[], frozenAt: number): void {
  for (const board of pushed.filter((each) => !isShown(each))) expect(board.seq).toBeLessThanOrEqual(frozenAt);
  const hidden = pushed.filter(isShown).map((board) => board.hidden);
  expect(hidden).toEqual(hidden.toSorted((a, b) => b - a));
  expect(hidden.at(-1)).toBe(0);
}

/** Every change of a member's place, by looking at the board of each fact. */
function standingsOf(
  memberId: string,
  { facts }: StoredChallenge,
  referenceOf: (seq: number) => Places,
): readonly { readonly seq: number; readonly rank: number; readonly value: number }[] {
  const steps: { seq: number; rank: number; value: number }[] = [];
  for (const { seq } of facts) {
    const line = referenceOf(seq).find((place) => place.includes(memberId));
    if (line === undefined) continue;
    const [rank, value] = [Number.parseInt(line, 10), Number(line.slice(line.lastIndexOf(' ')))];
    const last = steps.at(-1);
    if (last?.rank !== rank || last.value !== value) steps.push({ seq, rank, value });
  }
  return steps;
}

describe('a freeze', () => {
  it('hides changes from the class, and a reveal shows them from the last place up', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, { tries: 3, verifyTop: 2 });
    const [ada, bob, eve] = students as [Seat, Seat, Seat];
    for (const { token } of [ada, bob]) await submitTry(url, token, challengeId);
    await settled(challengeId, 2);
    const before = await readBoard(url, challengeId, bob.token);
    await command(server.url, 'freezeLeaderboard', challengeId, instructor.token);

    await submitTry(url, eve.token, challengeId);
    await settled(challengeId, 3);
    expect(await readBoard(url, challengeId, bob.token)).toEqual({ ...before, isFrozen: true });
    expect((await readBoard(url, challengeId, instructor.token)).entries).toHaveLength(3);

    const revealed = followBoard(url, challengeId, bob.token, ({ phase }) => phase === 'REVEALED');
    expect(await command(server.url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 20')).toBe(
      'VERIFYING',
    );
    expect(await command(server.url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 20')).toBe(
      'InvalidInput',
    );
    const snapshots = await revealed;

    const final = await readBoard(url, challengeId, instructor.token);
    expect(final.phase).toBe('REVEALED');
    // Those on top were run again.
    expect(final.entries.slice(0, 2).map(({ check }) => check)).not.toContain(null);
    expect(shown(snapshots.at(-1) as Board)).toEqual(shown(final));
    const places = snapshots.filter(({ phase }) => phase === 'REVEALING' || phase === 'REVEALED');
    for (const { entries, hidden } of places) {
      expect(entries.map(({ memberId }) => memberId)).toEqual(
        final.entries.slice(hidden).map(({ memberId }) => memberId),
      );
      expect(entries.length + hidden).toBe(final.entries.length);
    }
    const hidden = places.map((board) => board.hidden);
    expect(hidden).toEqual(hidden.toSorted((a, b) => b - a));
    expect(await submitTry(url, ada.token, challengeId)).toMatchObject({ problems: [{ code: 'CLOSED' }] });
  });

  it('and a reveal go on after a kill -9 of the server', async () => {
    const challengeId = await openChallenge(server.url, instructor, { verifyTop: 3 });
    for (const { token } of students.slice(0, 4)) await submitTry(server.url, token, challengeId);
    await settled(challengeId, 4);
    await command(server.url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 100');
    await server.kill();
    server = await server.restart();
    const snapshots = await followBoard(
      server.url,
      challengeId,
      students[0]?.token ?? '',
      ({ phase }) => phase === 'REVEALED',
    );
    // Those that held, or were not checked: which these are, the host decides.
    const standing = (await settled(challengeId, 4)).filter(({ state }) => state === 'RANKED');
    expect(new Set(snapshots.at(-1)?.entries.map(({ memberId }) => memberId))).toEqual(
      new Set(standing.map(({ member }) => member.id)),
    );
  });
});

/** What speaks against a challenge. */
async function faultsIn(input: Record<string, unknown>): Promise<readonly { path: string; code: string }[]> {
  const { refused } = await ask<{ refused: { problems: { path: string; code: string }[] } }>(
    server.url,
    `mutation ($input: OpenChallengeInput!) { refused: openChallenge(input: $input) { ... on InvalidInput { problems { path code } } } }`,
    { input: { classroomId: instructor.classroom.id, ...input } },
    instructor.token,
  );
  return refused.problems;
}

describe('a challenge', () => {
  it('takes its fixed part from itself, whatever the submission says, and what it does not allow it refuses', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, {
      primitives: ['LOCK', 'NONE'],
      fabrics: ['THREADS'],
      maxWorkers: 2,
    });
    const { token } = students[0] as Seat;
    const wrong = { task: { countdown: {} }, primitive: 'ATOMIC', fabric: 'SERIAL', workers: 3 };
    const refused = await submitTry(url, token, challengeId, wrong);
    expect(refused.problems?.map(({ path }) => path).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'fabric',
      'primitive',
      'task',
      'workers',
    ]);
    await submitTry(url, token, challengeId, { task: { counter: { increments: 7 } }, repetitions: 9 });
    await settled(challengeId, 1);
    const { submissions } = await ask<{ submissions: { edges: { node: { runs: { experiment: unknown }[] } }[] } }>(
      url,
      `query ($id: ID!) { submissions(challengeId: $id) { edges { node { runs {
        experiment { repetitions warmup task { ... on CounterTask { increments } } }
      } } } } }`,
      { id: challengeId },
      token,
    );
    expect(submissions.edges[0]?.node.runs).toEqual([
      { experiment: { repetitions: 3, warmup: 0, task: { increments: 500 } } },
    ]);
  });

  it('never ranks a wrong result, and counts its tries also when they come at once', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, {
      // Longer than a core is lent for, so that they race on a busy host too.
      task: { counter: { increments: 10_000_000 } },
      primitives: ['NONE', 'LOCK'],
      tries: 2,
    });
    const { token } = students[1] as Seat;
    const racing = { primitive: 'NONE', workers: 4 };
    const tries = await Promise.all(Array.from({ length: 6 }, () => submitTry(url, token, challengeId, racing)));
    expect(tries.filter(({ id }) => id !== undefined)).toHaveLength(2);
    expect(tries.flatMap(({ problems }) => problems?.map(({ code }) => code) ?? [])).toEqual(
      Array.from({ length: 4 }, () => 'EXHAUSTED'),
    );
    const submissions = await settled(challengeId, 2);
    expect(submissions.map(({ state, reason }) => [state, reason])).toEqual([
      ['OUT', 'WRONG_RESULT'],
      ['OUT', 'WRONG_RESULT'],
    ]);
    expect((await readBoard(url, challengeId, token)).entries).toEqual([]);

    // The class as one fleet: what all runs of the race ended as.
    const { pooledOutcomes } = await ask<{
      pooledOutcomes: { runs: number; rounds: number; outcomes: { result: string; count: number }[] };
    }>(
      url,
      'query ($id: ID!) { pooledOutcomes(challengeId: $id) { runs rounds outcomes { result count share low high } } }',
      { id: challengeId },
      token,
    );
    expect(pooledOutcomes).toMatchObject({ runs: 2, rounds: 6 });
    expect(pooledOutcomes.outcomes.map(({ result }) => result)).toContain('lost updates');
  });

  it('gives the same submission for the same key, and uses one try', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, { tries: 1 });
    const { token } = students[2] as Seat;
    const answers = await Promise.all(Array.from({ length: 5 }, () => submitTry(url, token, challengeId, {}, 'once')));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  it('asks for a prediction first, locks it, and scores it once it has closed', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, {
      metric: 'SPEEDUP',
      task: { countdown: { n: 20_000_000 } },
      primitives: ['NONE'],
      baseline: { task: { countdown: { n: 20_000_000 } }, fabric: 'SERIAL', workers: 1, repetitions: 3, warmup: 0 },
      prediction: {
        question: 'How much faster are two threads?',
        experiment: { task: { countdown: { n: 20_000_000 } }, workers: 2, repetitions: 3, warmup: 0 },
      },
    });
    const { token } = students[3] as Seat;
    const predict = async (value: number, bounds = ''): Promise<Record<string, unknown>> => {
      const { predict: answer } = await ask<{ predict: Record<string, unknown> }>(
        url,
        `mutation ($id: ID!, $value: Float!) { predict(challengeId: $id, value: $value${bounds}) {
          ... on Challenge { myPrediction { value low high } } ... on InvalidInput { problems { path code } }
        } }`,
        { id: challengeId, value },
        token,
      );
      return answer;
    };
    const input = { task: { countdown: {} }, primitive: 'NONE' };
    expect(await submitTry(url, token, challengeId, input)).toMatchObject({ problems: [{ code: 'REQUIRED' }] });
    expect(await predict(-1)).toEqual({ problems: [{ path: 'value', code: 'OUT_OF_RANGE' }] });
    expect(await predict(2, ', low: 3, high: 4')).toEqual({ problems: [{ path: 'low', code: 'OUT_OF_RANGE' }] });
    await predict(5);
    expect(await predict(1, ', low: 0.001, high: 1000')).toEqual({
      myPrediction: { value: 1, low: 0.001, high: 1000 },
    });
    expect(await submitTry(url, token, challengeId, input)).toMatchObject({ number: 1 });
    expect(await predict(3)).toEqual({ problems: [{ path: 'value', code: 'CLOSED' }] });
    await settled(challengeId, 1);

    const open = await readBoard(url, challengeId, token);
    expect([open.entries[0]?.closeness, open.calibration]).toEqual([null, null]);
    const scored = followBoard(url, challengeId, token, ({ calibration }) => calibration !== null);
    await command(server.url, 'closeChallenge', challengeId, instructor.token);
    const board = (await scored).at(-1);
    expect(board?.calibration).toEqual({ predictions: 1, coverage: 1 });
    expect(board?.entries[0]?.closeness).toBeGreaterThan(0);
  });

  it.each([
    ['FAIRNESS', 'fairness'],
    ['LOCK_WAIT', 'lockWait'],
  ] as const)('by %s has the lab record what it takes, whatever the submission says', async (metric, figure) => {
    const { url } = server;
    const task = { counter: { increments: 50_000 } };
    const challengeId = await openChallenge(url, instructor, { metric, task, minWorkers: 2 });
    const { token } = students[7] as Seat;
    // What nobody waits for is not offered.
    const { challenge } = await ask<{ challenge: { primitives: string[]; fabrics: string[] } }>(
      url,
      'query ($id: ID!) { challenge(id: $id) { primitives fabrics } }',
      { id: challengeId },
      token,
    );
    expect(challenge.primitives).toEqual(['LOCK', 'RLOCK']);
    expect(challenge.fabrics).not.toContain('SERIAL');
    expect(await submitTry(url, token, challengeId, { primitive: 'ATOMIC', workers: 2 })).toMatchObject({
      problems: [{ path: 'primitive', code: 'NOT_SUPPORTED' }],
    });

    await submitTry(url, token, challengeId, { workers: 2, recording: 'NONE' });
    const [submission] = await settled(challengeId, 1);
    const { run } = await ask<{
      run: { contention: unknown[]; recording: Record<string, { median: number; low: number; high: number }> };
    }>(
      url,
      `query ($id: ID!) { run(id: $id) {
        contention { acquisitions } recording { fairness { median low high } lockWait { median low high } }
      } }`,
      { id: submission?.runs[0]?.id },
      token,
    );
    expect(run.contention).toEqual([{ acquisitions: 3 * 2 * 50_000 }]);
    const { median: value, low, high } = run.recording[figure] ?? {};
    expect(submission).toMatchObject({ state: 'RANKED', measure: { value, low, high } });
    expect(await readBoard(url, challengeId, token)).toMatchObject({ entries: [{ value, low, high }] });
  });

  it('cannot be ranked by waiting for what nobody waits for', async () => {
    const input = { title: 'Wait', metric: 'LOCK_WAIT' };
    expect(await faultsIn({ ...input, task: { counter: {} }, primitives: ['LOCK', 'ATOMIC'] })).toEqual([
      { path: 'primitives', code: 'NOT_SUPPORTED' },
    ]);
    expect(await faultsIn({ ...input, task: { countdown: {} } })).toContainEqual({ path: 'primitives', code: 'EMPTY' });
  });

  it('that cannot be is refused with every problem at once', async () => {
    const problems = await faultsIn({
      title: ' ',
      task: { counter: { increments: -1 } },
      primitives: ['PIPE'],
      repetitions: 1,
      metric: 'SPEEDUP',
      tries: 0,
      minWorkers: 5,
      maxWorkers: 4,
      closesAt: '2020-01-01T00:00:00Z',
      verifyTop: 1000,
    });
    expect(problems.map(({ path, code }) => `${path} ${code}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'baseline REQUIRED',
      'closesAt OUT_OF_RANGE',
      'minWorkers OUT_OF_RANGE',
      'primitives NOT_SUPPORTED',
      'repetitions OUT_OF_RANGE',
      'task.counter.increments OUT_OF_RANGE',
      'title EMPTY',
      'tries OUT_OF_RANGE',
      'verifyTop OUT_OF_RANGE',
    ]);
  });
});

describe('an anonymous classroom', () => {
  it('shows its members and viewers aliases, and its instructor names', async () => {
    const { url } = server;
    const { readFile } = await import('node:fs/promises');
    const owner = (await readFile(`${server.directory}/owner.token`, 'utf8')).trim();
    const seat = await createClassroom(url, { anonymous: true }, owner);
    const ada = await join(url, seat.classroom.code, 'Ada');
    const viewer = await createViewer(url, seat.classroom.id, seat.token);
    const challengeId = await openChallenge(url, seat);
    await submitTry(url, ada.token, challengeId);
    const names = async (token: string): Promise<readonly string[]> =>
      (await readBoard(url, challengeId, token)).entries.map(({ name }) => name);
    await vi.waitFor(async () => expect(await names(seat.token)).toEqual(['Ada']), { timeout: 120_000, interval: 50 });
    expect(await names(viewer.token)).toEqual([ada.member.alias]);
    expect(await names(ada.token)).toEqual([ada.member.alias]);
  });
});

describe('a gradebook', () => {
  it('has a line for each member, with rank, value and tries of each challenge, and no formulas', async () => {
    const { url } = server;
    const challengeId = await openChallenge(url, instructor, { title: '=1+1' });
    const { token, member } = students[4] as Seat;
    await submitTry(url, token, challengeId);
    await settled(challengeId, 1);
    const response = await fetch(url.replace('/graphql', `/gradebook/${instructor.classroom.id}.csv`), {
      headers: { authorization: `Bearer ${instructor.token}` },
    });
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = (await response.text()).trim().split('\n');
    expect(lines).toHaveLength(1 + STUDENTS);
    const columns = lines.find((line) => line.includes(`,${member.displayName},`))?.split(',') ?? [];
    expect(columns.slice(-4).map((column, index) => (index === 1 ? Number(column) > 0 : column))).toEqual([
      '1',
      true,
      '1',
      '',
    ]);
  });
});

it('a member’s many tries do not keep another’s single one waiting', async () => {
  const { url } = server;
  const challengeId = await openChallenge(url, instructor, { task: { ioWait: { milliseconds: 100 } }, tries: 15 });
  const [greedy, modest] = [students[5] as Seat, students[6] as Seat];
  const input = { task: { ioWait: {} }, primitive: 'NONE' };
  for (let attempt = 0; attempt < 15; attempt += 1) await submitTry(url, greedy.token, challengeId, input);
  await submitTry(url, modest.token, challengeId, input);
  const all = await settled(challengeId, 16);
  const timesOf = (seat: Seat): readonly { queued: number; started: number }[] =>
    all
      .filter(({ member }) => member.id === seat.member.id)
      .flatMap(({ runs }) =>
        runs.map((run) => ({ queued: Date.parse(run.queuedAt), started: Date.parse(run.startedAt) })),
      );
  const [one] = timesOf(modest);
  const between = timesOf(greedy).filter(({ started }) => one && started > one.queued && started < one.started);
  expect(between.length).toBeLessThanOrEqual(2);
});

it('nothing of all this was a bug of the lab', () => {
  expect(server.errorOutput()).toBe('');
});
