import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fillBoard } from '../support/big-board.js';
import { createClassroom, join, openChallenge, submitTry } from '../support/classroom.js';
import { connect, finished, follow, run } from '../support/client.js';
import { residentBytes } from '../support/memory.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';
import { StalledReader } from '../support/stalled-reader.js';

let server: TestServer;

// One for each: what the one test leaves in memory is not the other's, nor are connections that this process, busy
// reading, kept for longer than the server did.
beforeEach(async () => {
  server = await startTestServer();
});

afterEach(async () => {
  const errors = server.errorOutput();
  await removeTestServer(server);
  if (errors) throw new Error(`The lab logged errors: ${errors}`);
});

const STALLED = 40;
const MEGABYTE = 1024 * 1024;

it('subscribers that stop reading cost the server no memory, do not slow it down, and miss nothing', async () => {
  // The same field under many names: each event is some kilobytes long.
  const padding = Array.from({ length: 480 }, (_, index) => `padding_of_this_event_${index}: __typename`).join(' ');
  const runId = await run(server.url, {
    task: { countdown: { n: 1 } },
    fabric: 'SERIAL',
    workers: 1,
    repetitions: 1000,
    timeoutMs: 600_000,
  });
  const query = `subscription { runEvents(runId: "${runId}") { seq ${padding} } }`;
  const stalled = Array.from(
    { length: STALLED },
    () => new StalledReader<{ runEvents: { seq: number } }>(server.url, query),
  );

  const client = connect(server.url);
  const healthy = await follow(client, runId);
  await client.dispose();
  const { state } = await finished(server.url, runId);
  expect(state).toBe('SUCCEEDED');
  const last = healthy.at(-1)?.seq ?? 0;
  expect(last).toBeGreaterThan(2000);

  const before = await residentBytes(server.pid);
  const [first, second] = stalled;
  for (const reader of [first, second]) reader?.resume();
  await vi.waitFor(() => expect([first?.isComplete, second?.isComplete]).toEqual([true, true]), { timeout: 300_000 });
  const owed = (first?.bytes ?? 0) * (STALLED - 2);
  expect(owed, 'what the stalled ones have not read is much').toBeGreaterThan(1000 * MEGABYTE);
  expect(before, 'held for them, with all garbage').toBeLessThan(0.8 * owed);
  // What is garbage by now goes when the collector comes; what is held for them stays.
  const isSmall = async (): Promise<void> => {
    const after = await residentBytes(server.pid);
    expect(after).toBeLessThan(before + 0.1 * owed);
    expect(Math.min(before, after)).toBeLessThan(0.4 * owed);
  };
  await vi.waitFor(isSmall, { timeout: 120_000, interval: 500 });

  // They have missed nothing.
  for (const reader of [first, second]) {
    expect(reader?.seen.map(({ runEvents }) => runEvents.seq)).toEqual(
      Array.from({ length: last }, (_, index) => index + 1),
    );
  }
  for (const reader of stalled) reader.close();
}, 600_000);

const MEMBERS = 300;
const WATCHING = 8;
const STALLED_WATCHERS = 30;
const CHANGES = 40;

interface Seen {
  readonly leaderboard: { readonly seq: number; readonly entries: readonly unknown[] };
}

const lastOf = ({ seen }: StalledReader<Seen>): number | undefined => seen.at(-1)?.leaderboard.seq;

it('watchers of a board of hundreds that stop reading harm nobody, skip what is old, and end on the newest', async () => {
  const instructor = await createClassroom(server.url);
  const challengeId = await openChallenge(server.url, instructor, { tries: CHANGES });
  const { classroom, token } = instructor;
  const member = await join(server.url, classroom.code, 'Ada');
  await server.stop();
  await fillBoard(server.directory, { classroomId: classroom.id, challengeId, members: MEMBERS });
  server = await server.restart();

  // Each of them moved all before it down: the board is most of a megabyte long.
  const query = `subscription { leaderboard(challengeId: "${challengeId}", first: 1000) {
    seq entries { rank isTied previousRank memberId name value low high check history(last: 40) { seq at rank value } }
  } }`;
  const watch = (reads: number): StalledReader<Seen> => new StalledReader<Seen>(server.url, query, reads, token);
  const stalled = Array.from({ length: STALLED_WATCHERS }, () => watch(1));
  const healthy = Array.from({ length: WATCHING }, () => watch(Infinity));
  const all = [...stalled, ...healthy];
  await vi.waitFor(() => expect(all.every(({ seen }) => seen.length > 0)).toBe(true), { timeout: 120_000 });
  const before = await residentBytes(server.pid);

  const newest = MEMBERS + CHANGES;
  // One after the other: whoever reads is told of each, however quickly they follow.
  for (let change = 1; change <= CHANGES; change += 1) {
    await submitTry(server.url, member.token, challengeId);
    const isTold = (): void => expect(healthy.map(lastOf)).toEqual(healthy.map(() => MEMBERS + change));
    await vi.waitFor(isTold, { timeout: 120_000, interval: 10 });
  }
  const told = healthy[0]?.seen.length ?? 0;
  const boardBytes = (healthy[0]?.bytes ?? 0) / told;
  expect(boardBytes).toBeGreaterThan(0.5 * MEGABYTE);
  expect(healthy[0]?.seen.at(-1)?.leaderboard.entries).toHaveLength(MEMBERS + 1);
  const owed = STALLED_WATCHERS * (told - 1) * boardBytes;
  expect(await residentBytes(server.pid)).toBeLessThan(before + 0.5 * owed);

  for (const reader of stalled) reader.resume();
  await vi.waitFor(() => expect(stalled.map(lastOf)).toEqual(stalled.map(() => newest)), { timeout: 120_000 });
  for (const { seen } of stalled) expect(seen.length, 'they skip what is old').toBeLessThan(told);
  for (const reader of all) reader.close();
}, 600_000);
