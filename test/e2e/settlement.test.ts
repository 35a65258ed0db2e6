/** What becomes of a submission on a host that is disturbed, and of a top entry that was luck. */
import { readFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Plan } from '../../src/domain/experiment.js';
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
  type SubmissionDetails,
} from '../support/classroom.js';
import { ask } from '../support/client.js';
import { startTroubledServer, type Trouble, type TroubledServer } from '../support/troubled-lab.js';

let server: TroubledServer;
let instructor: Seat;
let ada: Seat;
let bob: Seat;

beforeAll(async () => {
  server = await startTroubledServer();
  instructor = await createClassroom(server.url);
  ada = await join(server.url, instructor.classroom.code, 'Ada');
  bob = await join(server.url, instructor.classroom.code, 'Bob');
});

afterAll(async () => server.close());

const isRevealed = ({ phase }: { readonly phase: string }): boolean => phase === 'REVEALED';
const workersOf = ({ groups }: Plan): number => groups[0].workers;

async function openCountdown(n: number, input: Record<string, unknown> = {}): Promise<string> {
  server.lab.trouble = () => 'none';
  return openChallenge(server.url, instructor, {
    task: { countdown: { n } },
    fabrics: ['THREADS'],
    acceptDisturbed: false,
    ...input,
  });
}

async function submit(challengeId: string, { token }: Seat, workers: number): Promise<string> {
  const input = { task: { countdown: {} }, primitive: 'NONE', workers };
  const { id } = await submitTry(server.url, token, challengeId, input);
  if (id === undefined) throw new Error('The submission was refused.');
  return id;
}

async function settled(challengeId: string, { token } = instructor): Promise<ReadonlyMap<string, SubmissionDetails>> {
  return vi.waitFor(
    async () => {
      const submissions = await findSubmissions(server.url, challengeId, token);
      expect(submissions.filter(({ state }) => state === 'PENDING')).toEqual([]);
      return new Map(submissions.map((submission) => [submission.id, submission]));
    },
    { timeout: 150_000, interval: 50 },
  );
}

/** Troubles come in this order, the last one for ever. */
function inTurn(...troubles: readonly Trouble[]): () => Trouble {
  let next = 0;
  return () => troubles[Math.min(next++, troubles.length - 1)] ?? 'none';
}

/** Long enough that a host can be seen to be busy. */
const LONG = 150_000_000;

it('a top entry that does not hold when it is run again falls before the reveal, and the next one moves up', async () => {
  // Even a fortieth of it is long beside what a busy host adds: that must not make luck's interval as wide as the luck.
  const challengeId = await openCountdown(480_000_000, { acceptDisturbed: true, verifyTop: 2 });
  // Ada's program with one worker comes upon a quick host, once.
  server.lab.trouble = (plan) => (workersOf(plan) === 1 ? 'quicker' : 'none');
  const lucky = await submit(challengeId, ada, 1);
  const honest = await submit(challengeId, ada, 2);
  await submit(challengeId, bob, 3);
  const before = await settled(challengeId);
  expect([...before.values()].map(({ state }) => state)).toEqual(['RANKED', 'RANKED', 'RANKED']);
  const luck = before.get(lucky)?.measure?.value;
  const [top] = (await readBoard(server.url, challengeId, bob.token)).entries;
  expect(top).toMatchObject({ memberId: ada.member.id, rank: 1, value: luck });

  server.lab.trouble = (plan) => (workersOf(plan) === 1 ? 'none' : 'quicker');
  let isFollowed = false;
  const seen = followBoard(server.url, challengeId, bob.token, (board) => {
    isFollowed = true;
    return isRevealed(board);
  });
  await vi.waitFor(() => expect(isFollowed).toBe(true), { timeout: 120_000 });
  expect(await command(server.url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 150')).toBe(
    'VERIFYING',
  );
  const snapshots = await seen;

  const after = await settled(challengeId);
  expect(after.get(lucky)).toMatchObject({ state: 'FELL', reason: 'DID_NOT_HOLD' });
  expect(after.get(lucky)?.runs, 'one miss may be bad luck').toHaveLength(3);
  const final = await readBoard(server.url, challengeId, instructor.token);
  expect(final.entries.map(({ check }) => check)).toEqual(['HELD', 'HELD']);
  const adas = final.entries.find(({ memberId }) => memberId === ada.member.id);
  expect(adas?.value).toBe(after.get(honest)?.measure?.value);
  // The class saw the board as it was frozen, and then only what held.
  const shownIn = (phases: readonly string[]): readonly (number | undefined)[] =>
    snapshots
      .filter(({ phase }) => phases.includes(phase))
      .map(({ entries }) => entries.find(({ memberId }) => memberId === ada.member.id)?.value);
  expect(new Set(shownIn(['VERIFYING']))).toEqual(new Set([luck]));
  expect(shownIn(['REVEALING', 'REVEALED']).filter((value) => value !== undefined)).toContain(adas?.value);
  expect(shownIn(['REVEALING', 'REVEALED'])).not.toContain(luck);
  expect(snapshots.at(-1)?.entries).toEqual(final.entries);
});

it('a disturbed run is run again rather than ranked, and one that always is never ranks', async () => {
  const challengeId = await openCountdown(LONG);
  server.lab.trouble = inTurn('busy', 'none');
  const once = await submit(challengeId, ada, 2);
  const found = (await settled(challengeId)).get(once) as SubmissionDetails;
  expect(found.runs.length).toBeGreaterThan(1);
  expectSound(found);

  server.lab.trouble = () => 'busy';
  const always = await submit(challengeId, bob, 2);
  const never = (await settled(challengeId)).get(always) as SubmissionDetails;
  expect(never).toMatchObject({ state: 'OUT', reason: 'DISTURBED' });
  expect(never.runs).toHaveLength(4);
  expectSound(never);
  const { entries } = await readBoard(server.url, challengeId, instructor.token);
  expect(entries.map(({ memberId }) => memberId)).toEqual(found.state === 'RANKED' ? [ada.member.id] : []);
});

/** It ranks by the figure of its last run, if that one was not disturbed as all others were; the host decides. */
function expectSound({ state, measure, runs }: SubmissionDetails): void {
  const verdicts = runs.map(({ validity }) => validity?.verdict);
  const [last] = runs.slice(-1);
  const isValid = last?.validity?.verdict === 'VALID';
  expect(verdicts.slice(0, -1)).toEqual(verdicts.slice(1).map(() => 'DISTURBED'));
  expect(isValid || verdicts.length === 4).toBe(true);
  expect([state, measure?.value]).toEqual(isValid ? ['RANKED', last.summary?.wall.median] : ['OUT', undefined]);
}

it('a check is not its member’s to call off; the instructor may, and the entry stays, unsure', async () => {
  const challengeId = await openCountdown(LONG, { acceptDisturbed: true, verifyTop: 1 });
  const submission = await submit(challengeId, ada, 2);
  await settled(challengeId);
  server.lab.trouble = () => 'slower';
  const revealed = followBoard(server.url, challengeId, bob.token, isRevealed);
  await command(server.url, 'revealLeaderboard', challengeId, instructor.token, ', everyMs: 0');
  const check = await vi.waitFor(
    async () => {
      const [found] = await findSubmissions(server.url, challengeId, instructor.token);
      const run = found?.runs[1];
      if (!run) throw new Error('It is not checked yet.');
      return run.id;
    },
    { timeout: 120_000, interval: 20 },
  );
  const cancel = async ({ token }: Seat): Promise<string> => {
    const { answer } = await ask<{ answer: { __typename: string } }>(
      server.url,
      'mutation ($id: ID!) { answer: cancelRun(id: $id) { __typename } }',
      { id: check },
      token,
    );
    return answer.__typename;
  };
  expect(await cancel(ada)).toBe('InvalidInput');
  expect(await cancel(instructor)).toBe('Run');
  expect((await revealed).at(-1)?.entries.map((entry) => entry.check)).toEqual(['UNSURE']);
  expect((await settled(challengeId)).get(submission)?.state).toBe('RANKED');
});

it('a disturbed baseline is run again, and what was submitted meanwhile waits for it', async () => {
  server.lab.trouble = (plan) => (plan.groups[0].fabric === 'SERIAL' ? 'busy' : 'none');
  const baseline = { task: { countdown: { n: LONG } }, fabric: 'SERIAL', workers: 1, repetitions: 3, warmup: 0 };
  const challengeId = await openChallenge(server.url, instructor, {
    title: 'Faster than alone',
    task: { countdown: { n: LONG } },
    fabrics: ['THREADS'],
    acceptDisturbed: false,
    metric: 'SPEEDUP',
    baseline,
  });
  const submission = await submit(challengeId, ada, 2);
  const found = (await settled(challengeId)).get(submission) as SubmissionDetails;
  const { runs, challenge } = await ask<{
    runs: {
      edges: {
        node: {
          finishedAt: string;
          summary: { wall: { median: number } };
          validity: { verdict: string };
          experiment: { name: string | null };
        };
      }[];
    };
    challenge: { baseline: { median: number } | null };
  }>(
    server.url,
    `query ($id: ID!) {
      runs(first: 100) { edges { node { finishedAt summary { wall { median } } validity { verdict } experiment { name } } } }
      challenge(id: $id) { baseline { median } }
    }`,
    { id: challengeId },
    instructor.token,
  );
  const baselines = runs.edges
    .map(({ node }) => node)
    .filter(({ experiment }) => experiment.name === 'Faster than alone: baseline')
    .toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt));
  // Four times, since the host stayed busy: then what there is has to do.
  expect(baselines.map(({ validity }) => validity.verdict)).toEqual([1, 2, 3, 4].map(() => 'DISTURBED'));
  const last = baselines.at(-1);
  expect(challenge.baseline?.median).toBe(last?.summary.wall.median);
  const own = found.runs.at(-1)?.summary?.wall.median ?? 0;
  const speedup = (last?.summary.wall.median ?? 0) / own;
  expect(found.measure?.value).toBe(found.state === 'RANKED' ? speedup : undefined);
});

it('a class that is archived in the middle of a reveal leaves nothing waiting', async () => {
  const owner = (await readFile(joinPath(server.directory, 'owner.token'), 'utf8')).trim();
  const leader = await createClassroom(server.url, {}, owner);
  const member = await join(server.url, leader.classroom.code, 'Eve');
  server.lab.trouble = () => 'none';
  const challengeId = await openChallenge(server.url, leader, { task: { countdown: { n: 8_000_000 } } });
  await submit(challengeId, member, 1);
  await settled(challengeId, leader);
  server.lab.trouble = () => 'slower';
  await submit(challengeId, member, 2);
  const revealed = followBoard(server.url, challengeId, leader.token, isRevealed);
  await command(server.url, 'revealLeaderboard', challengeId, leader.token, ', everyMs: 0');
  await ask(
    server.url,
    'mutation ($id: ID!) { archiveClassroom(classroomId: $id) { __typename } }',
    { id: leader.classroom.id },
    leader.token,
  );
  // The member is out and what it had waiting is called off; the checks are the instructor's, and go on.
  expect((await revealed).at(-1)?.phase).toBe('REVEALED');
  expect((await settled(challengeId, leader)).size).toBe(2);
});
