/**
 * A member's own submissions. The lab pushes the events of their runs, and what of them ranks; that one is out, or is
 * run again, has to be asked for: until all are decided, now and then.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LabClient } from '../../client/index.js';
import { TRIES, type Try } from './documents.js';

export interface Tries {
  /** The newest first; null until they are there. */
  readonly list: readonly Try[] | null;
  readonly error: unknown;
  readonly refresh: () => void;
}

const SHOWN = 30;
/** Doubled each time: a baseline that is waited for takes its time, and those who ask would disturb it. */
const AGAIN_MS = 500;
const LONGEST_MS = 10_000;

export function useTries(client: LabClient, challengeId: string): Tries {
  const [state, setState] = useState<Omit<Tries, 'refresh'>>({ list: null, error: null });
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((before) => before + 1), []);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    client
      .persist(() => client.ask(TRIES, { challengeId, first: SHOWN }, { signal }), { signal })
      .then(
        ({ submissions }) => setState({ list: submissions.edges.map(({ node }) => node), error: null }),
        (error: unknown) => {
          if (!signal.aborted) setState(({ list }) => ({ list, error }));
        },
      );
    return () => ending.abort();
  }, [client, challengeId, asked]);
  const isWaiting = state.list?.some(isUndecided) ?? false;
  const waits = useRef(0);
  useEffect(() => {
    waits.current = isWaiting ? waits.current + 1 : 0;
    if (!isWaiting) return undefined;
    const timer = setTimeout(refresh, Math.min(LONGEST_MS, AGAIN_MS * 2 ** (waits.current - 1)));
    return () => clearTimeout(timer);
  }, [isWaiting, state]);
  return { ...state, refresh };
}

/** Its runs have ended, and what they mean is about to be said; while one runs, its events tell. */
function isUndecided({ state, runs }: Try): boolean {
  return state === 'PENDING' && !runs.some((run) => isUnderWay(run));
}

export function isUnderWay({ state }: { readonly state: string }): boolean {
  return state === 'QUEUED' || state === 'STARTING' || state === 'RUNNING';
}
