/** Challenges that open and close by themselves. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  command,
  createClassroom,
  findSubmissions,
  followBoard,
  join,
  openChallenge,
  readBoard,
  submitTry,
  type Seat,
} from '../support/classroom.js';
import { ask } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let instructor: Seat;
let ada: Seat;

beforeAll(async () => {
  server = await startTestServer();
  instructor = await createClassroom(server.url);
  ada = await join(server.url, instructor.classroom.code, 'Ada');
});

afterAll(async () => removeTestServer(server));

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const phasesOf = (boards: readonly { readonly phase: string }[]): readonly string[] => [
  ...new Set(boards.map(({ phase }) => phase)),
];

it('the board says when a challenge opens and when it has closed, and what was accepted before still counts', async () => {
  const { url } = server;
  const challengeId = await openChallenge(url, instructor, {
    task: { ioWait: { milliseconds: 800 } },
    prediction: { question: 'How long?' },
    opensAt: inMs(4_000),
    closesAt: inMs(9_500),
  });
  const predict = (): Promise<unknown> =>
    ask(
      url,
      'mutation ($id: ID!) { answer: predict(challengeId: $id, value: 800) { __typename } }',
      { id: challengeId },
      ada.token,
    );
  const input = { task: { ioWait: {} }, primitive: 'NONE' };
  expect((await readBoard(url, challengeId, ada.token)).phase).toBe('SCHEDULED');
  expect(await command(url, 'revealLeaderboard', challengeId, instructor.token)).toBe('InvalidInput');
  expect(await submitTry(url, ada.token, challengeId, input)).toMatchObject({ problems: [{ code: 'CLOSED' }] });
  const all = followBoard(
    url,
    challengeId,
    ada.token,
    ({ phase, entries, calibration }) => phase === 'CLOSED' && entries.length === 1 && calibration !== null,
  );
  await followBoard(url, challengeId, ada.token, ({ phase }) => phase === 'OPEN');
  expect(await predict()).toMatchObject({ answer: { __typename: 'Challenge' } });
  // Together they take longer than the window is open.
  for (let tries = 0; tries < 3; tries += 1) {
    expect(await submitTry(url, ada.token, challengeId, input)).toMatchObject({ __typename: 'Submission' });
  }
  await followBoard(url, challengeId, ada.token, ({ phase }) => phase === 'CLOSED');
  expect(await submitTry(url, ada.token, challengeId, input)).toMatchObject({ problems: [{ code: 'CLOSED' }] });
  expect(await command(url, 'closeChallenge', challengeId, instructor.token)).toBe('InvalidInput');

  const seen = await all;
  expect(phasesOf(seen)).toEqual(['SCHEDULED', 'OPEN', 'CLOSED']);
  expect(seen.find(({ phase }) => phase === 'OPEN')?.calibration).toBeNull();
  expect(seen.at(-1)?.entries[0]?.closeness).toBeGreaterThan(0.5);
  await vi.waitFor(
    async () => {
      const submissions = await findSubmissions(url, challengeId, ada.token);
      expect(submissions.map(({ state }) => state)).toEqual(['RANKED', 'RANKED', 'RANKED']);
    },
    { timeout: 120_000, interval: 50 },
  );
});

it('what was due while the lab was down has happened when it is back', async () => {
  const missed = await openChallenge(server.url, instructor, { closesAt: inMs(1500) });
  const opening = await openChallenge(server.url, instructor, { opensAt: inMs(1500), closesAt: inMs(3_600_000) });
  const due = Date.now() + 1500;
  await server.kill();
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(due), { timeout: 10_000, interval: 50 });
  server = await server.restart();
  const first = async (challengeId: string): Promise<unknown> =>
    (await readBoard(server.url, challengeId, ada.token)).phase;
  expect([await first(missed), await first(opening)]).toEqual(['CLOSED', 'OPEN']);
  expect(await submitTry(server.url, ada.token, opening)).toMatchObject({ __typename: 'Submission' });
});

it('nothing of all this was a bug of the lab', () => {
  expect(server.errorOutput()).toBe('');
});
