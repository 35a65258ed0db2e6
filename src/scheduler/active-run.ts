/** A run that the lab has: what is written of it, how it is called off, and what it took. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Plan } from '../domain/experiment.js';
import type { EventLog } from '../events/event-log.js';
import type { Records } from '../store/records.js';
import type { QueuedRun } from './queued-run.js';
import { WriteChain } from './write-chain.js';

export interface Took {
  /** From its beginning to its end. */
  readonly elapsedMs: number;
  /** Of its turn, what came before and after that; null where it shared the turn. */
  readonly besideMs: number | null;
}

/**
 * That a run was handed over is written with its beginning, where that comes this soon: else the lab's first word
 * would wait for a transaction that says little.
 */
const HAND_OVER_MS = 5;

export class ActiveRun {
  readonly runId: string;
  readonly ownerId: string | null;
  readonly plan: Plan;
  readonly attempt: number;
  readonly cancel = new AbortController();
  /** Aborts with the lab's first word of it. */
  readonly heardOf = new AbortController();
  readonly chain: WriteChain;
  /** Resolves once its end is written. */
  readonly settled: Promise<void>;
  settle!: () => void;
  hasEnded = false;
  /** When its reports said so. */
  begunMs: number | null = null;
  endedMs: number | null = null;
  readonly #takenMs = performance.now();

  constructor({ runId, plan, attempt, ownerId }: QueuedRun, records: Records, events: EventLog) {
    this.runId = runId;
    this.ownerId = ownerId;
    this.plan = plan;
    this.attempt = attempt + 1;
    const handedOver = pause(HAND_OVER_MS, undefined, { signal: this.heardOf.signal }).catch(() => {});
    this.chain = new WriteChain(records, events, runId, handedOver);
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** Once its end is written. */
  took(runsOfTurn: number): Took | null {
    if (this.begunMs === null || this.endedMs === null) return null;
    const elapsedMs = this.endedMs - this.begunMs;
    return { elapsedMs, besideMs: runsOfTurn === 1 ? performance.now() - this.#takenMs - elapsedMs : null };
  }
}
