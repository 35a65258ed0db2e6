/**
 * Whose turn it is: owners take turns, and each owner's runs go first come, first served. So a hundred runs of
 * one member delay another's single run by one run, not by a hundred.
 *
 * The lanes of a map keep their order of insertion: the first lane is next, and one that had its turn goes
 * behind all others. One that runs empty leaves, and comes back at the end.
 */
export interface Waiting {
  readonly runId: string;
  /** Null is the lab's owner, who takes turns like everybody else. */
  readonly ownerId: string | null;
  /** Runs that follow one another with the same turn are one. */
  readonly turn: string;
}

export class Turns<Run extends Waiting> {
  readonly #lanes = new Map<string | null, Run[]>();

  add(run: Run): void {
    const lane = this.#lanes.get(run.ownerId);
    if (lane) lane.push(run);
    else this.#lanes.set(run.ownerId, [run]);
  }

  /** @returns the runs of the next turn; none where nothing waits. */
  take(): readonly Run[] {
    for (const [ownerId, lane] of this.#lanes) {
      const others = lane.findIndex((run) => run.turn !== lane[0]?.turn);
      const turn = lane.splice(0, others < 0 ? lane.length : others);
      this.#lanes.delete(ownerId);
      if (lane.length > 0) this.#lanes.set(ownerId, lane);
      return turn;
    }
    return [];
  }

  /** @returns whether it was waiting. */
  remove(runId: string): boolean {
    for (const [ownerId, lane] of this.#lanes) {
      const index = lane.findIndex((run) => run.runId === runId);
      if (index < 0) continue;
      lane.splice(index, 1);
      if (lane.length === 0) this.#lanes.delete(ownerId);
      return true;
    }
    return false;
  }

  /** In the order of their turns, as things stand. */
  list(): readonly Run[] {
    const lanes = [...this.#lanes.values()].map(toTurns);
    const longest = lanes.reduce((most, lane) => Math.max(most, lane.length), 0);
    return Array.from({ length: longest }, (_, round) => lanes.flatMap((lane) => lane[round] ?? [])).flat();
  }
}

function toTurns<Run extends Waiting>(lane: readonly Run[]): readonly (readonly Run[])[] {
  const turns: Run[][] = [];
  for (const run of lane) {
    const last = turns.at(-1);
    if (last?.[0]?.turn === run.turn) last.push(run);
    else turns.push([run]);
  }
  return turns;
}

/**
 * The turn that the newest of an owner's waiting runs has: 1 is next.
 * @param waiting how many runs each owner has waiting
 */
export function turnOf(ownerId: string | null, waiting: ReadonlyMap<string | null, number>): number {
  const own = waiting.get(ownerId) ?? 0;
  let turn = 0;
  for (const count of waiting.values()) turn += Math.min(count, own);
  return turn;
}
