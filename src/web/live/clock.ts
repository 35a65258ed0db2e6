/**
 * The lab's clock, as far as a page can know it: a countdown must end when the lab says that it is over, and the
 * projector's own clock may be minutes off. The answer's `Date` has whole seconds, which is enough for that.
 */
import { useEffect, useState } from 'preact/hooks';

/** @returns how far the lab's clock is ahead of this one's, in milliseconds; 0 where that cannot be known */
export async function readClockSkew(origin: string): Promise<number> {
  const askedAt = Date.now();
  try {
    const { headers } = await fetch(`${origin}/health`, { cache: 'no-store' });
    const told = Date.parse(headers.get('date') ?? '');
    // In the middle of the second that it names, and of the way there and back.
    return Number.isNaN(told) ? 0 : told + 500 - (askedAt + Date.now()) / 2;
  } catch {
    // Without the lab there is no countdown either; the page says that it is away.
    return 0;
  }
}

export function useClockSkew(origin: string): number {
  const [skewMs, setSkewMs] = useState(0);
  useEffect(() => {
    void readClockSkew(origin).then(setSkewMs);
  }, [origin]);
  return skewMs;
}
