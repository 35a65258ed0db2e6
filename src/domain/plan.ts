/**
 * The only validator: a request becomes a plan, or every problem at once.
 * Pure: what the catalogue offers and what the host can do are handed in.
 */
import {
  FABRICS,
  LIMITS,
  PRIMITIVES,
  START_METHODS,
  isPool,
  type Fabric,
  type Group,
  type ParameterValue,
  type Plan,
  type Primitive,
  type PrimitiveOptions,
  type StartMethod,
} from './experiment.js';
import type { Checked, Problem } from './problem.js';
import { RECORDINGS, type Recording } from './recording.js';
import type { ParameterSpecs, TaskSpec } from './task-spec.js';

export type OptionsRequest = {
  readonly [K in keyof PrimitiveOptions]?: (K extends 'startMethod' ? string : number) | null | undefined;
};

/** Workers that do the same, as asked for; absent fields take their defaults. */
export interface GroupRequest {
  readonly task: {
    readonly kind: string;
    readonly parameters: Readonly<Record<string, ParameterValue | null | undefined>>;
  };
  readonly primitive?: string | undefined;
  readonly options?: OptionsRequest | null | undefined;
  readonly fabric?: string | undefined;
  readonly workers?: number | undefined;
}

/** An experiment as asked for; absent fields take their defaults. */
export interface ExperimentRequest extends GroupRequest {
  readonly name?: string | null | undefined;
  readonly runtime?: string | undefined;
  readonly repetitions?: number | undefined;
  readonly warmup?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly recording?: string | undefined;
  /** Of the median, the interval's whole width: 0.02 is ±1 %. */
  readonly precision?: number | null | undefined;
  /** Further groups behind the same start barrier. */
  readonly alongside?: readonly GroupRequest[] | null | undefined;
}

/** What is on offer here. */
export interface Offer {
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly runtimes: readonly string[];
  /** Of them, those whose threads share one interpreter with a global lock. */
  readonly runtimesWithGil: readonly string[];
  /** Why a fabric cannot be used on this host; absent when it can. */
  readonly unavailable: Readonly<Partial<Record<Fabric, string>>>;
  /** What a runtime has of all this, where it is not all, and on the lab's own workers. */
  readonly runtimeOffers?: ReadonlyMap<string, RuntimeOffer>;
}

/** What a runtime can execute. */
export interface RuntimeOffer {
  /** By task kind; one that is absent it cannot. */
  readonly tasks: ReadonlyMap<string, TaskOffer>;
  /** Why it cannot use a fabric; absent when it can. */
  readonly unavailable: Offer['unavailable'];
  /** By task and parameter (`countdown.n`), how many times slower than Node it is there. */
  readonly slower?: ReadonlyMap<string, number>;
  /** How it can start processes, its usual way first; none where there is nothing to choose. */
  readonly startMethods: readonly StartMethod[];
}

/** The fabrics that it runs a task on, and the primitives that it has for it there. */
export type TaskOffer = Readonly<Partial<Record<Fabric, readonly Primitive[]>>>;

export interface PlannedExperiment {
  readonly name: string | null;
  readonly plan: Plan;
}

export const DEFAULTS = {
  primitive: 'NONE',
  fabric: 'THREADS',
  workers: 2,
  runtime: 'node',
  repetitions: 5,
  warmup: 1,
  timeoutMs: 60_000,
  recording: 'NONE',
  options: { permits: 2, capacity: 0, capacityBytes: 65_536, switchIntervalMs: null },
  /** Where the runtime has a global lock: CPython's. */
  switchIntervalMs: 5,
} as const satisfies { primitive: Primitive; fabric: Fabric; recording: Recording } & Record<string, unknown>;

export function planExperiment(request: ExperimentRequest, offer: Offer): Checked<PlannedExperiment> {
  const problems: Problem[] = [];
  const report = (path: string, code: Problem['code'], message: string): void => {
    problems.push({ path, code, message });
  };

  const name = request.name?.trim() ?? null;
  if (name !== null && name.length > LIMITS.nameLength.max) {
    report('name', 'TOO_LONG', `A name has at most ${LIMITS.nameLength.max} characters; this has ${name.length}.`);
  }

  const runtime = request.runtime ?? DEFAULTS.runtime;
  const first = checkGroup(request, runtime, offer, report);
  const others = (request.alongside ?? []).map((group, index) =>
    checkGroup(group, runtime, offer, (path, code, message) => report(`alongside.${index}.${path}`, code, message)),
  );
  if (others.length >= LIMITS.groups.max) {
    report(
      'alongside',
      'TOO_LONG',
      `There are at most ${LIMITS.groups.max - 1} groups alongside; these are ${others.length}.`,
    );
  }
  const seats = [first, ...others].reduce((sum, group) => sum + (group?.workers ?? 0), 0);
  if (others.length > 0 && seats > LIMITS.workers.max) {
    report(
      'alongside',
      'OUT_OF_RANGE',
      `All groups together have at most ${LIMITS.workers.max} workers; these have ${seats}.`,
    );
  }

  if (!offer.runtimes.includes(runtime)) {
    report(
      'runtime',
      'UNKNOWN',
      `There is no runtime "${shorten(runtime)}" on this host. There are: ${offer.runtimes.join(', ')}.`,
    );
  }

  const switchIntervalMs = checkSwitchInterval(request, runtime, offer, report);

  const repetitions = checkInteger(
    'repetitions',
    request.repetitions ?? DEFAULTS.repetitions,
    LIMITS.repetitions,
    report,
  );
  const warmup = checkInteger('warmup', request.warmup ?? DEFAULTS.warmup, LIMITS.warmup, report);
  const timeoutMs = checkInteger('timeoutMs', request.timeoutMs ?? DEFAULTS.timeoutMs, LIMITS.timeoutMs, report);
  const recording = checkWord('recording', request.recording ?? DEFAULTS.recording, RECORDINGS, report);
  const pool = [first, ...others].find((group) => group && isPool(group.fabric))?.fabric;
  if (recording && recording !== 'NONE' && pool && offer.runtimeOffers?.has(runtime)) {
    const message = `On ${runtime} the workers of a ${pool} are the pool’s own, and into those the lab cannot look.`;
    report('recording', 'NOT_SUPPORTED', message);
  }
  const precision = request.precision ?? null;
  const { min: finest, max: coarsest } = LIMITS.precision;
  if (precision !== null && !(precision >= finest && precision <= coarsest)) {
    report('precision', 'OUT_OF_RANGE', `precision is from ${finest} to ${coarsest}; this is ${precision}.`);
  }

  const groups = [first, ...others].flatMap((group) =>
    group ? { ...group, options: { ...group.options, switchIntervalMs } } : [],
  );
  const [head, ...rest] = groups;
  if (problems.length > 0 || !head || !recording) return { ok: false, problems };
  return {
    ok: true,
    value: {
      name: name === '' ? null : name,
      plan: {
        groups: [head, ...rest],
        runtime,
        repetitions,
        warmup,
        timeoutMs,
        recording,
        ...(precision !== null && { precision }),
      },
    },
  };
}

type Report = (path: string, code: Problem['code'], message: string) => void;

/** @returns null where it cannot be; the problems are reported. */
function checkGroup(request: GroupRequest, runtime: string, offer: Offer, report: Report): Group | null {
  const task = offer.tasks.get(request.task.kind);
  let parameters: Record<string, ParameterValue> = {};
  if (task === undefined) {
    const known = [...offer.tasks.keys()].join(', ');
    report('task', 'UNKNOWN', `There is no task "${shorten(request.task.kind)}". There are: ${known}.`);
  } else {
    parameters = checkParameters(task, request.task.parameters, report);
  }

  const primitive = checkWord('primitive', request.primitive ?? DEFAULTS.primitive, PRIMITIVES, report);
  const fabric = checkWord('fabric', request.fabric ?? DEFAULTS.fabric, FABRICS, report);
  if (task && primitive && !task.primitives.includes(primitive)) {
    report(
      'primitive',
      'NOT_SUPPORTED',
      `${task.kind} does not take ${primitive}; it takes ${task.primitives.join(', ')}.`,
    );
  }
  if (task && fabric && !task.fabrics.includes(fabric)) {
    report('fabric', 'NOT_SUPPORTED', `${task.kind} does not run on ${fabric}; it runs on ${task.fabrics.join(', ')}.`);
  }
  const own = offer.runtimeOffers?.get(runtime);
  const reason = fabric && (own ?? offer).unavailable[fabric];
  if (reason) report('fabric', 'UNAVAILABLE', `${fabric} cannot be used on this host: ${reason}`);
  if (own && task && fabric && primitive) checkRuntimeHas(task, fabric, primitive, runtime, own, report);

  const startMethod = checkStartMethod(request, task, fabric, runtime, offer, report);
  const options = { ...checkOptions(request.options ?? {}, report), ...(startMethod && { startMethod }) };

  const workers = checkInteger('workers', request.workers ?? DEFAULTS.workers, LIMITS.workers, report);
  if (task) checkWorkers(task, workers, report);
  if (!task || !primitive || !fabric) return null;
  return { task: { kind: task.kind, parameters }, fabric, primitive, options, workers };
}

/** What the task does not take at all has been told already. */
function checkRuntimeHas(
  task: TaskSpec,
  fabric: Fabric,
  primitive: Primitive,
  runtime: string,
  { tasks }: RuntimeOffer,
  report: Report,
): void {
  const taskOffer = tasks.get(task.kind);
  if (!taskOffer) {
    report('task', 'NOT_SUPPORTED', `${runtime} has no ${task.kind}; it has ${[...tasks.keys()].join(', ')}.`);
    return;
  }
  const primitives = taskOffer[fabric];
  if (!primitives) {
    if (!task.fabrics.includes(fabric)) return;
    const known = Object.keys(taskOffer).join(', ');
    report('fabric', 'NOT_SUPPORTED', `${runtime} does not run ${task.kind} on ${fabric}; it runs it on ${known}.`);
  } else if (!primitives.includes(primitive) && task.primitives.includes(primitive)) {
    const known = primitives.join(', ');
    report(
      'primitive',
      'NOT_SUPPORTED',
      `${runtime} has no ${primitive} for ${task.kind} on ${fabric}; it has ${known}.`,
    );
  }
}

function checkParameters(
  task: TaskSpec,
  given: Readonly<Record<string, ParameterValue | null | undefined>>,
  report: Report,
): Record<string, ParameterValue> {
  const checked: Record<string, ParameterValue> = {};
  const specs: ParameterSpecs = task.parameters;
  for (const [name, spec] of Object.entries(specs)) {
    const path = `task.${task.kind}.${name}`;
    const value = given[name] ?? spec.default;
    if (spec.type === 'choice') checked[name] = checkWord(path, String(value), spec.words, report) ?? spec.default;
    else checked[name] = checkInteger(path, typeof value === 'number' ? value : Number.NaN, spec, report);
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue;
    report(
      `task.${task.kind}.${shorten(name)}`,
      'UNKNOWN',
      `${task.kind} has no parameter "${shorten(name)}"; it has ${Object.keys(specs).join(', ')}.`,
    );
  }
  return checked;
}

/** Within the limits, a task may need some, or be able to use only so many. */
function checkWorkers({ kind, workers: bounds }: TaskSpec, workers: number, report: Report): void {
  if (!bounds || !Number.isSafeInteger(workers)) return;
  const { min, max = LIMITS.workers.max } = bounds;
  if (workers >= LIMITS.workers.min && workers < min) {
    report('workers', 'OUT_OF_RANGE', `${kind} needs at least ${min} workers; this is ${workers}.`);
  } else if (workers <= LIMITS.workers.max && workers > max) {
    report('workers', 'OUT_OF_RANGE', `${kind} takes at most ${max} workers; this is ${workers}.`);
  }
}

/** One lock serves all groups. @returns null where the runtime has none. */
function checkSwitchInterval(
  { options, alongside }: ExperimentRequest,
  runtime: string,
  offer: Offer,
  report: Report,
): number | null {
  const path = 'options.switchIntervalMs';
  for (const [index, group] of (alongside ?? []).entries()) {
    if ((group.options?.switchIntervalMs ?? null) === null) continue;
    const message = `${path} is of the one lock that all groups share; give it in the experiment’s own options.`;
    report(`alongside.${index}.${path}`, 'NOT_SUPPORTED', message);
  }
  const given = options?.switchIntervalMs ?? null;
  if (offer.runtimesWithGil.includes(runtime)) {
    return checkInteger(path, given ?? DEFAULTS.switchIntervalMs, LIMITS.switchIntervalMs, report);
  }
  // What an unknown runtime has is nobody's guess.
  if (given !== null && offer.runtimes.includes(runtime)) {
    const others = offer.runtimesWithGil.join(', ') || 'none here';
    report(path, 'NOT_SUPPORTED', `${runtime} has no global interpreter lock to switch; runtimes with one: ${others}.`);
  }
  return null;
}

/** @returns the runtime's usual way where none was asked for; null where there is nothing to choose */
function checkStartMethod(
  { options }: GroupRequest,
  task: TaskSpec | undefined,
  fabric: Fabric | undefined,
  runtime: string,
  offer: Offer,
  report: Report,
): StartMethod | null {
  const path = 'options.startMethod';
  const has = offer.runtimeOffers?.get(runtime)?.startMethods ?? [];
  const isNeeded = task?.startsProcesses || fabric === 'PROCESSES' || fabric === 'PROCESS_POOL';
  const given = options?.startMethod ?? null;
  if (given === null) return (isNeeded ? has[0] : undefined) ?? null;

  const wanted = checkWord(path, given, START_METHODS, report);
  // What an unknown runtime has is nobody's guess.
  if (!wanted || !fabric || !task || !offer.runtimes.includes(runtime)) return null;
  if (has.length === 0) {
    const others = offer.runtimes.filter((id) => offer.runtimeOffers?.get(id)?.startMethods.length).join(', ');
    const message = `${runtime} has one way to start processes; runtimes with a choice: ${others || 'none here'}.`;
    report(path, 'NOT_SUPPORTED', message);
  } else if (!isNeeded) {
    report(path, 'NOT_SUPPORTED', `${task.kind} on ${fabric} starts no processes.`);
  } else if (!has.includes(wanted)) {
    report(path, 'UNAVAILABLE', `${runtime} has no ${wanted} on this host; it has ${has.join(', ')}.`);
  }
  return wanted;
}

/** All but what is of the runtime: the interval, and how processes start. */
function checkOptions(given: OptionsRequest, report: Report): Omit<PrimitiveOptions, 'startMethod'> {
  const check = (name: 'permits' | 'capacity' | 'capacityBytes'): number =>
    checkInteger(`options.${name}`, given[name] ?? DEFAULTS.options[name], LIMITS[name], report);
  const options = {
    permits: check('permits'),
    capacity: check('capacity'),
    capacityBytes: check('capacityBytes'),
    switchIntervalMs: null,
  };
  const { min, max } = LIMITS.capacityBytes;
  const { capacityBytes } = options;
  // Once it is a whole number within the bounds: one fault is told once.
  const isChecked = Number.isSafeInteger(capacityBytes) && capacityBytes >= min && capacityBytes <= max;
  if (isChecked && (capacityBytes & (capacityBytes - 1)) !== 0) {
    report(
      'options.capacityBytes',
      'OUT_OF_RANGE',
      `options.capacityBytes is a power of two; this is ${capacityBytes}.`,
    );
  }
  return options;
}

function checkInteger(
  path: string,
  value: number,
  bounds: { readonly min: number; readonly max: number },
  report: Report,
): number {
  if (!Number.isSafeInteger(value)) {
    report(path, 'NOT_AN_INTEGER', `${path} is a whole number; this is ${value}.`);
  } else if (value < bounds.min || value > bounds.max) {
    report(path, 'OUT_OF_RANGE', `${path} is from ${bounds.min} to ${bounds.max}; this is ${value}.`);
  }
  return value;
}

function checkWord<T extends string>(path: string, value: string, known: readonly T[], report: Report): T | undefined {
  const found = known.find((word) => word === value);
  if (found === undefined) {
    report(path, 'UNKNOWN', `There is no ${path} "${shorten(value)}". There are: ${known.join(', ')}.`);
  }
  return found;
}

/** Messages repeat what was given, but not a megabyte of it. */
function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
