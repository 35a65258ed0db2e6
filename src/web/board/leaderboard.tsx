/** The places of a board, in one column or in two, with one scale over all. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { PLACES, type Board, type Place } from '../documents.js';
import { formatInColumn, hasLongUnit } from '../figures.js';
import { Legend } from './marks.js';
import { useMoves } from './moves.js';
import { HiddenRow, PlaceRow } from './place-row.js';
import { createScale, type Scale } from './scale.js';

/** More than these would be too small to be read from the last row of seats. */
const ONE_COLUMN = 14;

interface LeaderboardProps {
  readonly board: Board;
  /** Whose place is marked; null for nobody's. */
  readonly mine: string | null;
}

export function Leaderboard({ board, mine }: LeaderboardProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  useMoves(frame);
  const { entries, hidden, unit, length, phase } = board;
  const rows: (Place | null)[] = [...Array.from({ length: hidden }, () => null), ...entries].slice(0, PLACES);
  if (rows.length === 0) return <p class="empty">{phase === 'SCHEDULED' ? '' : 'No result yet.'}</p>;
  const longest = Math.max(0, ...entries.map(({ value }) => formatInColumn(value, unit).length));
  const scale = entries.length === 0 ? null : createScale(entries, unit);
  const hasScores = entries.some(({ closeness }) => closeness !== null);
  const columns = rows.length > ONE_COLUMN ? 2 : 1;
  const perColumn = Math.ceil(rows.length / columns);
  const more = hidden + length - rows.length;
  return (
    <div
      class={`leaderboard ${hasScores ? 'has-scores' : ''}`}
      ref={frame}
      style={{ '--rows': perColumn, '--figure': `${longest * 0.58 + 0.5}em` }}
    >
      <div class={`columns columns-${columns}`}>
        {Array.from({ length: columns }, (_, column) => (
          <section key={column} class="column">
            <Axis scale={scale} board={board} hasScores={hasScores} />
            <ol class="places" start={column * perColumn + 1}>
              {rows
                .slice(column * perColumn, (column + 1) * perColumn)
                .map((place, index) =>
                  place && scale ? (
                    <PlaceRow
                      key={place.memberId}
                      place={place}
                      scale={scale}
                      unit={unit}
                      hasScores={hasScores}
                      isMine={place.memberId === mine}
                    />
                  ) : (
                    <HiddenRow key={`hidden ${index}`} />
                  ),
                )}
            </ol>
          </section>
        ))}
      </div>
      {more > 0 && <p class="more">and {more} more</p>}
      <Legend board={board} isLogarithmic={scale?.isLogarithmic ?? false} />
    </div>
  );
}

const METRICS: Readonly<Record<Board['metric'], string>> = {
  WALL: 'Wall time',
  CPU: 'Processor time',
  THROUGHPUT: 'Throughput',
  SPEEDUP: 'Speed-up',
  EFFICIENCY: 'Efficiency',
  FAIRNESS: 'Fairness',
  LOCK_WAIT: 'Wait for the lock',
};

export function describeMetric({ metric, direction }: Pick<Board, 'metric' | 'direction'>): string {
  return `${METRICS[metric]}, ${direction === 'LOWEST' ? 'less' : 'more'} is better`;
}

interface AxisProps {
  readonly scale: Scale | null;
  readonly board: Board;
  readonly hasScores: boolean;
}

function Axis({ scale, board: { metric, direction, unit }, hasScores }: AxisProps): JSX.Element {
  return (
    <div class="axis" aria-hidden="true">
      <span class="plot">
        {scale?.ticks.map(({ at, label }) => (
          <span key={at} class="tick" style={{ left: `${at}%` }}>
            {label}
          </span>
        ))}
      </span>
      <span class="value">
        {direction === 'LOWEST' ? '↓' : '↑'} {METRICS[metric]}
        {hasLongUnit(unit) && `, ${unit}`}
      </span>
      {hasScores && <span class="closeness">guess</span>}
      <span class="results">runs</span>
      <span class="marks" />
    </div>
  );
}
