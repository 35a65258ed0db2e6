/**
 * The charts of a report: throughput over workers where those are an axis, wall time over every other number that is
 * one, and where neither is, the wall of each configuration.
 */
import { formatCount, formatDuration, formatRate } from '../../domain/figure-text.js';
import { nameOf } from '../../domain/matrix.js';
import type { Trend } from '../../domain/trend.js';
import { speedupBy } from '../../stats/scaling/laws.js';
import { MOST_SERIES } from '../chart/picture.js';
import { drawScaling, type ScalingMark, type ScalingSeries } from '../chart/scaling-chart.js';
import { drawTrends, type TrendSeries } from '../chart/trend-chart.js';
import { drawWalls, type WallMark } from '../chart/wall-chart.js';
import { workersOf } from '../sweeps.js';
import type { Row } from '../table.js';
import type { BatchReport, ScaledSweep } from './batch-report.js';
import { groupByTask } from './facets.js';

export interface Chart {
  readonly title: string;
  readonly svg: string;
}

export interface Charts {
  readonly drawn: readonly Chart[];
  /** Beyond those. */
  readonly leftOut: number;
}

const MOST_CHARTS = 24;
const MOST_WALLS = 30;

export function drawCharts({ rows, sweeps, trends }: BatchReport): Charts {
  const curves = [...scalingDrafts(sweeps), ...trendDrafts(trends)];
  const drafts = curves.length > 0 ? curves : wallDrafts(rows);
  return {
    drawn: drafts.slice(0, MOST_CHARTS).map((draw) => draw()),
    leftOut: Math.max(0, drafts.length - MOST_CHARTS),
  };
}

type Draft = () => Chart;

function scalingDrafts(sweeps: readonly ScaledSweep[]): readonly Draft[] {
  const measured = sweeps.filter(({ sweep }) => sweep.rows.some(({ throughput }) => throughput));
  return groupByTask(measured, ({ sweep }) => sweep.rows[0]).flatMap(({ task, members }) =>
    inParts(members, MOST_SERIES).map((part, index, parts) => () => {
      const title = `${nameChart('Throughput over workers', task)}${countParts(index, parts.length)}`;
      const series = part.map((one) => toSeries(one, task));
      const workUnit = part[0]?.sweep.rows.find((row) => row.workUnit !== null)?.workUnit ?? 'units';
      return { title, svg: drawScaling({ title, description: describeSeries(series, workUnit), workUnit, series }) };
    }),
  );
}

/** Values that there is anything to be seen of. */
const FEWEST_VALUES = 3;

function trendDrafts(trends: readonly Trend[]): readonly Draft[] {
  const groups = new Map<string, { axis: string; task: string | null; series: TrendSeries[] }>();
  for (const { axis, coordinates, points, law } of trends) {
    const marks = points.flatMap(({ value, wall, validity }) =>
      wall && value > 0 ? [{ value, wall, isDoubtful: validity !== null && validity !== 'VALID' }] : [],
    );
    if (marks.length < FEWEST_VALUES) continue;
    const task = coordinates.find((at) => at.axis === 'task')?.value ?? null;
    const group = groups.get(`${axis} ${task}`) ?? { axis, task, series: [] };
    groups.set(`${axis} ${task}`, group);
    group.series.push({
      label: nameOf(coordinates.filter((at) => at.axis !== 'task')) || task || 'all',
      points: marks,
      law: law && { coefficient: law.coefficient, exponent: law.exponent.value },
    });
  }
  return [...groups.values()].flatMap(({ axis, task, series: members }) =>
    inParts(members, MOST_SERIES).map((series, index, parts) => () => {
      const title = `${nameChart(`Wall time over ${axis}`, task)}${countParts(index, parts.length)}`;
      return { title, svg: drawTrends({ title, description: describeTrendSeries(series), axis, series }) };
    }),
  );
}

function wallDrafts(rows: readonly Row[]): readonly Draft[] {
  const measured = rows.filter(({ wall }) => wall);
  return groupByTask(measured, (row) => row).flatMap(({ task, members }) =>
    inParts(members, MOST_WALLS).map((part, index, parts) => () => {
      const title = `${nameChart('Wall time', task)}${countParts(index, parts.length)}`;
      const marks = part.flatMap(toWallMark);
      return { title, svg: drawWalls({ title, description: describeWalls(marks), marks }) };
    }),
  );
}

function toSeries({ sweep, scaling }: ScaledSweep, task: string | null): ScalingSeries {
  const { report } = scaling;
  const fit = report?.fits.find(({ law }) => law === report.chosen);
  const values = Object.fromEntries(fit?.parameters.map(({ name, value }) => [name, value]) ?? []);
  const name = nameOf(sweep.coordinates.filter(({ axis }) => axis !== 'task'));
  return {
    label: name || task || report?.task || 'all',
    points: sweep.rows.flatMap((row): readonly ScalingMark[] =>
      row.throughput ? [{ workers: workersOf(row), throughput: row.throughput, isDoubtful: isDoubtful(row) }] : [],
    ),
    law: fit
      ? { name: fit.law, throughputOf: (workers) => (values['RATE'] ?? 0) * speedupBy(fit.law, values, workers) }
      : null,
  };
}

function toWallMark(row: Row): readonly WallMark[] {
  const label = nameOf(row.coordinates.filter(({ axis }) => axis !== 'task')) || row.label;
  return row.wall ? [{ label, wall: row.wall, isDoubtful: isDoubtful(row) }] : [];
}

function isDoubtful({ validity }: Row): boolean {
  return validity !== null && validity.verdict !== 'VALID';
}

function nameChart(what: string, task: string | null): string {
  return task === null ? what : `${what}: ${task}`;
}

function countParts(index: number, parts: number): string {
  return parts === 1 ? '' : ` (${index + 1} of ${parts})`;
}

function describeSeries(series: readonly ScalingSeries[], workUnit: string): string {
  return series
    .map(({ label, points }) => {
      const figures = points.map(
        ({ workers, throughput, isDoubtful }) =>
          `${formatRate(throughput, workUnit)} with ${workers}${isDoubtful ? ' (disturbed)' : ''}`,
      );
      return `${label}: ${figures.join('; ')}.`;
    })
    .join(' ');
}

function describeTrendSeries(series: readonly TrendSeries[]): string {
  return series
    .map(({ label, points }) => {
      const figures = points.map(
        ({ value, wall, isDoubtful }) =>
          `${formatDuration(wall)} at ${formatCount(value)}${isDoubtful ? ' (disturbed)' : ''}`,
      );
      return `${label}: ${figures.join('; ')}.`;
    })
    .join(' ');
}

function describeWalls(marks: readonly WallMark[]): string {
  return marks
    .map(({ label, wall, isDoubtful }) => `${label}: ${formatDuration(wall)}${isDoubtful ? ' (disturbed)' : ''}.`)
    .join(' ');
}

function inParts<T>(members: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(members.length / most) }, (_, part) =>
    members.slice(part * most, (part + 1) * most),
  );
}
