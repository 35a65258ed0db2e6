// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ClassApp } from '../../../src/web/class/class-app.js';
import { SeatStore } from '../../../src/web/class/seat-store.js';
import { openPageLab, type PageLab } from '../../../src/web/live/page-lab.js';
import {
  command,
  createClassroom,
  findSubmissions,
  join,
  openChallenge,
  readBoard,
  submitTry,
  tryRejoin,
  type Seat,
} from '../../support/classroom.js';
import { ask } from '../../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../../support/server.js';
import { fill, pick, setAddress, show, submitForm, until, type Shown } from '../support.js';

let server: TestServer;
let origin: string;
let instructor: Seat;
let code: string;
let opened: { readonly lab: PageLab; readonly page: Shown }[] = [];

beforeAll(async () => {
  server = await startTestServer();
  origin = new URL(server.url).origin;
  setAddress(`${origin}/join`);
  instructor = await createClassroom(server.url);
  code = instructor.classroom.code;
});

afterAll(async () => removeTestServer(server));

beforeEach(() => localStorage.clear());

afterEach(() => {
  for (const { lab, page } of opened) {
    page.remove();
    lab.close();
  }
  opened = [];
});

/** Another call is a reload, or another tab: the browser's store is the same. */
function openPage(givenCode = ''): Shown {
  const store = new SeatStore(localStorage);
  const lab = openPageLab({ origin, token: () => store.read()?.token, webSocket: WebSocket });
  const page = show(<ClassApp lab={lab} store={store} origin={origin} code={givenCode} />);
  opened.push({ lab, page });
  return page;
}

async function joinAs(name: string): Promise<Shown> {
  const page = openPage(code);
  await until(() => page.find('.join-form'));
  fill(page.find('[name=displayName]'), name);
  await submitForm(page.find('.join-form'));
  await until(() => expect(page.find('.class-header').textContent).toContain(name));
  return page;
}

const memberId = async (): Promise<string> => {
  const { token } = new SeatStore(localStorage).read() ?? {};
  return (await ask<{ me: { id: string } }>(server.url, '{ me { id } }', {}, token)).me.id;
};

it('takes a seat with code and name, and says in words all that is wrong with them', async () => {
  const page = openPage();
  await until(() => page.find('.join-form'));
  fill(page.find('[name=code]'), 'ACDE-FGHJ');
  fill(page.find('[name=displayName]'), 'x'.repeat(41));
  await submitForm(page.find('.join-form'));
  await until(() => expect(page.findAll('.problems li')).toHaveLength(2));
  expect(page.find('.problems').textContent).toContain('There is no classroom with this code.');
  fill(page.find('[name=code]'), code.toLowerCase());
  fill(page.find('[name=displayName]'), 'Ada');
  await submitForm(page.find('.join-form'));
  await until(() => expect(page.find('.class-header').textContent).toContain('Ada'));
  await until(() => expect(page.text()).toContain('The first challenge is about to come'));
});

it('has the same seat after a reload, and takes it back in a browser that knows the key alone', async () => {
  await joinAs('Barbara');
  const id = await memberId();
  const again = openPage();
  await until(() => expect(again.find('.class-header').textContent).toContain('Barbara'));
  expect(await memberId()).toBe(id);

  const { seatKey, token } = new SeatStore(localStorage).read() ?? { seatKey: '', token: '' };
  localStorage.clear();
  const elsewhere = openPage(code);
  await until(() => elsewhere.find('.join-form'));
  elsewhere.find('button.plain').click();
  await until(() => elsewhere.find('[name=seatKey]'));
  fill(elsewhere.find('[name=displayName]'), 'Barbara');
  fill(elsewhere.find('[name=seatKey]'), seatKey);
  await submitForm(elsewhere.find('.join-form'));
  await until(() => expect(elsewhere.find('.class-header').textContent).toContain('Barbara'));
  expect(await memberId()).toBe(id);
  expect(new SeatStore(localStorage).read()?.token).not.toBe(token);
});

it('takes the seat again with its key where the token has expired', async () => {
  const page = await joinAs('Grace');
  const id = await memberId();
  const store = new SeatStore(localStorage);
  const kept = store.read();
  if (!kept) throw new Error('The seat was not kept.');
  page.remove();
  store.keep({ ...kept, token: await expiredToken(id) });
  const again = openPage();
  await until(() => expect(again.find('.class-header').textContent).toContain('Grace'));
  expect(await memberId()).toBe(id);
});

/** Signed by the lab's own key. */
async function expiredToken(id: string): Promise<string> {
  const { readSigningKey } = await import('../../../src/classroom/signing-key.js');
  const { Tokens } = await import('../../../src/classroom/tokens.js');
  const tokens = new Tokens(await readSigningKey(server.directory, null));
  return tokens.sign({ kind: 'member', memberId: id, version: 1 }, new Date(Date.now() - 60_000));
}

it('gives the seat up to another browser that takes it, says so, and takes it back only when asked', async () => {
  const page = await joinAs('Tony');
  const { seatKey } = new SeatStore(localStorage).read() ?? { seatKey: '' };
  await tryRejoin(server.url, code, 'Tony', seatKey);
  await until(() => expect(page.text()).toContain('It was taken again in another browser'));
  page.find('button.main').click();
  await until(() => expect(page.find('.class-header').textContent).toContain('Tony'));
});

it('asks for a prediction first, then for what the challenge leaves open, and follows the try to its place', async () => {
  const challengeId = await openChallenge(server.url, instructor, {
    title: 'Count',
    primitives: ['LOCK', 'ATOMIC'],
    fabrics: ['THREADS'],
    minWorkers: 1,
    maxWorkers: 3,
    tries: 2,
    prediction: { question: 'How many milliseconds?' },
  });
  const page = await joinAs('Edsger');
  await until(() => expect(page.find('h2').textContent).toBe('Count'));
  await until(() => expect(page.find('.task-card').textContent).toContain('increments500'));
  expect(page.findAll('.submission-form')).toEqual([]);
  fill(page.find('[name=value]'), '5');
  fill(page.find('[name=low]'), '7');
  await submitForm(page.find('.prediction-form'));
  await until(() => expect(page.find('.problems').textContent).toContain('Bounds are two: low and high.'));
  fill(page.find('[name=low]'), '');
  await submitForm(page.find('.prediction-form'));
  await until(() => page.find('.submission-form'));

  const choices = (name: string): readonly (string | null)[] =>
    page.findAll(`[name=${name}] option`).map((option) => option.getAttribute('value'));
  expect([choices('primitive'), choices('fabric')]).toEqual([['LOCK', 'ATOMIC'], ['THREADS']]);
  expect(page.findAll('.options [name]').map((field) => field.getAttribute('name'))).toContain('permits');
  fill(page.find('[name=workers]'), '4');
  await submitForm(page.find('.submission-form'));
  await until(() => expect(page.find('.problems').textContent).toContain('takes 1 to 3 workers'));
  expect(page.find('.tries-left').textContent).toBe('2 of 2 tries left.');

  pick(page.find('[name=primitive]'), 'ATOMIC');
  fill(page.find('[name=workers]'), '2');
  await submitForm(page.find('.submission-form'));
  await until(() => expect(page.find('.try').textContent).toContain('#1 atomic, 2 workers, threads'));
  await until(() => page.find('.try-ranked'));
  await until(() => expect(page.find('.own-place').textContent).toContain('You are 1st of 1'));
  await until(() => expect(page.find('.tries-left').textContent).toBe('1 of 2 tries left.'));
  expect(page.find('.prediction-form').textContent).toContain('It is locked.');
  expect(page.find('.place-mine').textContent).toContain('Edsger');
  const { token } = new SeatStore(localStorage).read() ?? { token: '' };
  const [submission] = await findSubmissions(server.url, challengeId, token);
  expect(submission?.state).toBe('RANKED');

  await submitForm(page.find('.submission-form'));
  await until(() => expect(page.findAll('.try-ranked')).toHaveLength(2));
  await until(() => expect(page.find('.tries-left').textContent).toBe('All 2 tries are used.'));
  expect(page.find<HTMLButtonElement>('.submission-form button.main').disabled).toBe(true);

  await command(server.url, 'closeChallenge', challengeId, instructor.token);
  await until(() =>
    expect(page.find('.own-place').textContent).toMatch(/your prediction came [\d.<]+ ?[\d.]* % close/),
  );
  expect(page.findAll('.submission-form')).toEqual([]);
});

it('says why a try did not rank, and why a run cannot be trusted, in the lab’s own words', async () => {
  await openChallenge(server.url, instructor, { title: 'Stuck', task: { selfDeadlock: {} }, primitives: ['LOCK'] });
  const page = await joinAs('Leslie');
  await until(() => expect(page.find('h2').textContent).toBe('Stuck'));
  await until(() => page.find('.submission-form'));
  await submitForm(page.find('.submission-form'));
  await until(() => page.find('.try-out'));
  expect(page.find('.try-state').textContent).toContain('Its run failed, timed out or was deadlocked.');
  expect(page.find('.try-failure').textContent?.length).toBeGreaterThan(10);
  expect(page.find('.try-trust').textContent).toContain('It ended as DEADLOCKED');
});

it('follows what others do, and goes on where it was after the lab was away', async () => {
  const challengeId = await openChallenge(server.url, instructor, { title: 'Together' });
  const page = await joinAs('Nancy');
  await until(() => expect(page.find('h2').textContent).toBe('Together'));
  const other = await join(server.url, code, 'Maurice');
  await submitTry(server.url, other.token, challengeId);
  await until(() => expect(page.find('.place .name').textContent).toBe('Maurice'));
  await server.kill();
  await until(() => expect(page.find('.banner-lost').textContent).toContain('Connection lost'));
  server = await server.restart();
  await until(() => expect(page.findAll('.banner-lost')).toEqual([]));
  await until(() => page.find('.submission-form'));
  await submitForm(page.find('.submission-form'));
  await until(() => expect(page.findAll('.place')).toHaveLength(2));
  const { entries } = await readBoard(server.url, challengeId, other.token);
  expect(page.findAll('.place .name').map((name) => name.textContent?.replace('you', ''))).toEqual(
    entries.map(({ name }) => name),
  );
});

it('leaves the seat in this browser, and forgets it', async () => {
  const page = await joinAs('Konrad');
  page.find('.seat-card button').click();
  await until(() => page.find('.join-form'));
  expect(new SeatStore(localStorage).read()).toBeNull();
});
