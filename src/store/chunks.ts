/** Rows in one statement: a database takes only so many parameters. */
const ROWS = 500;

export function inChunks<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, chunk) =>
    rows.slice(chunk * ROWS, (chunk + 1) * ROWS),
  );
}
