/**
 * Batches: the runs of a lesson, of a claim, or of the comparison tables, put into the queue together and read together once all have ended.
 *
 * A batch has no state of its own beside its runs: it is finished when its result is written, which happens
 * after the end of its last run, or at the next start where a crash came in between.
 */
import { v7 as createId } from 'uuid';
import { COMPARISONS, programsOfComparisons } from '../catalog/comparisons/comparisons.js';
import { CLAIMS_BY_ID } from '../catalog/claims/claims.js';
import { LESSONS_BY_ID } from '../catalog/lessons/lessons.js';
import type { BatchResult, Host, Program, ProgramResult, ResultOf } from '../domain/lesson.js';
import { planExperiment, type Offer, type PlannedExperiment } from '../domain/plan.js';
import type { Problem } from '../domain/problem.js';
import { isTerminal } from '../domain/run.js';
import type { Records } from '../store/records.js';
import { submitFollowed, type BatchFeed } from './batch-feed.js';
import type { QueueFull, Scheduler } from './scheduler.js';

export type StartResult =
  | { readonly kind: 'started'; readonly batchId: string }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | QueueFull;

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

  async startLesson(lessonId: string, scale: number): Promise<StartResult> {
    const lesson = LESSONS_BY_ID.get(lessonId);
    if (!lesson) return refuse('lessonId', 'UNKNOWN', `There is no lesson ${lessonId.slice(0, 60)}.`);
    if (!(scale > 0 && scale <= 1)) return refuse('scale', 'OUT_OF_RANGE', 'scale is above 0 and at most 1.');
    return this.#start('LESSON', lesson.id, scale, lesson.programs(scale));
  }

  /** One that the host cannot test gets its verdict at once, and no run. */
  async startClaim(claimId: string): Promise<StartResult> {
    const claim = CLAIMS_BY_ID.get(claimId);
    if (!claim) return refuse('claimId', 'UNKNOWN', `There is no claim ${claimId.slice(0, 60)}.`);
    const reason = claim.untestable(this.#host);
    return this.#start('CLAIM', claim.id, 1, reason === null ? claim.programs(1) : []);
  }

  /** Measures the unit's comparison tables, all of them. */
  startComparison(): Promise<StartResult> {
    return this.#start('COMPARISON', 'unit', 1, programsOfComparisons());
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
  ): Promise<StartResult> {
    const planned: { readonly label: string; readonly turn: string | null; readonly experiment: PlannedExperiment }[] =
      [];
    const problems: Problem[] = [];
    const turns = new Map<string, string>();
    for (const { label, request, turn } of programs) {
      if (turn !== undefined && !turns.has(turn)) turns.set(turn, createId());
      const checked = planExperiment({ name: `${subject}: ${label}`, ...request }, this.#offer);
      const ownTurn = turn === undefined ? null : (turns.get(turn) ?? null);
      if (checked.ok) planned.push({ label, turn: ownTurn, experiment: checked.value });
      else problems.push(...checked.problems.map((problem) => ({ ...problem, path: `${label}: ${problem.path}` })));
    }
    if (problems.length > 0) return { kind: 'refused', problems };

    const batchId = createId();
    const runs = planned.map(({ label, turn, experiment }) => ({
      runId: createId(),
      experimentId: createId(),
      plan: experiment.plan,
      experiment,
      idempotencyKey: null,
      batchId,
      program: label,
      turn,
    }));
    const queued = await submitFollowed(this.#scheduler, this.#feed, { batchId, isMatrix: false, runs }, [
      this.#records.insertBatch({ id: batchId, kind, subject, scale }),
      ...runs.map(({ experimentId, experiment }) => this.#records.insertExperiment(experimentId, experiment)),
    ]);
    if (queued !== 'queued') return queued;
    // One without runs is finished as it begins.
    if (runs.length === 0) await this.#feed.settled();
    return { kind: 'started', batchId };
  }

  #read(kind: BatchResult['kind'], subject: string, results: readonly ProgramResult[]): BatchResult {
    const resultOf: ResultOf = (label) => {
      const result = results.find((candidate) => candidate.label === label);
      if (!result) throw new Error(`${subject} has no program "${label}".`);
      return result;
    };
    if (kind === 'LESSON') {
      const lines = (LESSONS_BY_ID.get(subject)?.expectations ?? []).map((expectation) => ({
        kind: expectation.kind,
        program: expectation.program,
        expected: expectation.expected,
        ...expectation.observe(resultOf),
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
      reason === null ? claim.judge(resultOf) : ({ verdict: 'NOT_REPRODUCED_HERE', figures: [], reason } as const);
    return { kind: 'CLAIM', verdict };
  }
}

function refuse(path: string, code: Problem['code'], message: string): StartResult {
  return { kind: 'refused', problems: [{ path, code, message }] };
}
