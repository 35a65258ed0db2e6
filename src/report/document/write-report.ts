/** A report on a matrix, as one Markdown document with its charts in it. */
import { formatCount, formatSpan } from '../../domain/figure-text.js';
import { isTerminal, type RunState } from '../../domain/run.js';
import { findExtreme, type BatchMetric, type Row } from '../table.js';
import { describeEnvironments, describeExperiments } from './asked.js';
import type { BatchReport } from './batch-report.js';
import { drawCharts } from './charts.js';
import { groupByTask } from './facets.js';
import { showMetric, showOutcomes, showRuns, showValidity } from './figures.js';
import { escape, image, join, list, table } from './markdown.js';
import { describeScaling } from './scaling-section.js';
import { describeTrends } from './trend-section.js';

export function writeReport(report: BatchReport): string {
  const { environments, experiments, rows, sweeps, unfitted, trends } = report;
  const charts = drawCharts(report);
  const scaling = describeScaling(sweeps);
  const told = describeTrends(trends);
  return join([
    `# ${escape(report.name ?? `Batch ${report.id}`)}`,
    ...introduce(report),
    '## What was run',
    describeExperiments(experiments),
    '## Where',
    environments.length > 0 ? describeEnvironments(environments) : 'Nothing has begun yet.',
    '## How far the figures can be trusted',
    ...describeTrust(report),
    ...(charts.drawn.length > 0 ? ['## Charts'] : []),
    ...charts.drawn.map(({ title, svg }) => image(title, svg)),
    ...(charts.leftOut > 0 ? [`${formatCount(charts.leftOut)} more charts are left out.`] : []),
    '## Best and worst',
    describeExtremes(rows),
    'All that is tied cannot be told from the first: their intervals overlap.',
    ...(scaling.length > 0 ? ['## Scaling', ...scaling] : []),
    ...(unfitted > 0 ? [`To ${formatCount(unfitted)} more sweeps no law was fitted here.`] : []),
    ...(told.length > 0 ? ['## Trends', ...told, TREND_NOTE] : []),
    '## All configurations',
    describeRows(rows),
    '## How to read it',
    list(NOTES),
  ]);
}

const TREND_NOTE =
  'Over a number that was swept, wall = a · x^b: the exponent b with its 95 % interval, the part R² of what the walls ' +
  'differ by that the law explains, and what it misses a value by at most. More values, and values farther apart, make ' +
  'the interval narrower.';

const NOTES = [
  'Figures are medians with their 95 % confidence intervals in brackets; of several runs, what differs between runs is in the interval too.',
  'Throughput counts units of the task’s work of all workers. Speed-up is throughput over that of the baseline.',
  'VALID: nothing speaks against a figure. DISTURBED: something else had a part in it. INVALID: it is not what was asked for.',
];

function introduce({ id, createdAt, finishedAt, plan, results }: BatchReport): readonly string[] {
  const ended = results.filter(({ state }) => isTerminal(state)).length;
  const time = finishedAt
    ? `ended at ${showTime(finishedAt)}, ${formatSpan(finishedAt.getTime() - createdAt.getTime())} later`
    : `still running: ${formatCount(ended)} of ${formatCount(results.length)} runs have ended`;
  const baseline = plan.baseline.map(({ axis, value }) => escape(`${axis} ${value}`)).join(', ');
  return [
    `Batch \`${id}\`: ${formatCount(plan.configurations.length)} configurations × ${formatCount(plan.repetitions)} = ` +
      `${formatCount(results.length)} runs, ${plan.order.toLowerCase()}. Begun at ${showTime(createdAt)}, ${time}.`,
    ...(baseline === '' ? [] : [`Speed-ups are over ${baseline}.`]),
  ];
}

function showTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function describeTrust({ results, validity }: BatchReport): readonly string[] {
  const counts = new Map<RunState, number>();
  for (const { state } of results) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${formatCount(count)} ${state}`).join(', ');
  if (!validity) return [`Of ${formatCount(results.length)} runs: ${states}. None was judged.`];
  const { runs, doubtful, reasons } = validity;
  const judged =
    doubtful === 0
      ? `All ${formatCount(runs)} that were measured are VALID.`
      : `**${formatCount(doubtful)} of the ${formatCount(runs)} that were measured are not VALID.**`;
  const said = table(
    [{ title: 'reason' }, { title: 'runs', align: 'right' }, { title: 'such as' }],
    reasons.map(({ code, runs: count, example }) => [code, formatCount(count), escape(example)]),
  );
  return [`Of ${formatCount(results.length)} runs: ${states}. ${judged}`, ...(reasons.length > 0 ? [said] : [])];
}

const EXTREMES = [
  { metric: 'WALL', end: 'best', title: 'shortest wall' },
  { metric: 'WALL', end: 'worst', title: 'longest wall' },
  { metric: 'THROUGHPUT', end: 'best', title: 'most throughput' },
  { metric: 'THROUGHPUT', end: 'worst', title: 'least throughput' },
  { metric: 'SPEEDUP', end: 'best', title: 'most speed-up' },
  { metric: 'SPEEDUP', end: 'worst', title: 'least speed-up' },
] as const satisfies readonly { metric: BatchMetric; end: 'best' | 'worst'; title: string }[];

/** Of each task by itself: times of different work are not held against each other. */
function describeExtremes(rows: readonly Row[]): string {
  const lines = groupByTask(rows, (row) => row).flatMap(({ members }) =>
    EXTREMES.flatMap(({ metric, end, title }) => {
      const [first, ...tied] = findExtreme(members, metric, end);
      return first
        ? [[title, escape(first.label), showMetric(first, metric), String(tied.length), showValidity(first.validity)]]
        : [];
    }),
  );
  const titles = ['', 'configuration', 'figure', 'tied with', 'validity'];
  return table(
    titles.map((title) => ({ title, align: title === 'tied with' ? 'right' : 'left' })),
    lines,
  );
}

function describeRows(rows: readonly Row[]): string {
  return table(
    [
      { title: 'configuration' },
      { title: 'runs', align: 'right' },
      { title: 'wall' },
      { title: 'throughput' },
      { title: 'speed-up' },
      { title: 'processor time' },
      { title: 'validity' },
      { title: 'outcomes' },
    ],
    rows.map((row) => [
      escape(row.label),
      showRuns(row),
      showMetric(row, 'WALL'),
      showMetric(row, 'THROUGHPUT'),
      showMetric(row, 'SPEEDUP'),
      showMetric(row, 'CPU'),
      showValidity(row.validity),
      showOutcomes(row),
    ]),
  );
}
