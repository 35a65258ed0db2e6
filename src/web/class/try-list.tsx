/** A member's own tries: what was chosen, what came of it, and how far that can be trusted. */
import type { JSX } from 'preact';
import { formatFigure } from '../figures.js';
import type { PageLab } from '../live/page-lab.js';
import type { Challenge, Try, TryRun } from './documents.js';
import { RunProgress } from './run-progress.js';
import { isUnderWay, type Tries } from './use-tries.js';
import { toWords, type Words } from './words.js';

interface TryListProps {
  readonly lab: PageLab;
  readonly tries: Tries;
  readonly challenge: Challenge;
  readonly words: Words;
}

export function TryList({ lab, tries: { list, refresh }, challenge, words }: TryListProps): JSX.Element | null {
  if (!list || list.length === 0) return null;
  return (
    <section class="card try-list">
      <h3>Your tries</h3>
      <ol>
        {list.map((each) => (
          <TryRow key={each.id} lab={lab} of={each} unit={challenge.unit} words={words} onEnded={refresh} />
        ))}
      </ol>
    </section>
  );
}

interface TryRowProps {
  readonly lab: PageLab;
  readonly of: Try;
  readonly unit: string;
  readonly words: Words;
  readonly onEnded: () => void;
}

function TryRow({ lab, of: { number, state, reason, measure, runs }, unit, words, onEnded }: TryRowProps): JSX.Element {
  const last = runs.at(-1);
  const underWay = runs.find(isUnderWay);
  return (
    <li class={`try try-${state.toLowerCase()}`}>
      <p class="try-head">
        <span>
          #{number} {last && describeChoice(last)}
        </span>
        {measure && (
          <strong>
            {formatFigure(measure.value, unit)}{' '}
            <span class="hint">
              {formatFigure(measure.low, unit)} – {formatFigure(measure.high, unit)}
            </span>
          </strong>
        )}
      </p>
      {underWay && <RunProgress key={underWay.id} lab={lab} runId={underWay.id} onEnded={onEnded} />}
      {!underWay && (
        <p class="try-state">
          <span class="sign">{state === 'RANKED' ? '✓' : state === 'PENDING' ? '…' : '✗'}</span>{' '}
          {reason ? words.explain('OutReason', reason) : words.explain('SubmissionState', state)}
        </p>
      )}
      {!underWay && last && <Trust run={last} words={words} />}
      {runs.length > 1 && <p class="hint">It was run {runs.length} times.</p>}
    </li>
  );
}

function describeChoice({ experiment: { primitive, fabric, workers } }: TryRun): string {
  return `${toWords(primitive)}, ${workers} ${workers === 1 ? 'worker' : 'workers'}, ${toWords(fabric)}`;
}

/** What speaks against a run's figures, in the lab's own sentences. */
function Trust({ run: { failure, validity }, words }: { readonly run: TryRun; readonly words: Words }): JSX.Element {
  return (
    <>
      {failure && <p class="try-failure">{failure.message}</p>}
      {validity && validity.verdict !== 'VALID' && (
        <div class="try-trust">
          <p>
            {toWords(validity.verdict)}: {words.explain('ValidityVerdict', validity.verdict)}
          </p>
          <ul>
            {validity.reasons.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
