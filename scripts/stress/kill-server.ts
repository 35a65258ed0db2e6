/**
 * Kills the server with SIGKILL, 50 times unless told otherwise, at random moments while clients submit runs
 * and follow them; then checks that every acknowledged run has finished exactly once and that every event log
 * is whole. Exits 1 on the first broken promise.
 *
 *   npx tsx scripts/stress/kill-server.ts [kills] [seed]
 */
import { killAgainAndAgain } from '../../test/support/kill-loop.js';
import { createRandom } from '../../test/support/random.js';

const kills = Number(process.argv[2] ?? 50);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
console.log(`${kills} kills, seed ${seed}`);

const result = await killAgainAndAgain({
  kills,
  shortestLifeMs: 50,
  longestLifeMs: 2_000,
  random: createRandom(seed),
  log: console.log,
});
console.log(result);
process.exit(result.violations.length === 0 && result.acknowledged > 0 ? 0 : 1);
