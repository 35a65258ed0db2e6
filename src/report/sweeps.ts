/** Sweeps in a matrix: its rows that differ in nothing but their number of workers. */
import { nameOf, type Coordinate } from '../domain/matrix.js';
import type { Row } from './table.js';

/** The axis that is a number of workers. */
const WORKERS = 'workers';

export interface Sweep {
  /** What its rows have in common, in words; empty where workers are the only axis. */
  readonly label: string;
  readonly coordinates: readonly Coordinate[];
  readonly rows: readonly Row[];
}

/** Numbers of workers of a row that is part of a sweep. */
export function workersOf({ coordinates }: Row): number {
  return Number(coordinates.find(({ axis }) => axis === WORKERS)?.value);
}

/**
 * One for each combination of the other axes, in the order of the rows; none where workers are no axis, or where all
 * but one number of them were left out.
 */
export function findSweeps(rows: readonly Row[]): readonly Sweep[] {
  const sweeps = new Map<string, { readonly coordinates: readonly Coordinate[]; readonly rows: Row[] }>();
  for (const row of rows) {
    const coordinates = row.coordinates.filter(({ axis }) => axis !== WORKERS);
    if (coordinates.length === row.coordinates.length) continue;
    const place = JSON.stringify(coordinates);
    const sweep = sweeps.get(place);
    if (sweep) sweep.rows.push(row);
    else sweeps.set(place, { coordinates, rows: [row] });
  }
  const several = [...sweeps.values()].filter(({ rows }) => rows.length > 1);
  return several.map((sweep) => ({ ...sweep, label: nameOf(sweep.coordinates) }));
}
