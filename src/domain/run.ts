/**
 * The life of a run:
 *
 *   QUEUED → STARTING → RUNNING → SUCCEEDED | FAILED | TIMED_OUT | DEADLOCKED | CANCELLED
 *      │         └────────┬───→ FAILED | TIMED_OUT | CANCELLED
 *      │                  └───→ QUEUED (the server was stopped or killed meanwhile: run again from its start)
 *      └──────────────────────→ CANCELLED
 *
 * The last row's states are terminal: nothing leaves them.
 */
export const RUN_STATES = [
  'QUEUED',
  'STARTING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'DEADLOCKED',
  'CANCELLED',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export type TerminalState = Exclude<RunState, 'QUEUED' | 'STARTING' | 'RUNNING'>;

export function isTerminal(state: RunState): state is TerminalState {
  return state !== 'QUEUED' && state !== 'STARTING' && state !== 'RUNNING';
}

export const FAILURE_CODES = [
  'LAB_DIED',
  'INTERPRETER_DIED',
  'WORKER_DIED',
  'TASK_THREW',
  'WRONG_RESULT',
  'INTERRUPTED',
  'TIMED_OUT',
  'DEADLOCK',
  'LAB_ERROR',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export interface Failure {
  readonly code: FailureCode;
  /** One sentence for a person: who, what, and what ended it. */
  readonly message: string;
  /** Of a deadlock: who is in it, each waiting for the next where it is a cycle. */
  readonly deadlock?: readonly DeadlockedWorker[];
}

export interface DeadlockedWorker {
  readonly worker: number;
  readonly wants: string;
  /** The worker that has it; null where what it waits for belongs to nobody. */
  readonly holder: number | null;
  readonly holds: readonly string[];
}

/** How a result is to be read, in the manner of jcstress. */
export const GRADES = ['ACCEPTABLE', 'INTERESTING', 'FORBIDDEN'] as const;
export type Grade = (typeof GRADES)[number];

/** What a task's result was held against. */
export interface Judgement {
  /** The class of outcome, few per task: `exact`, `lost updates`. */
  readonly result: string;
  readonly grade: Grade;
  readonly expected: string;
  readonly observed: string;
  readonly lostUpdates?: number;
}

export interface WorkerMeasurement {
  readonly worker: number;
  /** From the release of the start barrier to this worker's first instruction. */
  readonly startMs: number;
  /** From the release of the start barrier to this worker's last instruction. */
  readonly endMs: number;
  /** Processor time between the two; null where the platform does not tell. */
  readonly cpuMs: number | null;
  /** How long it could have run and had no core; null where the platform does not tell. */
  readonly runDelayMs: number | null;
  /** How often it gave its core away, to wait or to sleep; null as above. */
  readonly voluntarySwitches: number | null;
  /** How often its core was taken from it; null as above. */
  readonly involuntarySwitches: number | null;
  /** What its task returned: small, plain values. */
  readonly result: unknown;
}

/** One repetition as measured. */
export interface Measurement {
  readonly round: number;
  readonly warmup: boolean;
  /** From the release of the start barrier to the last worker's end. */
  readonly wallMs: number;
  /** Between the first and the last worker's first instruction. */
  readonly startSkewMs: number;
  /** From the last worker's end until the host had all of them back; null where nobody tells. */
  readonly joinMs: number | null;
  readonly cpuMs: number | null;
  readonly judgement: Judgement;
  readonly workers: readonly WorkerMeasurement[];
}

/** A median with its 95 % confidence interval. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
}

export interface Summary {
  /** Measured rounds that it stands on. */
  readonly rounds: number;
  readonly wall: Estimate;
  readonly cpu: Estimate | null;
  /** Units of the task's work per second. */
  readonly throughput: Estimate;
  /** What one unit of work is: `iterations`, `increments`. */
  readonly workUnit: string;
  /** From the release of the start barrier until all workers had begun. Missing in runs of an earlier version. */
  readonly startup?: Estimate;
  /** Rounds whose wall time is beyond Tukey's fences: named, and none left out. Missing as above. */
  readonly outliers?: readonly OutlyingRound[];
}

export interface OutlyingRound {
  readonly round: number;
  readonly wallMs: number;
  readonly label: OutlierLabel;
}

/** Beyond 1.5 interquartile ranges from the quartiles, below or above; SEVERE: beyond 3. */
export const OUTLIER_LABELS = ['LOW_SEVERE', 'LOW_MILD', 'HIGH_MILD', 'HIGH_SEVERE'] as const;
export type OutlierLabel = (typeof OUTLIER_LABELS)[number];

export interface Outcome {
  readonly result: string;
  readonly grade: Grade;
  readonly count: number;
  /** Of the measured rounds, 0 to 1. */
  readonly share: number;
  /**
   * For one that was looked out for and not seen: its share is below this with 95 % confidence. Missing for all
   * others.
   */
  readonly shareBound?: number;
}

/** Where a run was measured. */
export interface Environment {
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly kernel: string;
  readonly node: string;
  /** Who executed it, as it tells itself, where that was not Node. */
  readonly interpreter?: string;
  /** What the workers' shared memory is made of; OWN is the interpreter's. */
  readonly memory: 'FUTEX' | 'SHARED_ARRAY_BUFFER' | 'OWN';
  /** The load average of the last minute at the start; null where the platform does not tell. */
  readonly load: number | null;
  /** What the kernel takes the time from: `tsc`, `kvm-clock`; null where nobody tells. */
  readonly clockSource: string | null;
  /** How the cores' frequency is governed: `performance`, `powersave`; null where nobody tells, as in most guests. */
  readonly frequencyPolicy: string | null;
  /** Cores that the container may use at most, by its quota; null for no limit. */
  readonly coreQuota: number | null;
}
