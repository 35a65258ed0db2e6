/** What is to be said of a place beside its figure, and what the signs mean. */
import type { JSX } from 'preact';
import type { Board, Place } from '../documents.js';

interface Mark {
  readonly sign: string;
  readonly means: string;
  readonly isOn: (place: Place) => boolean;
}

const MARKS: readonly Mark[] = [
  { sign: '✓', means: 'measured again, and it held', isOn: ({ check }) => check === 'HELD' },
  { sign: '?', means: 'measured again, but disturbed each time', isOn: ({ check }) => check === 'UNSURE' },
  { sign: '≈', means: 'disturbed: something else had a part in it', isOn: ({ isDisturbed }) => isDisturbed },
];

export function Marks({ place }: { readonly place: Place }): JSX.Element {
  return (
    <span class="marks">
      {MARKS.filter(({ isOn }) => isOn(place)).map(({ sign, means }) => (
        <span key={sign} class="mark" title={means} role="img" aria-label={means}>
          {sign}
        </span>
      ))}
    </span>
  );
}

/** Only of signs that are there to be seen. */
export function Legend({
  board,
  isLogarithmic,
}: {
  readonly board: Board;
  readonly isLogarithmic: boolean;
}): JSX.Element {
  const { entries } = board;
  const seen = MARKS.filter(({ isOn }) => entries.some(isOn));
  return (
    <ul class="legend">
      <li>
        <span class="sign legend-bar" /> 95 % interval{isLogarithmic && ', on a logarithmic scale'}
      </li>
      {entries.some(({ isTied }) => isTied) && (
        <li>
          <span class="sign">=</span> tied: their intervals overlap
        </li>
      )}
      {seen.map(({ sign, means }) => (
        <li key={sign}>
          <span class="sign">{sign}</span> {means}
        </li>
      ))}
    </ul>
  );
}

/** Where it came from: `▲ 2` for two places up. */
export function Move({ place: { rank, previousRank } }: { readonly place: Place }): JSX.Element {
  const up = (previousRank ?? rank) - rank;
  if (up === 0) return <span class="move" />;
  const text = `${Math.abs(up)} ${Math.abs(up) === 1 ? 'place' : 'places'} ${up > 0 ? 'up' : 'down'}`;
  return (
    <span class={`move ${up > 0 ? 'move-up' : 'move-down'}`} role="img" aria-label={text} title={text}>
      {up > 0 ? '▲' : '▼'}
      {Math.abs(up)}
    </span>
  );
}
