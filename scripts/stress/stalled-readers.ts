/**
 * A hundred stalled readers among a thousand, unless told otherwise: the server's memory must stay flat, the
 * others must get every board, and each stalled one must end on the newest when it reads again.
 *
 *   npx tsx scripts/stress/stalled-readers.ts [stalled] [healthy] [changes]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { StalledReader } from '../../test/support/stalled-reader.js';
import { Crowd } from '../bench/fan-out/crowd.js';

const [stalledCount = 100, healthyCount = 900, changes = 300] = process.argv.slice(2).map(Number);
/** Of memory, from a tenth of the way to its end. */
const FLAT_MB = 50;
const CATCH_UP_MS = 60_000;
/**
 * Ten boards in one. The kernel keeps some 4 MB for each reader before the server feels anything, and a reader
 * that answers no ping for 12 seconds is dropped: in between there is no time for that many small ones.
 */
const QUERY = `subscription { leaderboard { version ${Array.from(
  { length: 10 },
  (_, index) => `board${index}: entries { rank name unit median low high tied change tries }`,
).join(' ')} } }`;

interface Seen {
  readonly leaderboard: { readonly version: string };
}

const crowd = await Crowd.gather('lockstep', healthyCount, QUERY);
const stalled = Array.from({ length: stalledCount }, () => new StalledReader<Seen>(`${crowd.url}/graphql`, QUERY, 1));
while (stalled.some(({ seen }) => seen.length === 0)) await pause(10);

const before = await crowd.received();
await crowd.changeInTurn(Math.round(changes / 10));
const early = await crowd.usage();
await crowd.changeInTurn(changes - Math.round(changes / 10));
const late = await crowd.usage();
const delivered = (await crowd.received()) - before;

for (const reader of stalled) reader.resume();
const newest = String(crowd.version).padStart(9, '0');
const isCaughtUp = (reader: StalledReader<Seen>): boolean => reader.seen.at(-1)?.leaderboard.version === newest;
const startedAt = performance.now();
while (!stalled.every(isCaughtUp) && performance.now() - startedAt < CATCH_UP_MS) await pause(10);
const caughtUp = stalled.filter(isCaughtUp).length;
const boards = stalled.map(({ seen }) => seen.length).toSorted((a, b) => a - b);

const isSound = late.rssMb - early.rssMb < FLAT_MB && delivered === changes * healthyCount && caughtUp === stalledCount;
console.log(
  `${changes} changes, ${healthyCount} healthy: ${delivered} boards delivered of ${changes * healthyCount}\n` +
    `memory ${early.rssMb.toFixed(0)} MB after a tenth, ${late.rssMb.toFixed(0)} MB at the end, at most ${late.peakMb.toFixed(0)} MB\n` +
    `${stalledCount} stalled: ${caughtUp} ended on the newest, after ${boards[0]} to ${boards.at(-1)} boards` +
    (isSound ? '' : '\nNOT AS PROMISED'),
);
for (const reader of stalled) reader.close();
crowd.disperse();
process.exit(isSound ? 0 : 1);
