/** Batches of a matrix: planned, told of before they run, and stored with all their runs in one transaction. */
import { v7 as createId } from 'uuid';
import { orderRuns, planBatch, type BatchPlan, type BatchRequest } from '../domain/batch-plan.js';
import type { StoredBatchPlan } from '../domain/batch-run.js';
import { LIMITS } from '../domain/experiment.js';
import type { Offer } from '../domain/plan.js';
import type { Problem } from '../domain/problem.js';
import type { BatchRecords } from '../store/batch-records.js';
import { KeyTakenError } from '../store/records.js';
import { rowSubjectOf } from '../store/subject.js';
import { expectAll, submitFollowed, type BatchFeed } from './batch-feed.js';
import type { Refused, StartResult } from './batches.js';
import type { Durations } from './durations.js';
import { ownedKey } from './owned-key.js';
import { BATCH_PRIORITY } from './queue-order.js';
import type { Scheduler } from './scheduler.js';

export interface EstimatedPlan {
  readonly plan: BatchPlan;
  readonly runs: number;
  /** As far as earlier runs tell; null where none was like these. */
  readonly estimatedMs: number | null;
  /** If every run took its whole time limit. */
  readonly atMostMs: number;
}

export type PlanResult = { readonly kind: 'planned'; readonly estimated: EstimatedPlan } | Refused;

export class MatrixBatches {
  readonly #records: BatchRecords;
  readonly #scheduler: Scheduler;
  readonly #feed: BatchFeed;
  readonly #durations: Durations;
  readonly #offer: Offer;

  constructor(records: BatchRecords, scheduler: Scheduler, feed: BatchFeed, durations: Durations, offer: Offer) {
    this.#records = records;
    this.#scheduler = scheduler;
    this.#feed = feed;
    this.#durations = durations;
    this.#offer = offer;
  }

  /** What the batch would be, without running it. */
  plan(request: BatchRequest): PlanResult {
    const checked = planBatch(request, this.#offer);
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };
    const plan = checked.value;
    const plans = plan.configurations.map(({ experiment }) => experiment.plan);
    const expected = expectAll(plans, this.#durations);
    return {
      kind: 'planned',
      estimated: {
        plan,
        runs: plan.configurations.length * plan.repetitions,
        estimatedMs: expected === null ? null : expected * plan.repetitions,
        atMostMs: plans.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0) * plan.repetitions,
      },
    };
  }

  /** Stores it, and puts its runs into the queue. The same key again gives the batch that it began. */
  async start(request: BatchRequest, key: string | null, ownerId: string | null): Promise<StartResult> {
    const idempotencyKey = ownedKey(key, ownerId);
    const planned = this.plan(request);
    const problems = [...checkKey(key), ...(planned.kind === 'refused' ? planned.problems : [])];
    if (planned.kind === 'refused' || problems.length > 0) return { kind: 'refused', problems };
    const known = await this.#findByKey(idempotencyKey, request);
    if (known) return known;
    try {
      return await this.#store(planned.estimated.plan, request, { idempotencyKey, ownerId });
    } catch (error) {
      // Somebody was a moment faster with the same key.
      const first = error instanceof KeyTakenError ? await this.#findByKey(idempotencyKey, request) : null;
      if (first) return first;
      throw error;
    }
  }

  async #store(
    plan: BatchPlan,
    request: BatchRequest,
    { idempotencyKey, ownerId }: { readonly idempotencyKey: string | null; readonly ownerId: string | null },
  ): Promise<StartResult> {
    const batchId = createId();
    const experiments = plan.configurations.map(({ experiment }) => ({ id: createId(), ...experiment }));
    const priority = BATCH_PRIORITY[plan.priority];
    const turns = new Map<string, string>();
    const runs = orderRuns(plan).map(({ configuration, repetition, turn }) => {
      if (turn !== null && !turns.has(turn)) turns.set(turn, createId());
      const { label, experiment } = plan.configurations[configuration] as BatchPlan['configurations'][number];
      return {
        runId: createId(),
        experimentId: experiments[configuration]?.id ?? '',
        plan: experiment.plan,
        idempotencyKey: null,
        batchId,
        program: label,
        turn: turn === null ? null : (turns.get(turn) ?? null),
        ownerId,
        configuration,
        repetition,
        priority,
      };
    });
    const stored: StoredBatchPlan = {
      repetitions: plan.repetitions,
      order: plan.order,
      priority: plan.priority,
      baseline: plan.baseline,
      configurations: plan.configurations.map(({ label, coordinates, experiment }, index) => ({
        label,
        coordinates,
        experimentId: experiments[index]?.id ?? '',
        subject: rowSubjectOf(experiment.plan),
      })),
    };
    const queued = await submitFollowed(this.#scheduler, this.#feed, { batchId, isMatrix: true, runs }, [
      this.#records.insertMatrix({ id: batchId, name: plan.name, idempotencyKey, ownerId, request, plan: stored }),
      ...this.#records.insertExperiments(experiments, ownerId),
    ]);
    return queued === 'queued' ? { kind: 'started', batchId } : queued;
  }

  async #findByKey(key: string | null, request: BatchRequest): Promise<StartResult | null> {
    const known = key === null ? null : await this.#records.findByKey(key);
    if (!known) return null;
    // Compared as it is kept: what is undefined is not there.
    if (JSON.stringify(known.request) === JSON.stringify(request)) return { kind: 'started', batchId: known.id };
    const message = 'This key began another batch.';
    return { kind: 'refused', problems: [{ path: 'idempotencyKey', code: 'CONFLICT', message }] };
  }
}

function checkKey(key: string | null): readonly Problem[] {
  const { min, max } = LIMITS.idempotencyKeyLength;
  if (key === null || (key.length >= min && key.length <= max)) return [];
  const code = key.length < min ? 'EMPTY' : 'TOO_LONG';
  const message = `An idempotency key has ${min} to ${max} characters; this has ${key.length}.`;
  return [{ path: 'idempotencyKey', code, message }];
}
