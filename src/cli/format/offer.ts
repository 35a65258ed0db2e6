/** The catalogue, the runtimes and the queue of a lab. */
import type { Catalog, Queue, Runtime } from '../api/offer.js';
import { toKebabCase } from '../flags/names.js';
import { formatCount, formatShare } from '../../domain/figure-text.js';
import { formatTable } from './table.js';

const DOC_WIDTH = 60;

export function formatCatalog({ tasks, fabrics }: Catalog): string {
  const shown = tasks.map((task) =>
    [
      `${task.inputName}: ${task.title}`,
      task.doc,
      `primitives ${task.primitives.join(', ')}; fabrics ${task.fabrics.join(', ')}; work in ${task.workUnit}`,
      formatTable(
        [
          { title: 'flag' },
          { title: 'what', width: DOC_WIDTH },
          { title: 'unit' },
          { title: 'least', align: 'right' },
          { title: 'most', align: 'right' },
          { title: 'default', align: 'right' },
        ],
        task.parameters.map(({ name, doc, unit, min, max, words, default: usual }) => [
          `--${toKebabCase(name)}`,
          doc,
          words ? words.join(', ') : (unit ?? ''),
          min === null ? '' : formatCount(min),
          max === null ? '' : formatCount(max),
          words ? usual : formatCount(Number(usual)),
        ]),
      ),
    ].join('\n'),
  );
  const missing = fabrics.flatMap(({ fabric, available, reason }) =>
    available ? [] : [`${fabric} cannot be used on this host: ${reason ?? 'it does not say why'}`],
  );
  return [...shown, ...missing].join('\n\n');
}

export function formatRuntimes(runtimes: readonly Runtime[]): string {
  return formatTable(
    [
      { title: 'id' },
      { title: 'name' },
      { title: 'version' },
      { title: 'global lock' },
      { title: 'starts processes by' },
      { title: 'path' },
    ],
    runtimes.map(({ id, name, version, gil, python, path }) => [
      id,
      name,
      version,
      gil ? 'yes' : 'no',
      python?.startMethods.join(', ') ?? '',
      path,
    ]),
  );
}

export function formatQueue({ running, waiting, length }: Queue): string {
  if (!running && length === 0) return 'Nothing is running, and nothing waits.';
  const rows = waiting.map((run, index) => toQueueRow(String(index + 1), run));
  if (running) rows.unshift(toQueueRow(`${running.state.toLowerCase()}, ${formatShare(running.progress)}`, running));
  const table = formatTable(
    [
      { title: 'place' },
      { title: 'run' },
      { title: 'name' },
      { title: 'task' },
      { title: 'workers' },
      { title: 'primitive' },
    ],
    rows,
  );
  const unseen = length - waiting.length;
  return unseen > 0 ? `${table}\nand ${formatCount(unseen)} more` : table;
}

function toQueueRow(place: string, { id, experiment }: Queue['waiting'][number]): readonly string[] {
  const { name, task, workers, fabric, primitive } = experiment;
  return [place, id, name ?? '', task.title, `${workers} × ${fabric}`, primitive];
}
