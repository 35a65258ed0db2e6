/** What each runtime gains, for a person. */
import { formatSpeedup } from '../../domain/scaling-text.js';
import type { RuntimeComparison } from '../api/runtime-comparison.js';
import { formatTable } from './table.js';

type Curve = RuntimeComparison['curves'][number];
type Model = RuntimeComparison['models'][number];

const VERDICTS: Readonly<Record<Curve['verdict'], string>> = {
  SCALES: 'scales',
  GAINS_NOTHING: 'gains nothing',
  LOSES: 'loses',
  NOT_TOLD: 'not told',
};

const TOLD: Readonly<Record<Model['points'][number]['verdict'], string>> = {
  DIFFERENT: 'differ',
  NO_DIFFERENCE_SEEN: 'not told apart',
  TOO_FEW_PAIRS: 'too few rounds',
};

/** A row for each fabric of each runtime, a column for each number of workers; then the model, and what it means. */
export function formatComparison({ curves, models, sentences }: RuntimeComparison): string {
  const counts = [...new Set(curves.flatMap(({ points }) => points.map(({ workers }) => workers)))];
  const table = formatTable(
    [
      { title: 'speed-up over one thread' },
      { title: 'fabric' },
      { title: 'global lock' },
      ...counts.toSorted((a, b) => a - b).map((count) => ({ title: `${count} ${count === 1 ? 'worker' : 'workers'}` })),
      { title: 'verdict' },
    ],
    curves.map(({ runtime, fabric, gil, points, verdict }) => [
      runtime,
      fabric,
      gil ? 'yes' : 'no',
      ...counts.toSorted((a, b) => a - b).map((count) => showPoint(points.find(({ workers }) => workers === count))),
      VERDICTS[verdict],
    ]),
  );
  const isAnyDoubtful = curves.some(({ points }) => points.some(isDoubtful));
  return [
    table,
    ...(isAnyDoubtful ? ['* disturbed, or not what was asked for: the table of its runs says by what.'] : []),
    ...models.map(formatModel),
    sentences.map(({ text }) => text).join('\n'),
  ].join('\n');
}

function showPoint(point: Curve['points'][number] | undefined): string {
  if (!point) return '';
  if (!point.speedup) return point.state;
  return `${formatSpeedup(point.speedup)}${isDoubtful(point) ? ' *' : ''}`;
}

function isDoubtful({ validity }: Curve['points'][number]): boolean {
  return validity === 'DISTURBED' || validity === 'INVALID';
}

/** How near it comes is one of the sentences. */
function formatModel({ model, real, points }: Model): string {
  return formatTable(
    [
      { title: `${model} beside ${real}` },
      { title: 'workers', align: 'right' },
      { title: model, align: 'right' },
      { title: real, align: 'right' },
      { title: 'ratio' },
      { title: 'the two' },
    ],
    points.map((point) => [
      point.fabric,
      String(point.workers),
      `${point.model.toFixed(2)} ×`,
      `${point.real.toFixed(2)} ×`,
      formatSpeedup(point.ratio),
      TOLD[point.verdict],
    ]),
  );
}
