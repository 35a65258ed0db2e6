/** The section of a report that says what was run, and where: enough to run it again. */
import { taskNamed } from '../../catalog/catalog.js';
import { formatCount } from '../../domain/figure-text.js';
import type { Group, Plan } from '../../domain/experiment.js';
import { DEFAULTS } from '../../domain/plan.js';
import type { MeasuredAt } from '../../store/batch-records.js';
import { escape, table } from './markdown.js';

const MOST_VALUES = 12;
const GIB = 2 ** 30;

export function describeExperiments(experiments: readonly Plan[]): string {
  const byTask = new Map<string, Plan[]>();
  for (const plan of experiments) {
    const { kind } = plan.groups[0].task;
    byTask.set(kind, [...(byTask.get(kind) ?? []), plan]);
  }
  const rows = [...byTask].map(([kind, plans]) => {
    const of = (value: (group: Group) => string | number): string =>
      listValues(plans.map(({ groups }) => value(groups[0])));
    const names = Object.keys(plans[0]?.groups[0].task.parameters ?? {});
    const parameters = names.map((name) => `${name} ${of(({ task }) => task.parameters[name] ?? '')}`);
    const others = listValues(plans.flatMap(({ groups }) => groups.slice(1).map(describeGroup)));
    return [
      `${escape(taskNamed(kind).title)} (\`${kind}\`)${others === '' ? '' : ` beside ${others}`}`,
      parameters.join('; '),
      of(({ fabric }) => fabric),
      of(({ primitive }) => primitive),
      of(({ workers }) => workers),
      listValues(plans.map(({ runtime }) => runtime)),
      listSettings(plans),
      listValues(plans.map(({ repetitions, warmup }) => `${repetitions}, ${warmup} to warm up`)),
    ];
  });
  const titles = ['task', 'parameters', 'fabric', 'primitive', 'workers', 'runtime', 'settings', 'rounds of a run'];
  return table(
    titles.map((title) => ({ title })),
    rows,
  );
}

export function describeEnvironments(environments: readonly MeasuredAt[]): string {
  const rows = environments.map(({ environment, runs, loads }) => [
    formatCount(runs),
    escape(environment.cpuModel),
    `${environment.cores}${environment.coreQuota === null ? '' : ` (quota ${environment.coreQuota})`}`,
    `${(environment.memoryBytes / GIB).toFixed(1)} GiB`,
    escape(`${environment.platform}, ${environment.kernel}`),
    escape(environment.interpreter ?? `Node.js ${environment.node}`),
    environment.memory,
    [environment.clockSource, environment.frequencyPolicy].filter((one) => one !== null).join(', '),
    loads.length === 0 ? '' : `${Math.min(...loads).toFixed(2)} to ${Math.max(...loads).toFixed(2)}`,
  ]);
  const titles = ['processor', 'cores', 'memory', 'system', 'executed by', 'shared memory', 'clock', 'load'];
  return table([{ title: 'runs', align: 'right' }, ...titles.map((title) => ({ title }))], rows);
}

/** Of the interpreter and of the measuring, where it is not as usual for all of them. */
function listSettings(plans: readonly Plan[]): string {
  const settings: readonly (readonly [
    string,
    (plan: Plan) => string | number | null,
    usual: string | number | null,
  ])[] = [
    ['switch interval', ({ groups }) => groups[0].options.switchIntervalMs, null],
    ['start method', ({ groups }) => groups[0].options.startMethod ?? null, null],
    ['recording', ({ recording }) => recording ?? DEFAULTS.recording, DEFAULTS.recording],
    ['precision', ({ precision }) => precision ?? null, null],
  ];
  return settings
    .flatMap(([name, of, usual]) => {
      const values = plans.map(of);
      return values.every((value) => value === usual)
        ? []
        : [`${name} ${listValues(values.map((value) => value ?? 'none'))}`];
    })
    .join('; ');
}

function describeGroup({ task, fabric, primitive, workers }: Group): string {
  return `${workers} × ${task.kind} on ${fabric}, ${primitive}`;
}

/** Each once, in the order in which they come. */
function listValues(values: readonly (string | number)[]): string {
  const different = [...new Set(values)].map((value) => escape(typeof value === 'number' ? formatCount(value) : value));
  const shown = different.slice(0, MOST_VALUES).join(', ');
  return different.length > MOST_VALUES ? `${shown} and ${different.length - MOST_VALUES} more` : shown;
}
