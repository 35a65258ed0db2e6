/** Runs on a crew, as the lab host plays them, without the host. */
import { DEFAULTS } from '../../src/domain/plan.js';
import type { Recording } from '../../src/domain/recording.js';
import type { LabReport, RunEnding } from '../../src/domain/events.js';
import type { Fabric, Parameters, Plan, Primitive, StartMethod } from '../../src/domain/experiment.js';
import type { Measurement } from '../../src/domain/run.js';
import type { Crew } from '../../src/fabric/crew.js';
import { executeTurn } from '../../src/lab/turn.js';
import { until } from '../fabric/until.js';

export interface Wanted {
  readonly kind: string;
  readonly parameters: Parameters;
  readonly fabric?: Fabric;
  readonly primitive?: Primitive;
  readonly workers?: number;
  readonly repetitions?: number;
  readonly warmup?: number;
  readonly timeoutMs?: number;
  readonly precision?: number;
  readonly recording?: Recording;
  /** Under an interpreter lock with this interval. */
  readonly switchIntervalMs?: number;
  /** Of Python's processes. */
  readonly startMethod?: StartMethod | undefined;
}

export function planOf({
  kind,
  parameters,
  fabric = 'THREADS',
  primitive = 'NONE',
  workers = 2,
  repetitions = 1,
  warmup = 0,
  timeoutMs = 60_000,
  recording = 'NONE',
  precision,
  switchIntervalMs,
  startMethod,
}: Wanted): Plan {
  return {
    groups: [
      {
        task: { kind, parameters },
        fabric,
        primitive,
        options: {
          ...DEFAULTS.options,
          switchIntervalMs: switchIntervalMs ?? null,
          ...(startMethod && { startMethod }),
        },
        workers,
      },
    ],
    runtime: switchIntervalMs === undefined ? 'node' : 'node-gil',
    repetitions,
    warmup,
    timeoutMs,
    ...(precision !== undefined && { precision }),
    recording,
  };
}

/** Hours of work: a run that only ends when it is ended. */
export const ENDLESS = { kind: 'countdown', parameters: { n: 1_000_000_000_000 } } as const;

export interface Played {
  readonly reports: readonly LabReport[];
  readonly ending: RunEnding;
  readonly measurements: readonly Measurement[];
}

export interface PlayOptions {
  readonly cancelled?: AbortSignal;
  readonly onReport?: (report: LabReport) => void;
  readonly fileServerPort?: number;
  readonly traceFile?: string;
}

export async function play(crew: Crew, wanted: Wanted, options: PlayOptions = {}): Promise<Played> {
  const { cancelled = new AbortController().signal, onReport = () => {}, traceFile = null } = options;
  const reports: LabReport[] = [];
  const listen = (report: LabReport): void => {
    reports.push(report);
    onReport(report);
  };
  await executeTurn([{ plan: planOf(wanted), report: listen, cancelled, traceFile }], crew);
  return { reports, ...endOf(reports) };
}

/** Plays until the memory is ready for its first round: what the slots say is of this run, not of one before. */
export async function begin(
  crew: Crew,
  wanted: Wanted,
  options: Omit<PlayOptions, 'onReport'> = {},
): Promise<{ readonly playing: Promise<Played> }> {
  let hasBegun = false;
  const onReport = ({ kind }: LabReport): void => {
    if (kind === 'roundStarted') hasBegun = true;
  };
  const playing = play(crew, wanted, { ...options, onReport });
  await until(() => hasBegun);
  return { playing };
}

/** @throws when the last report is not the end, or not the only one. */
export function endOf(reports: readonly LabReport[]): { ending: RunEnding; measurements: readonly Measurement[] } {
  const last = reports.at(-1);
  if (last?.kind !== 'ended' || reports.filter(({ kind }) => kind === 'ended').length !== 1) {
    throw new Error(`A run ends once, and last: ${reports.map(({ kind }) => kind).join(', ')}.`);
  }
  const measurements = reports.flatMap((report) => (report.kind === 'roundFinished' ? [report.measurement] : []));
  return { ending: last.ending, measurements };
}
