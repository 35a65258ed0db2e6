/** Rows in the form of a file, streamed from the store to whoever reads, at the reader's pace. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { COLUMNS, type Cell, type ColumnType, type ExportRow } from './export-row.js';
import { toParquet } from './parquet.js';

export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

/** To be piped on. */
export function toStream(rows: AsyncIterable<ExportRow>, format: ExportFormat): Readable {
  switch (format) {
    case 'csv':
      return toCsv(rows);
    case 'jsonl':
      return Readable.from(toLines(rows));
    case 'parquet':
      return Readable.from(toParquet(rows));
  }
}

function toCsv(rows: AsyncIterable<ExportRow>): Readable {
  // A name that begins with = shall be a name in a spreadsheet too, and no formula.
  const csv = stringify({
    header: true,
    columns: Object.keys(COLUMNS),
    escape_formulas: true,
    cast: { boolean: String },
  });
  const source = Readable.from(rows);
  source.on('error', (error) => csv.destroy(error));
  csv.on('close', () => source.destroy());
  return source.pipe(csv);
}

async function* toLines(rows: AsyncIterable<ExportRow>): AsyncGenerator<string, void, undefined> {
  for await (const row of rows) {
    const cells = Object.entries(COLUMNS).map(([name, type]) => [name, toJson(row[name as keyof ExportRow], type)]);
    yield `${JSON.stringify(Object.fromEntries(cells))}\n`;
  }
}

/** JSON within JSON would have to be read twice. */
function toJson(cell: Cell, type: ColumnType): unknown {
  return type === 'JSON' && typeof cell === 'string' ? JSON.parse(cell) : cell;
}
