/**
 * A task kind: its face (`TaskSpec`), and the code that works, reports and judges.
 *
 * A body is a generator. It works in blocks of about a millisecond and yields between them; the yields are
 * where an event loop could switch to another worker and where a cancelled run stops. Threads and processes
 * drive it straight through, ASYNC interleaves the bodies of all workers: one text serves every fabric.
 */
import type { Parameters, Primitive } from '../domain/experiment.js';
import type { Grade, Judgement } from '../domain/run.js';
import type { ParameterSpecs, TaskSpec, ValueOf } from '../domain/task-spec.js';
import type { Resource, ResourceSpec } from '../primitives/registry.js';

/** What a body asks of whoever drives it: nothing but a look around, a pause, or the end of some I/O. */
export type Step = undefined | { readonly sleepMs: number } | { readonly io: Promise<unknown> };

/** What `io` resolved to is what the `yield` returns; what it was rejected with, it throws. */
export type Body<Result> = Generator<Step, Result, unknown>;

export interface WorkerContext<P extends Parameters = Parameters> {
  /** 0 and up. On a pool, the caller is the one after the last worker. */
  readonly worker: number;
  readonly workers: number;
  readonly parameters: P;
  /** What the experiment chose. */
  readonly primitive: Resource;
  /** What the task itself asked for, in that order, fresh at the start of a round. */
  readonly resources: readonly Resource[];
  /** Whether all workers share one thread: then nobody may block it, and waiting means to yield. */
  readonly isCooperative: boolean;
  /** Address of the lab's file server: `http://127.0.0.1:PORT/?bytes=13265&latencyMs=20`. */
  readonly fileServer: string;
  /** Tells how many units of its work are done so far. Cheap: one store. */
  report(this: void, units: number): void;
  /**
   * Where a global interpreter lock may pass to another thread, as CPython's does between two rounds of a loop or
   * at a call, and nowhere else; every `yield` is one, too. For loops that run on between two yields, every 10 µs or
   * so: other threads wait for it. Costs a call that does nothing where there is no such lock, and a load where
   * there is one.
   */
  checkpoint(this: void): void;
}

export interface RoundResult<P extends Parameters, Reported> {
  readonly parameters: P;
  readonly primitive: Primitive;
  readonly workers: number;
  /** What each worker reported, in their order. */
  readonly reports: readonly Reported[];
  /** The experiment's primitive and the task's own resources as the round left them, seen by nobody. */
  readonly shared: Resource;
  readonly resources: readonly Resource[];
}

export interface TaskKind<P extends Parameters = Parameters, Result = unknown, Reported = unknown> extends TaskSpec {
  /** What one unit of work is called, plural. */
  readonly workUnit: string;
  /** Shared memory that the task itself needs, beside the experiment's primitive. */
  resources(parameters: P, workers: number): readonly ResourceSpec[];
  /**
   * Whether this worker is a daemon: the round does not wait for it, and drops it by force when all others are
   * done. On threads and processes of its own only.
   */
  isDaemon?(parameters: P, worker: number, workers: number): boolean;
  /** Units of work of one worker. */
  units(parameters: P, worker: number, workers: number): number;
  body(context: WorkerContext<P>): Body<Result>;
  /** After the clock has stopped: the result as small plain values. */
  report(result: Result): Reported;
  judge(round: RoundResult<P, Reported>): Judgement;
  /** What the judge looks out for: outcomes that are told of also where none was seen. */
  watched?(primitive: Primitive): readonly WatchedOutcome[];
}

export interface WatchedOutcome {
  readonly result: string;
  readonly grade: Grade;
}

/** Updates may only be lost where nothing protects them. */
export function watchLostUpdates(primitive: Primitive): readonly WatchedOutcome[] {
  return [{ result: 'lost updates', grade: primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN' }];
}

/** Ties the parameters' descriptors to the type that the body sees. */
export function defineTask<S extends ParameterSpecs, Result, Reported>(
  task: Omit<TaskKind<{ readonly [K in keyof S]: ValueOf<S[K]> }, Result, Reported>, 'parameters'> & { parameters: S },
): TaskKind {
  // The planner checks every parameter against its descriptor, which is what makes the body's view true.
  return task;
}

/** The part of `total` that falls to one of several workers: as even as whole numbers allow. */
export function shareOf(total: number, worker: number, workers: number): number {
  return Math.floor(total / workers) + (worker < total % workers ? 1 : 0);
}
