/**
 * The programs of a lesson or a claim, planned: as they are written, or all of them on one runtime, as far as that
 * has what they need.
 */
import type { Program } from '../domain/lesson.js';
import { DEFAULTS, planExperiment, type GroupRequest, type Offer, type PlannedExperiment } from '../domain/plan.js';
import type { Problem } from '../domain/problem.js';

export interface PlannedProgram {
  readonly label: string;
  /** Programs of one turn go to the lab together. */
  readonly turn: string | undefined;
  readonly experiment: PlannedExperiment;
}

export interface PlannedPrograms {
  readonly planned: readonly PlannedProgram[];
  /** Of those that could not be planned. */
  readonly problems: readonly Problem[];
  /** By label, why one does not run on the runtime. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** @param runtime the one that all run on; the default leaves each with its own */
export function planPrograms(
  subject: string,
  programs: readonly Program[],
  runtime: string,
  offer: Offer,
): PlannedPrograms {
  const planned: PlannedProgram[] = [];
  const problems: Problem[] = [];
  const leftOut = new Map<string, string>();
  for (const { label, request, turn, isControl } of programs) {
    const stays = isControl || runtime === DEFAULTS.runtime;
    const moved = stays ? request : { ...request, ...fit(request, runtime, offer), runtime };
    const checked = planExperiment({ name: `${subject}: ${label}`, ...moved }, offer);
    if (checked.ok) {
      planned.push({ label, turn, experiment: checked.value });
      continue;
    }
    leftOut.set(label, checked.problems.map(({ message }) => message).join(' '));
    problems.push(...checked.problems.map((problem) => ({ ...problem, path: `${label}: ${problem.path}` })));
  }
  return { planned, problems, leftOut };
}

/** Below it, a size says what is taught, such as five messages, and not how long that takes. */
const LEAST_SIZE = 10_000;

/** The sizes of the programs are for Node; a runtime that is slower is given less, so that it takes about as long. */
function fit(
  request: GroupRequest & { readonly alongside?: readonly GroupRequest[] | null | undefined },
  runtime: string,
  offer: Offer,
): object {
  const slower = offer.runtimeOffers?.get(runtime)?.slower;
  const fitTask = <G extends GroupRequest>(group: G): G => ({
    ...group,
    task: {
      kind: group.task.kind,
      parameters: Object.fromEntries(
        Object.entries(group.task.parameters).map(([name, value]) => {
          const times = slower?.get(`${group.task.kind}.${name}`);
          const isSize = typeof value === 'number' && value >= LEAST_SIZE && times !== undefined;
          return [name, isSize ? Math.round(value / times) : value];
        }),
      ),
    },
  });
  return { task: fitTask(request).task, alongside: request.alongside?.map(fitTask) };
}
