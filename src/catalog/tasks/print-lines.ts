/** Workers that print their lines: whose line comes when, nobody says (rows 1, 7, 8, 10, 24). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';

/** Lines told to the host, of each worker and of all. */
const SHOWN = 20;
const SHOWN_OF_ALL = 12;

interface Line {
  readonly text: string;
  /** Its place among the lines of all workers, from 0. */
  readonly order: number;
}

export const printLines = defineTask({
  kind: 'printLines',
  title: 'Printing lines',
  doc:
    'Each worker prints its lines, "worker:line", one after another, onto one page: a shared counter tells each line ' +
    'its place. A worker’s own lines are always in order. How those of several workers mix is up to the scheduler.',
  parameters: {
    lines: integer({ doc: 'Lines by each worker.', unit: 'lines', min: 1, max: 10_000, default: 5 }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'lines',
  /** One word: how many lines are on the page. */
  resources: () => [{ kind: 'WORDS', count: 1 }],
  units: ({ lines }) => lines,
  *body({ parameters: { lines }, worker, resources, report }) {
    const { words, base } = wordsOf(resources[0]);
    const printed: Line[] = [];
    for (let line = 0; line < lines; line += 1) {
      printed.push({ text: `${worker}:${line}`, order: words.add(base, 1) });
      report(line + 1);
      yield;
    }
    return { worker, printed };
  },
  report: ({ worker, printed }) => ({
    count: printed.length,
    first: printed[0]?.order ?? 0,
    last: printed.at(-1)?.order ?? 0,
    isInOrder: printed.every(
      ({ text, order }, line) => text === `${worker}:${line}` && order > (printed[line - 1]?.order ?? -1),
    ),
    lines: printed.slice(0, SHOWN),
  }),
  watched: () => [{ result: 'interleaved', grade: 'ACCEPTABLE' }],
  judge({ parameters: { lines }, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const expected = lines * workers;
    const observed = words.load(base);
    const isRight =
      observed === expected &&
      reports.length === workers &&
      reports.every(({ count, isInOrder }) => isInOrder && count === lines);
    // Nobody else's line is between those of a worker whose places have no gap.
    const isInterleaved = reports.some(({ first, last, count }) => last - first + 1 !== count);
    const page = reports.flatMap((report) => report.lines).toSorted((a, b) => a.order - b.order);
    const shown = page.slice(0, SHOWN_OF_ALL).map(({ text }) => text);
    return {
      result: !isRight ? 'wrong' : isInterleaved ? 'interleaved' : 'one after another',
      grade: isRight ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${expected} lines, each worker’s own in order`,
      observed: `${observed} lines: ${shown.join(' ')}${expected > shown.length ? ' …' : ''}`,
    };
  },
});
