/**
 * Does the lab find differences that are not there, and those that are? An experiment against itself, again and
 * again, and against one with 3 % more work, on a real lab host, with interleaved rounds as `compareExperiments`
 * has them. A difference in the first may be found in 5 of 100 comparisons, in the second it must be in 90.
 * Exits with 1 where the counts are further off than luck explains (a binomial tail of 1 %).
 *
 *   npx tsx scripts/stress/same-against-same.ts [comparisons of the same] [of the slower] [ms a round]
 *
 * With 200 and 60 of 20 ms: some 6 minutes. The second half means something on a quiet host only.
 */
import { v7 as createId } from 'uuid';
import type { LabReport } from '../../src/domain/events.js';
import type { Plan } from '../../src/domain/experiment.js';
import { DEFAULTS } from '../../src/domain/plan.js';
import { HostedLab } from '../../src/lab/lab.js';
import { binomialAtLeast, binomialAtMost } from '../../src/stats/binomial.js';
import { compareSamples } from '../../src/stats/compare.js';

const [same = 200, slower = 60, roundMs = 20] = process.argv.slice(2).map(Number);
const ROUNDS = 30;
const WORKERS = 2;
/** Of a thread of its own, without a rival. */
const STEPS_PER_MS = 2_500_000;
const SLOWDOWN = 1.03;
const MOST_FALSE = 0.05;
const LEAST_FOUND = 0.9;
const LUCK = 0.01;
const NEVER = new AbortController().signal;

const lab = new HostedLab();

function planOf(factor: number): Plan {
  return {
    groups: [
      {
        task: { kind: 'countdown', parameters: { n: Math.round(roundMs * WORKERS * STEPS_PER_MS * factor) } },
        fabric: 'THREADS',
        primitive: 'NONE',
        options: DEFAULTS.options,
        workers: WORKERS,
      },
    ],
    runtime: 'node',
    repetitions: ROUNDS,
    warmup: 2,
    timeoutMs: 600_000,
  };
}

interface Compared {
  readonly isDifferent: boolean;
  readonly ratio: number;
  /** Neither half was disturbed. */
  readonly isValid: boolean;
}

/** One turn of both. @param factor more work in the other */
async function compare(factor: number): Promise<Compared> {
  const halves = [planOf(1), planOf(factor)].map((plan) => {
    const walls: number[] = [];
    const report = (reports: readonly LabReport[]): void => {
      for (const one of reports) {
        if (one.kind === 'roundFinished' && !one.measurement.warmup) walls.push(one.measurement.wallMs);
      }
    };
    return { walls, run: { runId: createId(), plan, report, cancelled: NEVER } };
  });
  const endings = await lab.executeTurn(halves.map(({ run }) => run));
  const bad = endings.find(({ state }) => state !== 'SUCCEEDED');
  if (bad) throw new Error(JSON.stringify(bad));
  const [base = [], other = []] = halves.map(({ walls }) => walls);
  const { verdict, ratio } = compareSamples(base, other);
  return {
    isDifferent: verdict === 'DIFFERENT',
    ratio,
    isValid: endings.every(({ validity }) => validity.verdict === 'VALID'),
  };
}

async function compareMany(name: string, times: number, factor: number): Promise<number> {
  const all: Compared[] = [];
  for (let time = 0; time < times; time += 1) all.push(await compare(factor));
  const found = all.filter(({ isDifferent }) => isDifferent).length;
  const valid = all.filter(({ isValid }) => isValid).length;
  const ratios = all.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  const [least, most] = [ratios[0] ?? Number.NaN, ratios.at(-1) ?? Number.NaN];
  console.log(
    `${name}: a difference found in ${found} of ${times} (${((100 * found) / times).toFixed(1)} %); ` +
      `ratios ${least.toFixed(3)} to ${most.toFixed(3)}; ${valid} of ${times} VALID`,
  );
  return found;
}

let isAsPromised = true;
function expectLikely(chance: number, promise: string): void {
  const isLikely = chance >= LUCK;
  isAsPromised &&= isLikely;
  console.log(`  ${promise}: by luck alone ${(100 * chance).toFixed(1)} %${isLikely ? '' : '   NOT AS PROMISED'}`);
}

const falsely = await compareMany('the same', same, 1);
expectLikely(binomialAtLeast(falsely, same, MOST_FALSE), `at most ${100 * MOST_FALSE} % of ${same}, and so many found`);
const rightly = await compareMany(`${(100 * (SLOWDOWN - 1)).toFixed(0)} % more work`, slower, SLOWDOWN);
expectLikely(
  binomialAtMost(rightly, slower, LEAST_FOUND),
  `at least ${100 * LEAST_FOUND} % of ${slower}, and so few found`,
);
await lab.close();
process.exit(isAsPromised ? 0 : 1);
