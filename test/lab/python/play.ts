/** Runs on an interpreter, as the lab host plays them, without the host. */
import { TASKS_BY_KIND } from '../../../src/catalog/catalog.js';
import type { LabReport } from '../../../src/domain/events.js';
import type { Parameters, Plan } from '../../../src/domain/experiment.js';
import { Execution } from '../../../src/lab/execute.js';
import { PythonBench } from '../../../src/lab/python/bench.js';
import type { RuntimeInfo } from '../../../src/runtimes/runtimes.js';
import { endOf, planOf, type Played, type PlayOptions, type Wanted } from '../runs.js';

export async function playPlan(runtime: RuntimeInfo, plan: Plan, options: PlayOptions = {}): Promise<Played> {
  const { cancelled = new AbortController().signal, onReport = () => {}, fileServerPort = 1, traceFile } = options;
  if (!runtime.python) throw new Error(`${runtime.id} is no Python.`);
  const reports: LabReport[] = [];
  const listen = (report: LabReport): void => {
    reports.push(report);
    onReport(report);
  };
  const home = { path: runtime.path, facts: runtime.python, fileServerPort };
  const makeBench = (): PythonBench => new PythonBench(plan, home, traceFile ?? null);
  const execution = new Execution({ plan, report: listen, cancelled }, makeBench);
  while (!execution.isOver) await execution.playRound();
  await execution.ended;
  return { reports, ...endOf(reports) };
}

export function playOnPython(runtime: RuntimeInfo, wanted: Wanted, options: PlayOptions = {}): Promise<Played> {
  return playPlan(runtime, { ...planOf(wanted), runtime: runtime.id }, options);
}

export function defaultsOf(kind: string): Parameters {
  const specs = TASKS_BY_KIND.get(kind)?.parameters ?? {};
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
}
