/** Tables of plain text: no colours, since the output is as often a file as a terminal. */
import Table from 'cli-table3';

const PLAIN = { head: [], border: [], compact: true };

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Longer text is wrapped. */
  readonly width?: number;
}

export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: columns.map(({ width }) => width ?? null),
    wordWrap: true,
    style: PLAIN,
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Names and what they are, without a head. */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  const table = new Table({ style: PLAIN });
  table.push(...pairs.map((pair) => [...pair]));
  return table.toString();
}
