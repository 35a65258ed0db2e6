/** What the server and its lab host say to each other, over the host's message channel. */
import type { Fabric, Plan } from '../domain/experiment.js';
import type { LabReport } from '../domain/events.js';
import type { RuntimeInfo } from '../runtimes/runtimes.js';

/** One of the runs that share a turn. */
export interface RunOfTurn {
  readonly runId: string;
  readonly plan: Plan;
  /** Where its trace goes; null where none is kept. */
  readonly traceFile: string | null;
  /** Who executes it. */
  readonly runtime: RuntimeInfo;
}

export type ToHost =
  { readonly kind: 'run'; readonly runs: readonly RunOfTurn[] } | { readonly kind: 'cancel'; readonly runId: string };

export type FromHost =
  | { readonly kind: 'ready'; readonly capabilities: Capabilities }
  | { readonly kind: 'reports'; readonly runId: string; readonly reports: readonly LabReport[] };

export interface Capabilities {
  /** Why a fabric cannot be used on this host. */
  readonly unavailable: Readonly<Partial<Record<Fabric, string>>>;
}
