/**
 * One turn on the lab: a run, or several that are to be compared. Those take turns round by round, each time in
 * the other order (A B, B A, A B …), so that a host that drifts or is disturbed, is so for all of them, and
 * nobody always comes after the same one.
 */
import { WORD } from '../fabric/arena.js';
import type { Crew } from '../fabric/crew.js';
import type { RuntimeInfo } from '../runtimes/runtimes.js';
import type { Bench } from './bench.js';
import type { CoreProbe } from './core-probe.js';
import { CrewBench } from './crew-bench.js';
import { Execution, type Order } from './execute.js';
import { PythonBench } from './python/bench.js';

/** An order, and who executes it: the crew, where it is not said. */
export interface PlacedOrder extends Order {
  readonly runtime?: RuntimeInfo;
  /** Where its trace goes, should it have one; null where none is kept. */
  readonly traceFile?: string | null;
}

/**
 * Each order has its end reported; one that ends early leaves the others going on.
 * @param probe absent where nobody asks whether the cores are the lab's own
 */
export async function executeTurn(orders: readonly PlacedOrder[], crew: Crew, probe?: CoreProbe): Promise<void> {
  const watchCores = probe && (() => probe.watch());
  const executions = orders.map((order) => new Execution(order, () => makeBench(order, crew), watchCores));
  probe?.beginTurn();
  const left = (): readonly Execution[] => executions.filter((execution) => !execution.isOver);
  for (let round = 0; left().length > 0; round += 1) {
    const order = round % 2 === 0 ? left() : left().toReversed();
    for (const execution of order) {
      // It may have been called off while another one played.
      if (!execution.isOver) await execution.playRound();
    }
    // After all of a pair, so that no half of it comes after a probe and the other does not.
    if (probe && left().length > 0) await probe.takeIfDue(Math.max(1, ...left().map(({ members }) => members)));
  }
  await Promise.all(executions.map(({ ended }) => ended));
  crew.trim();
}

function makeBench({ plan, runtime, traceFile = null }: PlacedOrder, crew: Crew): Bench {
  if (!runtime?.python) return new CrewBench(plan, crew, traceFile);
  const fileServerPort = crew.arena.words.load(WORD.fileServerPort);
  return new PythonBench(plan, { path: runtime.path, facts: runtime.python, fileServerPort }, traceFile);
}
