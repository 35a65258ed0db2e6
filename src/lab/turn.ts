/**
 * One turn on the lab: a run, or several that are to be compared. Those take turns round by round, each time in
 * the other order (A B, B A, A B …), so that a host that drifts or is disturbed, is so for all of them, and
 * nobody always comes after the same one.
 */
import type { Crew } from '../fabric/crew.js';
import { Execution, type Order } from './execute.js';

/** Each order has its end reported; one that ends early leaves the others going on. */
export async function executeTurn(orders: readonly Order[], crew: Crew): Promise<void> {
  const executions = orders.map((order) => new Execution(order, crew));
  const left = (): readonly Execution[] => executions.filter((execution) => !execution.isOver);
  for (let round = 0; left().length > 0; round += 1) {
    const order = round % 2 === 0 ? left() : left().toReversed();
    for (const execution of order) {
      // It may have been called off while another one played.
      if (!execution.isOver) await execution.playRound();
    }
  }
  crew.trim();
}
