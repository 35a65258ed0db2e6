/** Idempotency keys between the people of a lab: each one's keys are their own. */
import { readFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClassroom, join, openChallenge, submitTry } from '../support/classroom.js';
import { ask, define, request, submit } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

const KEY = 'the same key';
const EXPERIMENT = { task: { countdown: { n: 10 } }, repetitions: 1, warmup: 0 };

interface Person {
  readonly name: string;
  readonly token: string;
  /** '' of the lab's owner, who has no seat. */
  readonly memberId: string;
}

let server: TestServer;
let people: readonly Person[];
let challengeId: string;

beforeAll(async () => {
  server = await startTestServer();
  const instructor = await createClassroom(server.url);
  challengeId = await openChallenge(server.url, instructor);
  const owner = (await readFile(joinPath(server.directory, 'owner.token'), 'utf8')).trim();
  const [ada, alan] = await Promise.all(
    ['Ada', 'Alan'].map((name) => join(server.url, instructor.classroom.code, name)),
  );
  const seats = [instructor, ada, alan].map((seat, index) => ({
    name: ['instructor', 'Ada', 'Alan'][index] ?? '',
    token: seat?.token ?? '',
    memberId: seat?.member.id ?? '',
  }));
  people = [{ name: 'owner', token: owner, memberId: '' }, ...seats];
});

afterAll(async () => removeTestServer(server));

interface Begun {
  readonly __typename: string;
  readonly id?: string;
  readonly problems?: readonly { readonly path: string; readonly code: string }[];
}

async function beginBatch({ token }: Person, idempotencyKey: string, steps = 10): Promise<Begun> {
  const input = { matrix: { task: [{ countdown: { n: { values: [steps] } } }] }, idempotencyKey };
  const { runBatch } = await ask<{ runBatch: Begun }>(
    server.url,
    `mutation ($input: BatchInput!) {
      runBatch(input: $input) { __typename ... on Batch { id } ... on InvalidInput { problems { path code } } }
    }`,
    { input },
    token,
  );
  return runBatch;
}

/** Everybody at once, twice each. @returns what each was given, after it was the same both times */
async function everybodyTwice(begin: (person: Person) => Promise<string>): Promise<readonly string[]> {
  const given = await Promise.all(people.map((person) => Promise.all([begin(person), begin(person)])));
  for (const [first, second] of given) expect(second).toBe(first);
  const ids = given.map(([first]) => first);
  expect(new Set(ids).size).toBe(ids.length);
  return ids;
}

/** Where a member sees what is another's, or does not see what is its own. */
async function findSeen(field: 'run' | 'batch', ids: readonly string[]): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const [index, { name, token }] of people.entries()) {
    if (name === 'owner' || name === 'instructor') continue;
    for (const [other, id] of ids.entries()) {
      const { data } = await request<Record<string, unknown>>(
        server.url,
        `{ ${field}(id: "${id}") { id } }`,
        {},
        token,
      );
      if ((data?.[field] !== null) !== (other === index)) seen.push(`${name} and the one of ${people[other]?.name}`);
    }
  }
  return seen;
}

describe('with one key for all', () => {
  it('everybody has a run of their own, which no other member sees', async () => {
    const experiments = await Promise.all(people.map(({ token }) => define(server.url, EXPERIMENT, token)));
    const ids = await everybodyTwice((person) =>
      submit(server.url, experiments[people.indexOf(person)] ?? '', KEY, person.token),
    );
    expect(await findSeen('run', ids)).toEqual([]);
  });

  it('everybody has a batch of their own, which no other member sees', async () => {
    const ids = await everybodyTwice(async (person) => (await beginBatch(person, KEY)).id ?? '');
    expect(await findSeen('batch', ids)).toEqual([]);
  });

  it('only one’s own other batch is in the way', async () => {
    for (const [index, person] of people.entries()) {
      const own = await beginBatch(person, 'another key', 100 + index);
      expect(own.__typename).toBe('Batch');
      const other = await beginBatch(person, 'another key', 200 + index);
      expect(other.problems).toEqual([{ path: 'idempotencyKey', code: 'CONFLICT' }]);
    }
  });

  it('members have a submission each', async () => {
    const [ada, alan] = people.slice(2) as [Person, Person];
    const input = { task: { counter: {} }, primitive: 'ATOMIC' };
    const given = await Promise.all(
      [ada, ada, alan].map(async ({ token }) => (await submitTry(server.url, token, challengeId, input, KEY)).id),
    );
    expect(given[1]).toBe(given[0]);
    expect(given[2]).not.toBe(given[0]);
  });
});

it('a key that is made to look like another’s is not', async () => {
  const [owner, , ada, alan] = people as [Person, Person, Person, Person];
  const forged = `${ada.memberId} a key`;
  const mine = await Promise.all([owner, alan].map(async (person) => (await beginBatch(person, forged)).id));
  const hers = await beginBatch(ada, 'a key');
  expect(hers.id).toBeDefined();
  expect(mine).not.toContain(hers.id);
});
