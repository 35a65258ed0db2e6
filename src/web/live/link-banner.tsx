/** Says that what is shown is not of now. */
import type { JSX } from 'preact';
import { formatClock, formatSince } from '../figures.js';
import { useLink, useNow } from './hooks.js';
import type { Link } from './link.js';

export function LinkBanner({ link }: { readonly link: Link }): JSX.Element | null {
  const state = useLink(link);
  const now = useNow(1000, state.kind === 'lost');
  if (state.kind !== 'lost') return null;
  return (
    <div class="banner banner-lost" role="alert">
      <span aria-hidden="true">⚠</span> Connection lost {formatSince(now - state.since)} ago. What you see is of{' '}
      {formatClock(state.since)}. Connecting again …
    </div>
  );
}
