/**
 * A picture as SVG, made to be embedded as an image: a card of its own colours, so that it can be read on a light and
 * on a dark page, with a title and a description for who cannot see it. No scripts, no fonts, nothing from outside.
 */
import { symbol, symbolsFill } from 'd3-shape';
import { toXml } from 'xast-util-to-xml';
import { x, type Attributes, type Child } from 'xastscript';

/** Each has a colour and a shape, since not everybody tells colours apart. */
export const MOST_SERIES = symbolsFill.length;

const LIGHT = ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#bf3989', '#9a6700', '#0e7490'] as const;
const DARK = ['#58a6ff', '#f0883e', '#3fb950', '#bc8cff', '#f778ba', '#d29922', '#39c5cf'] as const;

function colours(series: readonly string[], card: string, text: string, line: string): string {
  return [
    `.card{fill:${card};stroke:${line}}`,
    `text{fill:${text}}`,
    `.axis{stroke:${text}}`,
    `.grid{stroke:${line}}`,
    ...series.map((colour, index) => `.s${index}{fill:${colour};stroke:${colour}}`),
    `.doubtful{fill:${card}}`,
  ].join('');
}

const STYLE = [
  'text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif}',
  '.heading{font-size:14px;font-weight:600}',
  colours(LIGHT, '#ffffff', '#24292f', '#d0d7de'),
  `@media (prefers-color-scheme:dark){${colours(DARK, '#0d1117', '#e6edf3', '#30363d')}}`,
  // After the colours, which fill.
  '.curve{fill:none;stroke-width:1.5;stroke-dasharray:5 4}',
  '.bar,.doubtful{stroke-width:1.5}',
].join('');

export type Shape = Child;

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What it shows, in words. */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** @param attributes numbers are pixels */
export function shape(name: string, attributes: Attributes, ...children: readonly Shape[]): Shape {
  return x(name, attributes, ...children);
}

export function line(className: string, x1: number, y1: number, x2: number, y2: number): Shape {
  return x('line', { class: className, x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2) });
}

export type Anchor = 'start' | 'middle' | 'end';

/** @param y of its middle */
export function text(content: string, at: number, y: number, anchor: Anchor = 'start', className?: string): Shape {
  const attributes = { x: round(at), y: round(y), 'text-anchor': anchor, 'dominant-baseline': 'middle' };
  return x('text', { ...attributes, ...(className !== undefined && { class: className }) }, content);
}

const MARK_SIZE = 55;

/** @param isDoubtful hollow: something else had a part in the figure */
export function mark(series: number, at: number, y: number, isDoubtful: boolean): Shape {
  const kind = symbolsFill[series % symbolsFill.length];
  const d = symbol(kind, MARK_SIZE).digits(2)();
  const className = `s${series}${isDoubtful ? ' doubtful' : ''}`;
  return x('path', { class: className, d, transform: `translate(${round(at)} ${round(y)})` });
}

export function toSvg({ width, height, title, description, shapes }: Picture): string {
  const frame = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 6 };
  return toXml(
    x(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: 'img',
        'aria-labelledby': 'title desc',
      },
      x('title', { id: 'title' }, title),
      x('desc', { id: 'desc' }, description),
      x('style', STYLE),
      x('rect', { class: 'card', ...frame }),
      text(title, 16, 20, 'start', 'heading'),
      ...shapes,
    ),
    { closeEmptyElements: true },
  );
}

/** Hundredths of a pixel are enough. */
export function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

const MORE = '…';

/** At most so many characters: how wide a text will be cannot be known here. */
export function shorten(content: string, most: number): string {
  return content.length <= most ? content : `${content.slice(0, most - 1)}${MORE}`;
}
