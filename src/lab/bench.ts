/** Where runs are executed: on the crew of Node workers, or on another interpreter. */
import type { Plan } from '../domain/experiment.js';
import type { LabReport } from '../domain/events.js';
import type { Crew } from '../fabric/crew.js';
import type { RuntimeInfo } from '../runtimes/runtimes.js';
import { executeRun } from './execute.js';
import { executeOnPython } from './python/execute.js';

export interface Bench {
  /** Executes a plan to its end. The last report is `ended`, in every case. */
  execute(plan: Plan, report: (report: LabReport) => void, cancelled: AbortSignal): Promise<void>;
}

/** @param fileServerPort of the server that downloads come from */
export function benchFor({ path, python }: RuntimeInfo, crew: Crew, fileServerPort: number): Bench {
  if (!python) return { execute: (plan, report, cancelled) => executeRun(plan, crew, report, cancelled) };
  const interpreter = { path, facts: python, fileServerPort };
  return { execute: (plan, report, cancelled) => executeOnPython(plan, interpreter, report, cancelled) };
}
