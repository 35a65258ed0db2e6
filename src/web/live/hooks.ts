/** What components have of the lab: snapshots that follow one another, and whether they are of now. */
import { useEffect, useState } from 'preact/hooks';
import type { Link, LinkState } from './link.js';

export interface Watched<T> {
  /** The newest; null before the first. */
  readonly data: T | null;
  /** What ended it; null while it goes on. */
  readonly error: unknown;
}

const NOTHING = { data: null, error: null } as const;

/**
 * @param open what to follow until its signal is aborted; null for nothing
 * @param key follows anew, and forgets what it has, where this is another one
 */
export function useWatch<T>(
  open: ((signal: AbortSignal) => AsyncIterable<T>) | null,
  key: string,
  link: Link,
): Watched<T> {
  const [watched, setWatched] = useState<Watched<T> & { readonly key: string }>({ ...NOTHING, key });
  useEffect(() => {
    if (!open) return undefined;
    const ending = new AbortController();
    const follow = async (): Promise<void> => {
      try {
        for await (const data of open(ending.signal)) {
          link.heard();
          setWatched({ data, error: null, key });
        }
      } catch (error) {
        if (ending.signal.aborted) return;
        // The last snapshot stays, beside the reason why no other comes.
        setWatched((before) => ({ data: before.key === key ? before.data : null, error, key }));
      }
    };
    void follow();
    return () => ending.abort();
    // What is followed is told by the key: `open` is another function each time.
  }, [key, open === null]);
  return watched.key === key ? watched : NOTHING;
}

export function useLink(link: Link): LinkState {
  const [state, setState] = useState(link.state);
  useEffect(() => {
    setState(link.state);
    return link.onChange(() => setState(link.state));
  }, [link]);
  return state;
}

/** The time, in milliseconds since 1970, again and again while `isRunning`. */
export function useNow(everyMs: number, isRunning = true): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!isRunning) return undefined;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isRunning]);
  return now;
}
