/** One place: who, how much, and how sure. */
import type { JSX } from 'preact';
import type { Place } from '../documents.js';
import { formatFigure, formatInColumn, formatPercent } from '../figures.js';
import { Marks, Move } from './marks.js';
import type { Scale } from './scale.js';

interface PlaceProps {
  readonly place: Place;
  readonly scale: Scale;
  readonly unit: string;
  /** Whether predictions have scores. */
  readonly hasScores: boolean;
  readonly isMine: boolean;
}

export function PlaceRow({ place, scale, unit, hasScores, isMine }: PlaceProps): JSX.Element {
  const { rank, isTied, name, value, low, high, results, memberId } = place;
  const interval = `${formatFigure(value, unit)}, between ${formatFigure(low, unit)} and ${formatFigure(high, unit)}`;
  return (
    <li class={`place ${isMine ? 'place-mine' : ''} ${rank === 1 && !isTied ? 'place-first' : ''}`} data-key={memberId}>
      <span class="rank" aria-label={isTied ? `${rank}, tied` : String(rank)}>
        {isTied && <span class="tie">=</span>}
        {rank}
      </span>
      <Move place={place} />
      <span class="name" title={name}>
        <bdi>{name}</bdi>
        {isMine && <span class="you">you</span>}
      </span>
      <span class="plot" role="img" aria-label={interval} title={interval}>
        {scale.ticks.map(({ at }) => (
          <span key={at} class="grid-line" style={{ left: `${at}%` }} />
        ))}
        <span class="interval" style={{ left: `${scale(low)}%`, width: `${scale(high) - scale(low)}%` }} />
        <span class="median" style={{ left: `${scale(value)}%` }} />
      </span>
      <span class="value">{formatInColumn(value, unit)}</span>
      {hasScores && <Closeness place={place} />}
      <span class="results" title="results that were measured">
        {results}×
      </span>
      <Marks place={place} />
    </li>
  );
}

function Closeness({ place: { closeness, isWithin } }: { readonly place: Place }): JSX.Element {
  if (closeness === null) return <span class="closeness">–</span>;
  const held = isWithin === null ? '' : isWithin ? ', its bounds held the answer' : ', its bounds missed the answer';
  return (
    <span class="closeness" title={`the prediction came this close${held}`}>
      {formatPercent(closeness)}
    </span>
  );
}

/** A place that the reveal has not come to. */
export function HiddenRow(): JSX.Element {
  return (
    <li class="place place-hidden">
      <span class="rank">?</span>
      <span class="name">· · ·</span>
    </li>
  );
}
