/** Markdown as GitHub reads it (GFM). What came from outside is escaped; what is written here is not. */
import { markdownTable } from 'markdown-table';

/** All that could begin something, within a line. CommonMark lets every one of these be escaped. */
const SPECIAL = /[\\`*<>[\]|~$#]|(?<!\w)_|_(?!\w)/g;

export function escape(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(SPECIAL, String.raw`\$&`);
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** @param rows cells that are Markdown already */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return markdownTable([columns.map(({ title }) => title), ...rows], {
    align: columns.map(({ align }) => align ?? 'left'),
  });
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Within the document itself: nothing is to be fetched, and nothing can be lost. */
export function image(alt: string, svg: string): string {
  return `![${escape(alt)}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`;
}

/** Paragraphs, with an empty line between each two. */
export function join(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}
