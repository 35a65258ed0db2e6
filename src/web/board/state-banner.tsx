/** Where a challenge is in its life, where that changes how its board is to be read. */
import type { JSX } from 'preact';
import type { Board } from '../documents.js';

export function describeState({
  phase,
  isFrozen,
  hidden,
}: Pick<Board, 'phase' | 'isFrozen' | 'hidden'>): string | null {
  switch (phase) {
    case 'SCHEDULED':
      return 'Not open yet.';
    case 'OPEN':
      return isFrozen ? 'Frozen: results keep coming in, but the board stands still until the reveal.' : null;
    case 'CLOSED':
      return isFrozen
        ? 'Closed, and frozen until the reveal.'
        : 'Closed: no more submissions. What still waits for its turn counts.';
    case 'VERIFYING':
      return 'Closed. The top results are measured again before the reveal.';
    case 'REVEALING':
      return `The reveal: ${hidden} ${hidden === 1 ? 'place' : 'places'} to go.`;
    case 'REVEALED':
      return 'The final result.';
  }
}

export function StateBanner({ board }: { readonly board: Board }): JSX.Element | null {
  const text = describeState(board);
  if (text === null) return null;
  const kind = board.isFrozen && (board.phase === 'OPEN' || board.phase === 'CLOSED') ? 'frozen' : 'phase';
  return (
    <div class={`banner banner-${kind}`} role="status">
      {kind === 'frozen' && <span aria-hidden="true">❄ </span>}
      {text}
    </div>
  );
}
