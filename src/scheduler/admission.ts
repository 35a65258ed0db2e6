/**
 * Who may have how many runs waiting or under way. They are counted before the store answers, so that a burst cannot
 * overfill.
 */
import type { Owned, QueueFull } from './queued-run.js';
import { turnOf } from './turns.js';

export interface AdmissionLimits {
  /** Runs that may wait. */
  readonly queueLimit: number;
  /** Runs of one member that may wait or run: nobody fills the queue alone but the lab's owner. */
  readonly memberLimit: number;
}

type OwnerId = string | null;

export class Admission {
  readonly #limits: AdmissionLimits;
  /** Acknowledged or about to be. */
  #admitted = 0;
  readonly #admittedOf = new Map<OwnerId, number>();
  readonly #dismissed = new Set<OwnerId>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** null where there is room for that many more. */
  isFullFor(ownerId: OwnerId, more: number): QueueFull | null {
    const { queueLimit, memberLimit } = this.#limits;
    if (this.#dismissed.has(ownerId)) return { kind: 'queue full', limit: 0 };
    if (this.#admitted + more > queueLimit) return { kind: 'queue full', limit: queueLimit };
    const own = (this.#admittedOf.get(ownerId) ?? 0) + more;
    return ownerId !== null && own > memberLimit ? { kind: 'queue full', limit: memberLimit } : null;
  }

  enter(ownerId: OwnerId): void {
    this.#count(ownerId, 1);
  }

  leave(ownerId: OwnerId): void {
    this.#count(ownerId, -1);
  }

  has(ownerId: OwnerId): boolean {
    return this.#admittedOf.has(ownerId);
  }

  /** From now on there is room for none of this owner's. */
  dismiss(ownerId: OwnerId): void {
    this.#dismissed.add(ownerId);
  }

  isDismissed(ownerId: OwnerId): boolean {
    return this.#dismissed.has(ownerId);
  }

  /**
   * The turn of a run that has just entered: an estimate, since owners come and go.
   * @param notBefore those that are in, but do not go before it
   */
  positionOf(ownerId: OwnerId, notBefore: readonly Owned[]): number {
    const waiting = new Map(this.#admittedOf);
    for (const other of notBefore) waiting.set(other.ownerId, (waiting.get(other.ownerId) ?? 1) - 1);
    return turnOf(ownerId, waiting);
  }

  #count(ownerId: OwnerId, change: 1 | -1): void {
    this.#admitted += change;
    const own = (this.#admittedOf.get(ownerId) ?? 0) + change;
    if (own > 0) this.#admittedOf.set(ownerId, own);
    else this.#admittedOf.delete(ownerId);
  }
}
