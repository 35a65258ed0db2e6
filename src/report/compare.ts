/** Two batches side by side: what became slower or faster, and what cannot be told apart. */
import { placeOf } from '../domain/matrix.js';
import type { Estimate } from '../domain/run.js';
import { worstOf, type ValidityVerdict } from '../domain/validity.js';
import { ratioOf } from '../stats/log-interval.js';
import { metricOf, type BatchMetric, type Row } from './table.js';

export const CHANGES = ['REGRESSION', 'IMPROVEMENT', 'TIED', 'ONLY_BEFORE', 'ONLY_AFTER', 'NOT_MEASURED'] as const;
export type Change = (typeof CHANGES)[number];

export interface ComparedRow {
  readonly label: string;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  /** After over before, with an interval that holds for all rows of the comparison together. */
  readonly ratio: Estimate | null;
  readonly change: Change;
  /** That of the less trustworthy of the two; null where one was not judged, or is not there. */
  readonly validity: ValidityVerdict | null;
}

export interface BatchComparison {
  readonly metric: BatchMetric;
  readonly threshold: number;
  readonly rows: readonly ComparedRow[];
}

/**
 * Configurations that measure the same thing are compared, whatever they are called.
 * @param threshold a change below this share (0.05: 5 %) is none, however sure
 */
export function compareRows(
  before: readonly Row[],
  after: readonly Row[],
  metric: BatchMetric,
  threshold: number,
): BatchComparison {
  const matches = matchRows(before, after);
  const pairs = matches.size;
  const rows = before.map((row): ComparedRow => {
    const match = matches.get(row);
    const first = metricOf(row, metric);
    const second = match ? metricOf(match, metric) : null;
    const validity = match ? worstOf([verdictOf(row), verdictOf(match)]) : null;
    const compared = { label: row.label, before: first, after: second, validity };
    if (!match) return { ...compared, ratio: null, change: 'ONLY_BEFORE' };
    if (!first || !second) return { ...compared, ratio: null, change: 'NOT_MEASURED' };
    const ratio = { ...ratioOf(second, first, pairs), unit: '×' };
    return { ...compared, ratio, change: judge(ratio, metric, threshold) };
  });
  const matched = new Set(matches.values());
  const added = after
    .filter((row) => !matched.has(row))
    .map((row): ComparedRow => ({
      label: row.label,
      before: null,
      after: metricOf(row, metric),
      ratio: null,
      change: 'ONLY_AFTER',
      validity: null,
    }));
  return { metric, threshold, rows: [...rows, ...added] };
}

function verdictOf({ validity }: Row): ValidityVerdict | null {
  return validity?.verdict ?? null;
}

/**
 * To each row the one of the other batch that measures the same thing. Where a batch measures it several times, as
 * often, as long or as precisely as one likes, those that do it alike belong together.
 */
function matchRows(before: readonly Row[], after: readonly Row[]): ReadonlyMap<Row, Row> {
  const afterBySubject = groupBySubject(after);
  return new Map(
    [...groupBySubject(before)].flatMap(([subject, rows]) => {
      const others = afterBySubject.get(subject) ?? [];
      const [only] = others;
      if (rows.length === 1 && others.length === 1 && only) return rows.map((row) => [row, only] as const);
      return rows.flatMap((row) => {
        const match = others.find((other) => howMeasured(other) === howMeasured(row));
        return match ? [[row, match] as const] : [];
      });
    }),
  );
}

function groupBySubject(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.subject, [...(groups.get(row.subject) ?? []), row]);
  return groups;
}

/** Axes that change how something is measured, and not what. */
const MEASURING: ReadonlySet<string> = new Set(['repetitions', 'warmup', 'timeoutMs', 'precision']);

function howMeasured({ coordinates }: Row): string {
  return placeOf(coordinates.filter(({ axis }) => MEASURING.has(axis)));
}

/** A change is one when the whole interval says so, and it is worth a word. */
function judge({ median, low, high }: Estimate, metric: BatchMetric, threshold: number): Change {
  const isTime = metric === 'WALL' || metric === 'CPU';
  const isWorthAWord = median > 1 + threshold || median < 1 / (1 + threshold);
  if (!isWorthAWord || (low <= 1 && high >= 1)) return 'TIED';
  return median > 1 === isTime ? 'REGRESSION' : 'IMPROVEMENT';
}
