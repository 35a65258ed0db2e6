/**
 * Batches: the runs of a lesson, of a claim, or of the comparison tables, put into the queue together and read
 * together once all have ended.
 *
 * A batch has no state of its own beside its runs: it is finished when its result is written, which happens
 * after the end of its last run, or at the next start where a crash came in between.
 */
import { v7 as createId } from 'uuid';
import { COMPARISONS, programsOfComparisons } from '../catalog/comparisons/comparisons.js';
import { CLAIMS_BY_ID } from '../catalog/claims/claims.js';
import { LESSONS_BY_ID } from '../catalog/lessons/lessons.js';
import type {
  BatchResult,
  Claim,
  ClaimVerdict,
  Expectation,
  Host,
  RuntimeNeed,
  ObservedLine,
  Program,
  ProgramResult,
  ResultOf,
} from '../domain/lesson.js';
import { DEFAULTS, type Offer } from '../domain/plan.js';
import type { Problem } from '../domain/problem.js';
import { isTerminal } from '../domain/run.js';
import type { Records } from '../store/records.js';
import { submitFollowed, type BatchFeed } from './batch-feed.js';
import { planPrograms } from './programs.js';
import type { QueueFull } from './queued-run.js';
import type { Scheduler } from './scheduler.js';

/** Of a batch of any kind. */
export type StartResult = { readonly kind: 'started'; readonly batchId: string } | Refused | QueueFull;

export interface Refused {
  readonly kind: 'refused';
  readonly problems: readonly Problem[];
}

export class Batches {
  readonly #records: Records;
  readonly #scheduler: Scheduler;
  readonly #feed: BatchFeed;
  readonly #offer: Offer;
  readonly #host: Host;

  constructor(records: Records, scheduler: Scheduler, feed: BatchFeed, offer: Offer, host: Host) {
    this.#records = records;
    this.#scheduler = scheduler;
    this.#feed = feed;
    this.#offer = offer;
    this.#host = host;
  }

  /** @param runtime the one that all its programs run on; the default leaves each with its own */
  async startLesson(
    lessonId: string,
    scale: number,
    ownerId: string | null,
    runtime: string = DEFAULTS.runtime,
  ): Promise<StartResult> {
    const lesson = LESSONS_BY_ID.get(lessonId);
    if (!lesson) return refuse('lessonId', 'UNKNOWN', `There is no lesson ${lessonId.slice(0, 60)}.`);
    if (!(scale > 0 && scale <= 1)) return refuse('scale', 'OUT_OF_RANGE', 'scale is above 0 and at most 1.');
    return this.#start('LESSON', lesson.id, scale, lesson.programs(scale), ownerId, runtime);
  }

  /** One that the host cannot test gets its verdict at once, and no run. */
  async startClaim(claimId: string, ownerId: string | null, runtime: string = DEFAULTS.runtime): Promise<StartResult> {
    const claim = CLAIMS_BY_ID.get(claimId);
    if (!claim) return refuse('claimId', 'UNKNOWN', `There is no claim ${claimId.slice(0, 60)}.`);
    const unfit = whyUnfit(claim.needs, runtime, this.#offer);
    if (unfit !== null) return refuse('runtime', 'NOT_SUPPORTED', unfit);
    const reason = claim.untestable(this.#host);
    return this.#start('CLAIM', claim.id, 1, reason === null ? claim.programs(1) : [], ownerId, runtime);
  }

  /** Measures the unit's comparison tables, all of them. */
  startComparison(ownerId: string | null): Promise<StartResult> {
    return this.#start('COMPARISON', 'unit', 1, programsOfComparisons(), ownerId, DEFAULTS.runtime);
  }

  /** Ends all its runs. @returns false when there is no such batch. */
  async cancel(batchId: string): Promise<boolean> {
    const runIds = await this.#records.findRunsOfBatch(batchId);
    if (!runIds) return false;
    // The waiting ones first: else each end would let the next one begin.
    for (const runId of runIds.toReversed()) await this.#scheduler.cancel(runId);
    await this.#feed.settled();
    return true;
  }

  /** Writes the results of batches whose last run ended just before a crash. */
  async recover(): Promise<void> {
    for (const batchId of await this.#records.findUnfinishedBatches()) await this.finishIfDone(batchId);
  }

  async finishIfDone(batchId: string): Promise<void> {
    const batch = await this.#records.findUnfinishedBatch(batchId);
    if (!batch) return;
    const results = await Promise.all(batch.runIds.map((runId) => this.#records.findProgramResult(runId)));
    if (!results.every(({ state }) => isTerminal(state))) return;
    await this.#records.commit([this.#records.finishBatch(batchId, this.#read(batch.kind, batch.subject, results))]);
  }

  async #start(
    kind: BatchResult['kind'],
    subject: string,
    scale: number,
    programs: readonly Program[],
    ownerId: string | null,
    runtime: string,
  ): Promise<StartResult> {
    const { planned, problems } = planPrograms(subject, programs, runtime, this.#offer);
    // On another runtime than their own some may be left out, but not all.
    const isEnough = runtime === DEFAULTS.runtime ? problems.length === 0 : planned.length > 0 || programs.length === 0;
    if (!isEnough) return { kind: 'refused', problems };

    const turns = new Map<string | undefined, string>();
    for (const { turn } of planned) if (turn !== undefined && !turns.has(turn)) turns.set(turn, createId());
    const batchId = createId();
    const runs = planned.map(({ label, turn, experiment }) => ({
      runId: createId(),
      experimentId: createId(),
      plan: experiment.plan,
      experiment,
      idempotencyKey: null,
      batchId,
      program: label,
      turn: turns.get(turn) ?? null,
      ownerId,
    }));
    const queued = await submitFollowed(this.#scheduler, this.#feed, { batchId, isMatrix: false, runs }, [
      this.#records.insertBatch({ id: batchId, kind, subject, scale, ownerId }),
      ...runs.map(({ experimentId, experiment }) => this.#records.insertExperiment(experimentId, experiment, ownerId)),
    ]);
    if (queued !== 'queued') return queued;
    // One without runs is finished as it begins.
    if (runs.length === 0) await this.#feed.settled();
    return { kind: 'started', batchId };
  }

  #read(kind: BatchResult['kind'], subject: string, results: readonly ProgramResult[]): BatchResult {
    const programs = (LESSONS_BY_ID.get(subject) ?? CLAIMS_BY_ID.get(subject))?.programs(1) ?? [];
    const controls = new Set(programs.flatMap(({ label, isControl }) => (isControl ? [label] : [])));
    // All on one runtime: it may be that it was asked for, and that others of the programs were left out.
    const runtimes = [...new Set(results.flatMap(({ label, runtime }) => (controls.has(label) ? [] : [runtime])))];
    const runtime = runtimes.length === 1 ? (runtimes[0] ?? DEFAULTS.runtime) : DEFAULTS.runtime;
    const { leftOut } = planPrograms(subject, programs, runtime, this.#offer);
    const resultOf: ResultOf = (label) => {
      const result = results.find((candidate) => candidate.label === label);
      if (result) return result;
      const reason = leftOut.get(label);
      throw reason === undefined ? new Error(`${subject} has no program "${label}".`) : new LeftOutError(reason);
    };
    if (kind === 'LESSON') {
      const isOf = ({ needs }: Expectation): boolean =>
        // Where no runtime was asked for, nobody misses what this one does not show.
        runtime !== DEFAULTS.runtime || whyUnfit(needs, runtime, this.#offer) === null;
      const lines = (LESSONS_BY_ID.get(subject)?.expectations ?? []).filter(isOf).map((expectation) => ({
        kind: expectation.kind,
        program: expectation.program,
        expected: expectation.expected,
        ...observe(expectation, resultOf, whyUnfit(expectation.needs, runtime, this.#offer)),
      }));
      return { kind: 'LESSON', lines };
    }
    if (kind === 'COMPARISON') {
      const tables = COMPARISONS.map(({ id, rows }) => ({
        id,
        rows: rows.map((row) => ({ aspect: row.aspect, ...row.measure(resultOf) })),
      }));
      return { kind: 'COMPARISON', tables };
    }
    const claim = CLAIMS_BY_ID.get(subject);
    if (!claim) throw new Error(`There is no claim "${subject}".`);
    const reason = claim.untestable(this.#host);
    const verdict =
      reason === null ? judge(claim, resultOf) : ({ verdict: 'NOT_REPRODUCED_HERE', figures: [], reason } as const);
    return { kind: 'CLAIM', verdict };
  }
}

function refuse(path: string, code: Problem['code'], message: string): StartResult {
  return { kind: 'refused', problems: [{ path, code, message }] };
}

/** A program that a lesson or a claim needs was not run, for the runtime does not have what it takes. */
class LeftOutError extends Error {
  override readonly name = 'LeftOutError';
}

const leaveOut = (leftOut: string) => ({ observed: 'left out', isMet: false, leftOut });

/** @param unfit why it is not of the runtime at all */
function observe(
  expectation: Expectation,
  resultOf: ResultOf,
  unfit: string | null,
): Pick<ObservedLine, 'observed' | 'isMet' | 'leftOut'> {
  if (unfit !== null) return leaveOut(unfit);
  try {
    return expectation.observe(resultOf);
  } catch (error) {
    if (!(error instanceof LeftOutError)) throw error;
    return leaveOut(error.message);
  }
}

function judge(claim: Claim, resultOf: ResultOf): ClaimVerdict {
  try {
    return claim.judge(resultOf);
  } catch (error) {
    if (!(error instanceof LeftOutError)) throw error;
    return { verdict: 'NOT_REPRODUCED_HERE', figures: [], reason: error.message };
  }
}

/** Why what only some runtimes show is not of this one; null where it is. */
function whyUnfit(needs: RuntimeNeed | undefined, runtime: string, offer: Offer): string | null {
  if (needs === undefined) return null;
  if (needs === 'CPYTHON') return runtime.startsWith('cpython-') ? null : `${runtime} is no CPython.`;
  // Each program has a runtime of its own then.
  if (runtime === DEFAULTS.runtime) return null;
  const hasGil = offer.runtimesWithGil.includes(runtime);
  if (hasGil === (needs === 'GIL')) return null;
  return `${runtime} has ${hasGil ? 'a' : 'no'} global interpreter lock.`;
}
