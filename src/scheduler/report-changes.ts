/** What the lab reports of a run, in the words of the store and of the feed. */
import type { LabReport, RunFact } from '../domain/events.js';
import type { Measurement } from '../domain/run.js';
import { sampleId, type RunChange } from '../store/records.js';

export interface ReportedChange {
  /** Where it begins with these reports. */
  readonly startedAt: Date | null;
  readonly change: RunChange;
  readonly facts: readonly RunFact[];
  readonly measurements: readonly Measurement[];
}

/** Of one message. Its `ended` is left out: whether that is the run's end at all is for the scheduler to say. */
export function toChange(
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
  reports: readonly LabReport[],
): ReportedChange {
  const facts: RunFact[] = [];
  const measurements: Measurement[] = [];
  const change: { -readonly [K in keyof RunChange]: RunChange[K] } = {};
  let startedAt: Date | null = null;
  for (const report of reports) {
    switch (report.kind) {
      case 'started':
        startedAt = new Date(report.at);
        change.state = 'RUNNING';
        change.startedAt = startedAt;
        change.environment = report.environment;
        facts.push({ kind: 'RunStarted', attempt });
        break;
      case 'roundStarted':
        facts.push({ kind: 'RoundStarted', round: report.round, warmup: report.warmup });
        break;
      case 'progress':
        change.progress = report.fraction;
        facts.push({ kind: 'RunProgress', fraction: report.fraction });
        break;
      case 'workerStates':
        facts.push(...report.changes.map((state) => ({ kind: 'WorkerStateChanged' as const, ...state })));
        break;
      case 'roundFinished':
        measurements.push(report.measurement);
        facts.push({ kind: 'RoundFinished', sampleId: sampleId(runId, attempt, report.measurement.round) });
        break;
      case 'ended':
        break;
    }
  }
  return { startedAt, change, facts, measurements };
}
