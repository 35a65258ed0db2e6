/** Where a member stands, in one sentence. */
import type { JSX } from 'preact';
import type { Board } from '../documents.js';
import { formatFigure, formatPercent, formatPlace } from '../figures.js';

interface OwnPlaceProps {
  readonly board: Board;
  readonly memberId: string;
}

export function OwnPlace({ board, memberId }: OwnPlaceProps): JSX.Element | null {
  const { entries, length, hidden, unit, isFrozen } = board;
  const own = entries.find((entry) => entry.memberId === memberId);
  if (!own) {
    if (hidden > 0) return <p class="own-place">Your place is still to be revealed.</p>;
    return length > entries.length ? <p class="own-place">You are not among the first {entries.length}.</p> : null;
  }
  return (
    <p class="own-place">
      You are <strong>{formatPlace(own.rank)}</strong> of {length + hidden}
      {own.isTied && ', tied'}, with <strong>{formatFigure(own.value, unit)}</strong>
      {isFrozen && ', as of the freeze'}
      {own.closeness !== null && `; your prediction came ${formatPercent(own.closeness)} close`}.
    </p>
  );
}
