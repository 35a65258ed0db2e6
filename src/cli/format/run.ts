/** What a run came to: its figures, what the shared state ended as, and why it did not succeed. */
import type { Run } from '../api/run.js';
import { formatExperiment } from './experiment.js';
import { formatCount, formatDuration, formatRate, formatShare } from '../../domain/figure-text.js';
import { formatPairs, formatTable } from './table.js';

export function formatRun(run: Run): string {
  const parts = [formatExperiment(run.experiment), formatPairs(figures(run))];
  if (run.outcomes.length > 0) parts.push(formatOutcomes(run.outcomes));
  if (run.failure) parts.push(`${run.failure.code}: ${run.failure.message}`);
  return parts.join('\n');
}

function figures({ id, state, attempt, experiment, summary, traceUrl }: Run): readonly (readonly [string, string])[] {
  const rows: [string, string][] = [
    ['run', id],
    ['state', attempt > 1 ? `${state} (attempt ${attempt})` : state],
  ];
  if (traceUrl !== null) rows.push(['trace', `${traceUrl} (on the lab’s address; open it in ui.perfetto.dev)`]);
  if (!summary) return rows;
  const { rounds, wall, cpu, throughput, workUnit } = summary;
  const asked = rounds === experiment.repetitions ? '' : ` of ${formatCount(experiment.repetitions)}`;
  const warmup = experiment.warmup > 0 ? ` (and ${formatCount(experiment.warmup)} to warm up)` : '';
  rows.push(['rounds', `${formatCount(rounds)}${asked}${warmup}`], ['wall', formatDuration(wall)]);
  if (cpu) rows.push(['cpu', formatDuration(cpu)]);
  rows.push(['throughput', formatRate(throughput, workUnit)]);
  return rows;
}

function formatOutcomes(outcomes: Run['outcomes']): string {
  return formatTable(
    [{ title: 'result' }, { title: 'grade' }, { title: 'count', align: 'right' }, { title: 'share', align: 'right' }],
    outcomes.map(({ result, grade, count, share, shareBound }) => [
      result,
      grade,
      formatCount(count),
      // None seen is not "never": this is how seldom it may be.
      shareBound === null ? formatShare(share) : `below ${formatShare(shareBound)}`,
    ]),
  );
}
