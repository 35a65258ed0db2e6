/** What the sweeps of a matrix show, for a person. */
import { formatParameters, formatSpeedup } from '../../domain/scaling-text.js';
import type { Sweep, Sweeps } from '../api/sweeps.js';
import { formatTable } from './table.js';

/** Lines; none where workers were no axis. */
export function formatSweeps({ shown, areMore }: Sweeps): readonly string[] {
  const reports = shown.flatMap(({ label, scaling: { report } }) => (report ? [{ label, report }] : []));
  const refused = shown.flatMap(({ label, scaling: { report, refusedBecause } }) => {
    const why = refusedBecause?.join(' ') ?? (report?.chosen === null ? report.reason : null);
    return why === null ? [] : [`No law${label === '' ? '' : ` for ${label}`}: ${why}`];
  });
  const table = formatTable(
    [{ title: 'scaling over workers', width: 44 }, { title: 'speed-up' }, { title: 'law' }, { title: 'parameters' }],
    reports.map(({ label, report }) => [label || report.task, ...describe(report)]),
  );
  return [
    ...(reports.length > 0 ? [table] : []),
    ...refused,
    ...(areMore ? ['There are more sweeps; a report has them.'] : []),
  ];
}

function describe({ points, fits, chosen }: NonNullable<Sweep['scaling']['report']>): readonly string[] {
  const last = points.at(-1);
  const fit = fits.find(({ law }) => law === chosen);
  const speedup = last?.speedup ? `${formatSpeedup(last.speedup)} with ${last.workers}` : '';
  return [speedup, chosen ?? 'none', fit ? formatParameters(fit.parameters) : ''];
}
