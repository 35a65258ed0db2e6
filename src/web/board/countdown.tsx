/** How long a challenge is still open, or when it opens, by the lab's clock. */
import type { JSX } from 'preact';
import type { AgendaItem } from '../documents.js';
import { formatCountdown, formatMoment } from '../figures.js';
import { useNow } from '../live/hooks.js';

interface CountdownProps {
  readonly window: Pick<AgendaItem, 'phase' | 'opensAt' | 'closesAt'>;
  /** How far the lab's clock is ahead. */
  readonly skewMs: number;
}

const SOON_MS = 60_000;
const DAY_MS = 86_400_000;

export function Countdown({ window, skewMs }: CountdownProps): JSX.Element | null {
  const { phase, opensAt, closesAt } = window;
  const target = phase === 'SCHEDULED' ? opensAt : phase === 'OPEN' ? closesAt : null;
  const now = useNow(250, target !== null) + skewMs;
  if (target === null) return null;
  const verb = phase === 'SCHEDULED' ? 'opens' : 'closes';
  const leftMs = Date.parse(target) - now;
  if (leftMs > DAY_MS) {
    return (
      <p class="countdown countdown-far">
        {verb} on {formatMoment(Date.parse(target))}
      </p>
    );
  }
  return (
    <p class={`countdown ${leftMs < SOON_MS ? 'countdown-soon' : ''}`} role="timer">
      <span class="countdown-label">{verb} in</span> <span class="countdown-time">{formatCountdown(leftMs)}</span>
    </p>
  );
}
