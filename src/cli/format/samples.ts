/** Every round of a run, one a line. */
import type { Run } from '../api/run.js';
import { formatMs } from '../../domain/figure-text.js';
import { formatTable } from './table.js';

export function formatSamples(samples: Run['samples']): string {
  if (samples.length === 0) return 'No round was finished.';
  return formatTable(
    [
      { title: 'round', align: 'right' },
      { title: 'wall', align: 'right' },
      { title: 'cpu', align: 'right' },
      { title: 'start skew', align: 'right' },
      { title: 'result' },
      { title: 'expected', align: 'right' },
      { title: 'observed', align: 'right' },
    ],
    samples.map(({ round, warmup, wallMs, cpuMs, startSkewMs, result, expected, observed }) => [
      warmup ? `${round} (warm-up)` : String(round),
      formatMs(wallMs),
      cpuMs === null ? '' : formatMs(cpuMs),
      formatMs(startSkewMs),
      result,
      expected,
      observed,
    ]),
  );
}
