/** Two batches side by side: what became slower or faster, and what cannot be told apart. */
import type { Plan } from '../domain/experiment.js';
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

/** The table of a batch, and how each of its rows was measured. */
export interface Measured {
  readonly rows: readonly Row[];
  /** By the id of the experiment. */
  readonly plans: ReadonlyMap<string, Plan>;
}

/**
 * Configurations that measure the same thing are compared, whatever they are called.
 * @param threshold a change below this share (0.05: 5 %) is none, however sure
 */
export function compareRows(
  before: Measured,
  after: Measured,
  metric: BatchMetric,
  threshold: number,
): BatchComparison {
  const matches = matchRows(before, after);
  const matched = [...matches.values()].flat();
  const compare = (row: Row, match: Row | undefined, label: string): ComparedRow => {
    const first = metricOf(row, metric);
    const second = match ? metricOf(match, metric) : null;
    const validity = match ? worstOf([verdictOf(row), verdictOf(match)]) : null;
    const compared = { label, before: first, after: second, validity };
    if (!match) return { ...compared, ratio: null, change: 'ONLY_BEFORE' };
    if (!first || !second) return { ...compared, ratio: null, change: 'NOT_MEASURED' };
    const ratio = { ...ratioOf(second, first, matched.length), unit: '×' };
    return { ...compared, ratio, change: judge(ratio, metric, threshold) };
  };
  const rows = before.rows.flatMap((row) => {
    const found = matches.get(row) ?? [];
    // By its own name, one that is held against several could not be told from itself.
    if (found.length > 1) return found.map((match) => compare(row, match, match.label));
    return [compare(row, found[0], row.label)];
  });
  const isMatched = new Set(matched);
  const added = after.rows
    .filter((row) => !isMatched.has(row))
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
 * To each row those of the other batch that measure the same thing. Where a batch measures it several times, as often,
 * as long or as precisely as one likes, those that do it alike belong together. Where the other batch does it once, and
 * like none of them, it is held against them all: better than against nothing.
 */
function matchRows(before: Measured, after: Measured): ReadonlyMap<Row, readonly Row[]> {
  const afterBySubject = groupBySubject(after.rows);
  return new Map(
    [...groupBySubject(before.rows)].flatMap(([subject, rows]) => {
      const others = afterBySubject.get(subject) ?? [];
      const varied = MEASURING.filter((field) => isVaried(field, rows, before) || isVaried(field, others, after));
      const alike = rows.map((row) => {
        const wanted = howMeasured(row, before, varied);
        const match = others.find((other) => howMeasured(other, after, varied) === wanted);
        return [row, match ? [match] : []] as const;
      });
      const isOneAlone = rows.length === 1 || others.length === 1;
      const isNoneAlike = alike.every(([, found]) => found.length === 0);
      return isOneAlone && isNoneAlike ? rows.map((row) => [row, others] as const) : alike;
    }),
  );
}

function groupBySubject(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.subject, [...(groups.get(row.subject) ?? []), row]);
  return groups;
}

/** What changes how something is measured, and not what. */
const MEASURING = ['repetitions', 'warmup', 'timeoutMs', 'precision'] as const satisfies (keyof Plan)[];
type Measuring = (typeof MEASURING)[number];

/** What is one value in each of the batches tells none of their rows apart. */
function isVaried(field: Measuring, rows: readonly Row[], { plans }: Measured): boolean {
  return new Set(rows.map(({ experimentId }) => plans.get(experimentId)?.[field])).size > 1;
}

/** By its plan: what all rows of a batch have in common is no coordinate. */
function howMeasured({ experimentId }: Row, { plans }: Measured, fields: readonly Measuring[]): string {
  const plan = plans.get(experimentId);
  return JSON.stringify(fields.map((field) => plan?.[field] ?? null));
}

/** A change is one when the whole interval says so, and it is worth a word. */
function judge({ median, low, high }: Estimate, metric: BatchMetric, threshold: number): Change {
  const isTime = metric === 'WALL' || metric === 'CPU';
  const isWorthAWord = median > 1 + threshold || median < 1 / (1 + threshold);
  if (!isWorthAWord || (low <= 1 && high >= 1)) return 'TIED';
  return median > 1 === isTime ? 'REGRESSION' : 'IMPROVEMENT';
}
