/** The lab as a subject: one measured round of an experiment on a real lab host, its time as stored. */
import { v7 as createId } from 'uuid';
import type { LabReport } from '../../src/domain/events.js';
import type { Group, Plan } from '../../src/domain/experiment.js';
import type { Recording } from '../../src/domain/recording.js';
import type { HostedLab } from '../../src/lab/lab.js';
import type { Subject } from './side-by-side.js';

const NEVER = new AbortController().signal;

export interface SubjectOptions {
  readonly recording?: Recording;
  readonly runtime?: string;
  /** The wall's, or the processor's over all workers. */
  readonly figure?: 'wallMs' | 'cpuMs';
}

export function labSubject(
  name: string,
  lab: HostedLab,
  group: Group,
  { recording = 'NONE', runtime = 'node', figure = 'wallMs' }: SubjectOptions = {},
): Subject {
  return {
    name,
    async measure() {
      let told: number | null = null;
      const note = (reports: readonly LabReport[]): void => {
        for (const report of reports) {
          if (report.kind === 'roundFinished') told = report.measurement[figure];
        }
      };
      const plan: Plan = {
        groups: [group],
        runtime,
        repetitions: 1,
        warmup: 0,
        timeoutMs: 600_000,
        recording,
      };
      const ending = await lab.execute(createId(), plan, note, NEVER);
      if (ending.state !== 'SUCCEEDED' || told === null) throw new Error(JSON.stringify(ending));
      return told;
    },
  };
}
