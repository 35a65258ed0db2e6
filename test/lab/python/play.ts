/** Runs on an interpreter, as the lab host plays them, without the host. */
import type { LabReport } from '../../../src/domain/events.js';
import type { Plan } from '../../../src/domain/experiment.js';
import { Execution } from '../../../src/lab/execute.js';
import { PythonBench } from '../../../src/lab/python/bench.js';
import type { RuntimeInfo } from '../../../src/runtimes/runtimes.js';
import { endOf, planOf, type Played, type PlayOptions, type Wanted } from '../runs.js';

export async function playPlan(runtime: RuntimeInfo, plan: Plan, options: PlayOptions = {}): Promise<Played> {
  const { cancelled = new AbortController().signal, onReport = () => {}, fileServerPort = 1 } = options;
  if (!runtime.python) throw new Error(`${runtime.id} is no Python.`);
  const reports: LabReport[] = [];
  const listen = (report: LabReport): void => {
    reports.push(report);
    onReport(report);
  };
  const home = { path: runtime.path, facts: runtime.python, fileServerPort };
  const execution = new Execution({ plan, report: listen, cancelled }, () => new PythonBench(plan.groups, home));
  while (!execution.isOver) await execution.playRound();
  await execution.ended;
  return { reports, ...endOf(reports) };
}

export function playOnPython(runtime: RuntimeInfo, wanted: Wanted, options: PlayOptions = {}): Promise<Played> {
  return playPlan(runtime, { ...planOf(wanted), runtime: runtime.id }, options);
}
