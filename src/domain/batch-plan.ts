/** A batch: what a matrix comes to once it was multiplied out, thinned out and checked, and in which order it runs. */
import {
  expandMatrix,
  movedTo,
  nameOf,
  placeOf,
  type Configuration,
  type Coordinate,
  type MatrixRequest,
} from './matrix.js';
import { planExperiment, type Offer, type PlannedExperiment } from './plan.js';
import type { Checked, Problem, ProblemCode } from './problem.js';
import { isSelected, toSelection, type Selection, type SelectionRequest } from './selection.js';

/**
 * INTERLEAVED: all configurations once, then all again, so that what drifts hits all of them alike.
 * GROUPED: all repetitions of a configuration before the next one.
 * SIDE_BY_SIDE: configurations that are held against the same baseline, and that, are one turn, round beside round.
 */
export const BATCH_ORDERS = ['INTERLEAVED', 'GROUPED', 'SIDE_BY_SIDE'] as const;
export type BatchOrder = (typeof BATCH_ORDERS)[number];

/** Among batches: a run of a batch waits for every run that somebody asked for by itself. */
export const BATCH_PRIORITIES = ['LOW', 'NORMAL', 'HIGH'] as const;
export type BatchPriority = (typeof BATCH_PRIORITIES)[number];

export interface BatchRequest {
  readonly name: string | null;
  readonly matrix: MatrixRequest;
  /** Configurations that are left out. */
  readonly exclude: readonly SelectionRequest[];
  /** Runs of each configuration. */
  readonly repetitions: number;
  readonly order: BatchOrder;
  readonly priority: BatchPriority;
  /** Leaves out what a task or this host cannot do, instead of refusing the batch. */
  readonly skipUnsupported: boolean;
  /** What the others are held against; null for the usual. */
  readonly baseline: Baseline | null;
}

/** A value on some axes: configurations that agree on all others are held against the one that has it. */
export interface Baseline {
  readonly primitive?: string | undefined;
  readonly fabric?: string | undefined;
  readonly runtime?: string | undefined;
  readonly recording?: string | undefined;
  readonly startMethod?: string | undefined;
  readonly workers?: number | undefined;
  readonly switchIntervalMs?: number | undefined;
}

export interface PlannedConfiguration {
  readonly label: string;
  readonly coordinates: readonly Coordinate[];
  readonly experiment: PlannedExperiment;
}

export interface BatchPlan {
  readonly name: string | null;
  readonly configurations: readonly PlannedConfiguration[];
  readonly repetitions: number;
  readonly order: BatchOrder;
  readonly priority: BatchPriority;
  readonly baseline: readonly Coordinate[];
  /** Configurations that the exclusions took out. */
  readonly excluded: number;
  /** Configurations that cannot be run here, and why. */
  readonly skipped: readonly { readonly label: string; readonly reason: string }[];
}

export const BATCH_LIMITS = { nameLength: 200, repetitions: 1_000, runs: 10_000 } as const;

const UNSUPPORTED: ReadonlySet<ProblemCode> = new Set(['NOT_SUPPORTED', 'UNAVAILABLE']);

export function planBatch(request: BatchRequest, offer: Offer): Checked<BatchPlan> {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const { repetitions } = request;
  checkOwnFields(request, report);
  const selections = request.exclude.map((selection, index) => toSelection(selection, `exclude.${index}`, report));
  const expanded = expandMatrix(request.matrix);
  if (!expanded.ok) return { ok: false, problems: [...problems, ...expanded.problems] };

  const kept = expanded.value.filter((configuration) => !selections.some((one) => isSelected(configuration, one)));
  const found = new Map<string, { readonly problem: Problem; readonly labels: string[] }>();
  const configurations: PlannedConfiguration[] = [];
  const skipped: { label: string; reason: string }[] = [];
  // What was skipped is measured by nobody, and nothing can be held against it.
  const left: Configuration[] = [];
  for (const configuration of kept) {
    const { label, coordinates, request: experiment } = configuration;
    const name = request.name === null ? label : `${request.name}: ${label}`;
    const checked = planExperiment({ ...experiment, name: name.slice(0, BATCH_LIMITS.nameLength) }, offer);
    if (!checked.ok && request.skipUnsupported && checked.problems.every(({ code }) => UNSUPPORTED.has(code))) {
      skipped.push({ label, reason: checked.problems.map(({ message }) => message).join(' ') });
      continue;
    }
    left.push(configuration);
    if (checked.ok) configurations.push({ label, coordinates, experiment: checked.value });
    else gather(found, label, checked.problems);
  }
  checkBaseline(request.baseline, left, report);
  problems.push(...[...found.values()].map(toMatrixProblem));
  if (problems.length === 0) checkSize(configurations.length, repetitions, report);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      name: request.name,
      configurations,
      repetitions,
      order: request.order,
      priority: request.priority,
      baseline: toCoordinates(request.baseline ?? usualBaseline(left)),
      excluded: expanded.value.length - kept.length,
      skipped,
    },
  };
}

export interface BatchTurn {
  readonly configuration: number;
  /** 0 and up. */
  readonly repetition: number;
  /** Shared by those that follow one another and go to the lab together; null for a turn of its own. */
  readonly turn: string | null;
}

/** The runs of a batch in the order in which they wait. */
export function orderRuns({ configurations, repetitions, order, baseline }: BatchPlan): readonly BatchTurn[] {
  const places = configurations.map(({ coordinates }) => placeOf(movedTo(coordinates, baseline)));
  const turns = Array.from({ length: repetitions }, (_, repetition) =>
    configurations.map((_, configuration) => ({ configuration, repetition, turn: null })),
  ).flat();
  switch (order) {
    case 'INTERLEAVED':
      return turns;
    case 'GROUPED':
      return turns.toSorted((a, b) => a.configuration - b.configuration);
    case 'SIDE_BY_SIDE': {
      const inTurns = turns.map((one) => ({ ...one, turn: `${one.repetition} ${places[one.configuration]}` }));
      const ranks = new Map([...new Set(inTurns.map(({ turn }) => turn))].map((turn, rank) => [turn, rank]));
      return inTurns.toSorted((a, b) => (ranks.get(a.turn) ?? 0) - (ranks.get(b.turn) ?? 0));
    }
  }
}

function checkOwnFields({ name, repetitions }: BatchRequest, report: (problem: Problem) => void): void {
  const { nameLength, repetitions: most } = BATCH_LIMITS;
  if (name !== null && name.length > nameLength) {
    const message = `A name has at most ${nameLength} characters; this has ${name.length}.`;
    report({ path: 'name', code: 'TOO_LONG', message });
  }
  if (!Number.isSafeInteger(repetitions) || repetitions < 1 || repetitions > most) {
    const message = `repetitions is from 1 to ${most}; this is ${repetitions}.`;
    report({ path: 'repetitions', code: 'OUT_OF_RANGE', message });
  }
}

/** A value that no configuration has would quietly leave all of them without a speed-up. */
function checkBaseline(
  baseline: Baseline | null,
  configurations: readonly Configuration[],
  report: (problem: Problem) => void,
): void {
  if (baseline === null || configurations.length === 0) return;
  const wanted = Object.entries(baseline).filter(([, value]) => value !== undefined);
  const isThere = (axes: typeof wanted): boolean => {
    const selection: Selection = Object.fromEntries(axes.map(([axis, value]) => [axis, [value]]));
    return configurations.some((configuration) => isSelected(configuration, selection));
  };
  if (isThere(wanted)) return;
  const unknown = wanted.filter((one) => !isThere([one]));
  for (const [axis, value] of unknown) {
    const message = `Speed-ups cannot be over ${axis} ${value}: no configuration has it.`;
    report({ path: `baseline.${axis}`, code: 'UNKNOWN', message });
  }
  if (unknown.length > 0) return;
  const message = `Speed-ups cannot be over ${nameOf(toCoordinates(baseline))}: no configuration has all of that.`;
  report({ path: 'baseline', code: 'UNKNOWN', message });
}

function checkSize(configurations: number, repetitions: number, report: (problem: Problem) => void): void {
  const runs = configurations * repetitions;
  if (runs === 0) report({ path: 'matrix', code: 'EMPTY', message: 'No configuration is left to run.' });
  if (runs > BATCH_LIMITS.runs) {
    const message = `A batch has at most ${BATCH_LIMITS.runs} runs; this has ${runs}.`;
    report({ path: 'matrix', code: 'TOO_LONG', message });
  }
}

/** The same fault in a hundred configurations is told once. */
function gather(
  found: Map<string, { readonly problem: Problem; readonly labels: string[] }>,
  label: string,
  problems: readonly Problem[],
): void {
  for (const problem of problems) {
    const key = `${problem.path} ${problem.message}`;
    const entry = found.get(key) ?? { problem, labels: [] };
    entry.labels.push(label);
    found.set(key, entry);
  }
}

function toMatrixProblem({
  problem,
  labels,
}: {
  readonly problem: Problem;
  readonly labels: readonly string[];
}): Problem {
  const where = labels.length === 1 ? labels[0] : `${labels.length} configurations, such as ${labels[0]}`;
  return { path: `matrix.${problem.path}`, code: problem.code, message: `${problem.message} (In ${where}.)` };
}

/** One thread doing all the work, where that is among the configurations; else the fewest workers. */
function usualBaseline(configurations: readonly Configuration[]): Baseline {
  const valuesOf = (axis: string): readonly string[] =>
    configurations.flatMap(({ coordinates }) => coordinates.flatMap((at) => (at.axis === axis ? [at.value] : [])));
  if (valuesOf('fabric').includes('SERIAL')) return { fabric: 'SERIAL' };
  const workers = valuesOf('workers').map(Number);
  if (workers.length > 0) return { workers: workers.reduce((least, count) => Math.min(least, count)) };
  return {};
}

function toCoordinates(baseline: Baseline): readonly Coordinate[] {
  return Object.entries(baseline).flatMap(([axis, value]) =>
    value === undefined ? [] : [{ axis, value: String(value) }],
  );
}
