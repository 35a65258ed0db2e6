/** The section of a report on scaling: the law of each sweep with its parameters, or why there is none. */
import type { ScalingFit, ScalingReport } from '../../domain/scaling.js';
import { formatParameters, formatSpeedup } from '../../domain/scaling-text.js';
import type { ScaledSweep } from './batch-report.js';
import { escape, list, table } from './markdown.js';

const COLUMNS = ['sweep', 'speed-up', 'law', 'parameters', 'why'].map((title) => ({ title }));

export function describeScaling(sweeps: readonly ScaledSweep[]): readonly string[] {
  const rows = sweeps.flatMap(({ sweep, scaling: { report } }) =>
    report ? [[escape(sweep.label || report.task), ...describeReport(report)]] : [],
  );
  const refused = sweeps.flatMap(({ sweep, scaling: { refusedBecause } }) =>
    refusedBecause ? [`${escape(sweep.label || 'All')}: ${escape(refusedBecause.join(' '))}`] : [],
  );
  return [...(rows.length > 0 ? [table(COLUMNS, rows)] : []), ...(refused.length > 0 ? [list(refused)] : [])];
}

function describeReport({ points, fits, refusals, chosen, reason }: ScalingReport): readonly string[] {
  const last = points.at(-1);
  const fit = fits.find(({ law }) => law === chosen);
  const speedup = last?.speedup ? `${formatSpeedup(last.speedup)} with ${last.workers} workers` : '–';
  const unfitted = fit ? refusals.map(({ law, message }) => `${law} was not fitted: ${message}`) : [];
  return [speedup, chosen ?? 'none', fit ? showParameters(fit) : '–', escape([reason, ...unfitted].join(' '))];
}

function showParameters({ parameters, peak }: ScalingFit): string {
  const most = peak ? [`most with ${peak.workers.toFixed(1)} workers`] : [];
  return [formatParameters(parameters), ...most].filter((text) => text !== '').join(', ') || '–';
}
