/**
 * What the workers of a round noted of it: in their meters and rings, wherever those lie. In the arena, where its
 * crew wrote it; or in a file, where an interpreter did. Whoever makes figures of it need not know which.
 */
import type { SpanRing } from '../../primitives/recording/span-ring.js';

export interface Notes {
  /** The memory that meters and rings lie in. It may be another one after each round. */
  readonly plain: Int32Array;
  /** Index of the first word of a worker's meter of a part. */
  meterIndex(part: number, slot: number): number;
  /** A worker's ring; null where there is no trace. */
  ringOf(slot: number): SpanRing | null;
  /** When the start barrier opened; null where it did not. */
  readonly releasedNs: number | null;
  /** null where it never began, or never ended. */
  timesOf(slot: number): { readonly startedNs: number | null; readonly endedNs: number | null };
  /** Whether a part's primitive was there in any round: a runtime of its own may need none where the crew has one. */
  has(part: number): boolean;
  /** Empties the rings, before a round. */
  prepare(): void;
}
