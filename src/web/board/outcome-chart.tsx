/** The outcomes of all runs of a race, as if the class were one fleet: a bar each, with its interval. */
import type { JSX } from 'preact';
import type { PageLab } from '../live/page-lab.js';
import { OUTCOMES, type Outcomes } from '../documents.js';
import { formatPercent } from '../figures.js';
import { useWatch } from '../live/hooks.js';

type Outcome = Outcomes['outcomes'][number];

/** Of a race on a counter there may be as many as runs. */
const SHOWN = 7;

const GRADES: Readonly<Record<Outcome['grade'], { readonly sign: string; readonly means: string }>> = {
  ACCEPTABLE: { sign: '✓', means: 'right' },
  INTERESTING: { sign: '!', means: 'what a race does' },
  FORBIDDEN: { sign: '✗', means: 'wrong' },
};

interface OutcomeChartProps {
  readonly lab: PageLab;
  readonly challengeId: string;
}

/** Nothing where there is nothing to compare: one outcome that is right, or none yet. */
export function OutcomeChart({ lab, challengeId }: OutcomeChartProps): JSX.Element | null {
  const { data } = useWatch((signal) => lab.client.watch(OUTCOMES, { challengeId }, { signal }), challengeId, lab.link);
  const table = data?.pooledOutcomes;
  return table && isRace(table) ? <Chart table={table} /> : null;
}

export function isRace({ outcomes }: Pick<Outcomes, 'outcomes'>): boolean {
  return outcomes.length > 1 || outcomes.some(({ grade }) => grade !== 'ACCEPTABLE');
}

function Chart({ table: { runs, rounds, outcomes } }: { readonly table: Outcomes }): JSX.Element {
  const rest = outcomes.slice(SHOWN);
  return (
    <section class="card outcomes">
      <h2>What came out, in the whole class</h2>
      <ul>
        {outcomes.slice(0, SHOWN).map((outcome) => (
          <Bar key={`${outcome.grade} ${outcome.result}`} outcome={outcome} />
        ))}
      </ul>
      {rest.length > 0 && (
        <p class="hint">
          and {rest.length} more, in {formatPercent(rest.reduce((sum, { share }) => sum + share, 0))} of the rounds
        </p>
      )}
      <p class="hint">
        {rounds.toLocaleString('en')} rounds in {runs.toLocaleString('en')} {runs === 1 ? 'run' : 'runs'}, with 95 %
        intervals
      </p>
    </section>
  );
}

function Bar({ outcome: { result, grade, count, share, low, high } }: { readonly outcome: Outcome }): JSX.Element {
  const { sign, means } = GRADES[grade];
  return (
    <li class={`outcome outcome-${grade.toLowerCase()}`}>
      <span class="outcome-name">
        <span class="sign" role="img" aria-label={means} title={means}>
          {sign}
        </span>{' '}
        {result}
      </span>
      <span class="outcome-share" title={`${count} times`}>
        {count === 0 ? `none seen (under ${formatPercent(high)})` : formatPercent(share)}
      </span>
      <span class="outcome-track">
        <span class="outcome-bar" style={{ width: `${share * 100}%` }} />
        <span class="outcome-interval" style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
      </span>
    </li>
  );
}
