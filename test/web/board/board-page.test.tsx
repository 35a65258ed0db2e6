// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BoardPage } from '../../../src/web/board/board-page.js';
import { formatFigure } from '../../../src/web/figures.js';
import { openPageLab, type PageLab } from '../../../src/web/live/page-lab.js';
import {
  command,
  createClassroom,
  createViewer,
  join,
  openChallenge,
  readBoard,
  submitTry,
  type Seat,
} from '../../support/classroom.js';
import { ask } from '../../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../../support/server.js';
import { setAddress, show, until, type Shown } from '../support.js';

let server: TestServer;
let origin: string;
let instructor: Seat;
let viewer: Seat;
let students: readonly [Seat, Seat, Seat];
let lab: PageLab;
let page: Shown;

beforeAll(async () => {
  server = await startTestServer();
  origin = new URL(server.url).origin;
  setAddress(`${origin}/board`);
  instructor = await createClassroom(server.url);
  const code = instructor.classroom.code;
  students = [
    await join(server.url, code, 'Ada'),
    await join(server.url, code, 'Barbara'),
    await join(server.url, code, 'Edsger'),
  ];
});

afterAll(async () => removeTestServer(server));

beforeEach(async () => {
  viewer = await createViewer(server.url, instructor.classroom.id, instructor.token);
  lab = openPageLab({ origin, token: viewer.token, webSocket: WebSocket });
  page = show(<BoardPage lab={lab} origin={origin} />);
});

afterEach(() => {
  page.remove();
  lab.close();
});

it('says how to join, before there is a challenge and beside its board, and goes on to the newest one', async () => {
  const { code } = instructor.classroom;
  await until(() => expect(page.text()).toContain(code));
  expect(page.text()).toContain(`${new URL(origin).host}/join`);
  expect(page.text(), 'nobody else reaches a loopback address').toContain('Only this machine');
  await until(() => expect(page.text()).toContain('The first challenge is about to come.'));
  await openChallenge(server.url, instructor, { title: 'The first' });
  await until(() => expect(page.find('h1').textContent).toBe('The first'));
  const second = await openChallenge(server.url, instructor, { title: 'The second' });
  await until(() => expect(page.find('h1').textContent).toBe('The second'));
  await command(server.url, 'closeChallenge', second, instructor.token);
  await until(() => expect(page.find('h1').textContent, 'what can still be done goes first').toBe('The first'));
  expect(page.text()).toContain(code);
});

/** What each row says: rank, name and figure. */
const rows = (): readonly string[] =>
  page.findAll('.place').map((row) =>
    ['.rank', '.name', '.value']
      .map((part) => row.querySelector(part)?.textContent ?? '')
      .join(' ')
      .trim(),
  );

async function expected(challengeId: string): Promise<readonly string[]> {
  const { entries } = await readBoard(server.url, challengeId, viewer.token);
  return entries.map(
    ({ rank, isTied, name, value }) => `${isTied ? '=' : ''}${rank} ${name} ${formatFigure(value, 'ms')}`,
  );
}

async function submitAll(challengeId: string, input: Record<string, unknown> = {}): Promise<void> {
  for (const { token } of students) {
    expect(await submitTry(server.url, token, challengeId, input)).toMatchObject({ __typename: 'Submission' });
  }
}

it('shows the board as the lab has it, stands still while frozen, and reveals one place after another', async () => {
  const challengeId = await openChallenge(server.url, instructor, { title: 'Reveal me', verifyTop: 1 });
  await submitAll(challengeId);
  await until(async () => {
    expect(page.findAll('.place')).toHaveLength(3);
    expect(rows()).toEqual(await expected(challengeId));
  });
  for (const row of page.findAll('.place .plot')) expect(row.getAttribute('aria-label')).toMatch(/between .* and /);

  await command(server.url, 'freezeLeaderboard', challengeId, instructor.token);
  await until(() => expect(page.find('.banner-frozen').textContent).toContain('Frozen'));
  const frozen = rows();
  await submitAll(challengeId, { primitive: 'ATOMIC' });
  await until(async () => {
    const { seq } = await readBoard(server.url, challengeId, instructor.token);
    expect(seq).toBe(6);
  });
  expect(rows()).toEqual(frozen);

  const hidden: number[] = [];
  const watching = new MutationObserver(() => hidden.push(page.findAll('.place-hidden').length));
  watching.observe(page.root, { childList: true, subtree: true });
  await command(server.url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 1000');
  await until(() => expect(page.text()).toContain('The final result.'));
  watching.disconnect();
  expect([...new Set(hidden)].filter((count) => count > 0)).toEqual([3, 2, 1]);
  expect(rows()).toEqual(await expected(challengeId));
  expect(page.find('.place .mark').getAttribute('title')).toMatch(/held|disturbed/);
});

it('shows what came out of a race in the whole class, and how good the predictions were once it has closed', async () => {
  const challengeId = await openChallenge(server.url, instructor, {
    title: 'A race',
    // Longer than a core is lent for, so that they race on a busy host too.
    task: { counter: { increments: 10_000_000 } },
    correctness: 'NOT_FORBIDDEN',
    prediction: { question: 'How long will it take?' },
  });
  for (const { token } of students) {
    await ask(
      server.url,
      'mutation ($id: ID!) { predict(challengeId: $id, value: 5, low: 0.001, high: 100000) { __typename } }',
      { id: challengeId },
      token,
    );
  }
  await submitAll(challengeId, { primitive: 'NONE', workers: 2 });
  await until(() => expect(page.findAll('.place')).toHaveLength(3));
  await until(() => expect(page.find('.outcomes').textContent).toContain('in 3 runs'));
  expect(page.find('.outcomes').textContent).toContain('lost updates');
  expect(page.findAll('.calibration'), 'before it has closed it would help those to come').toEqual([]);
  await command(server.url, 'closeChallenge', challengeId, instructor.token);
  await until(() => expect(page.find('.calibration').textContent).toContain('in the median of 3'));
  expect(page.find('.calibration').textContent).toContain('Of 3 with bounds, 100 % held the answer');
  for (const row of page.findAll('.place .closeness')) expect(row.textContent).toMatch(/ %$/);
});

const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

it('counts down to when a challenge opens and closes', async () => {
  await openChallenge(server.url, instructor, { title: 'In a while', opensAt: at(1500), closesAt: at(3_600_000) });
  await until(() => {
    expect(page.find('h1').textContent).toBe('In a while');
    expect(page.find('.countdown').textContent).toMatch(/^closes in (59:\d\d|1:00:00)$/);
  });
});

it('never shows an old board without saying so, and goes on when the lab is back', async () => {
  const challengeId = await openChallenge(server.url, instructor, { title: 'Lost and found' });
  await submitAll(challengeId);
  await until(() => expect(page.findAll('.place')).toHaveLength(3));
  await server.kill();
  await until(() => expect(page.find('.banner-lost').textContent).toMatch(/Connection lost \d+ s ago/));
  expect(page.findAll('.place')).toHaveLength(3);
  server = await server.restart();
  const late = await join(server.url, instructor.classroom.code, 'Late');
  await submitTry(server.url, late.token, challengeId);
  await until(async () => {
    expect(page.findAll('.banner-lost')).toEqual([]);
    expect(page.findAll('.place')).toHaveLength(4);
    expect(rows()).toEqual(await expected(challengeId));
  });
});

it('says that it is offline as soon as the browser knows, and that its link was revoked', async () => {
  await until(() => expect(page.findAll('.place').length).toBeGreaterThan(0));
  dispatchEvent(new Event('offline'));
  await until(() => expect(page.find('.banner-lost').textContent).toContain('Connection lost'));
  dispatchEvent(new Event('online'));
  await until(() => expect(page.findAll('.banner-lost')).toEqual([]));
  await ask(
    server.url,
    'mutation ($id: ID!) { revokeToken(memberId: $id) { __typename } }',
    { id: viewer.member.id },
    instructor.token,
  );
  await until(() => expect(page.find('.banner-lost').textContent).toContain('It was revoked'));
});

it('of a link without its token says what is missing', async () => {
  const closed = openPageLab({ origin, token: '', webSocket: WebSocket });
  const other = show(<BoardPage lab={closed} origin={origin} />);
  await until(() => expect(other.text()).toContain('It came without its end, the part after #.'));
  other.remove();
  closed.close();
});
