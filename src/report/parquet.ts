/**
 * Rows as a Parquet file, of which one group of rows is held at a time. What grows with the file is its footer: some
 * hundred bytes for each column of each group.
 */
import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType, type ColumnSource } from 'hyparquet-writer';
import { COLUMNS, type Cell, type ColumnType, type ExportRow } from './export-row.js';

/** Large enough to compress well, small enough to hold. */
const ROWS_IN_GROUP = 5_000;

const TYPES: Readonly<Record<ColumnType, BasicType>> = {
  TEXT: 'STRING',
  JSON: 'JSON',
  TIME: 'TIMESTAMP',
  INTEGER: 'INT32',
  LONG: 'INT64',
  REAL: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
};

export async function* toParquet(rows: AsyncIterable<ExportRow>): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: toColumns([]) }),
    createdBy: 'lockstep',
  });
  for await (const group of inGroups(rows)) {
    await file.write({ columnData: toColumns(group), rowGroupSize: ROWS_IN_GROUP });
    yield take(writer);
  }
  await file.finish();
  yield take(writer);
}

async function* inGroups(rows: AsyncIterable<ExportRow>): AsyncGenerator<readonly ExportRow[], void, undefined> {
  let group: ExportRow[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < ROWS_IN_GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function toColumns(rows: readonly ExportRow[]): ColumnSource[] {
  return Object.entries(COLUMNS).map(([name, type]) => ({
    name,
    type: TYPES[type],
    data: rows.map((row) => toValue(row[name as keyof ExportRow], type)),
  }));
}

function toValue(cell: Cell, type: ColumnType): unknown {
  if (cell === null) return null;
  switch (type) {
    case 'JSON':
      return JSON.parse(String(cell));
    case 'TIME':
      return new Date(String(cell));
    case 'LONG':
      return BigInt(cell);
    case 'TEXT':
    case 'INTEGER':
    case 'REAL':
    case 'BOOLEAN':
      return cell;
  }
}

/** What was written since the last time. Its offset counts on: the footer tells places within the whole file. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}
