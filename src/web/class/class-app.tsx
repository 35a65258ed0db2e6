/** A member's page: without a seat the form that takes one, else the class. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { RefusedError } from '../../client/index.js';
import type { Me } from '../documents.js';
import { LinkBanner } from '../live/link-banner.js';
import type { PageLab } from '../live/page-lab.js';
import { ClassPage } from './class-page.js';
import { JoinForm } from './join-form.js';
import { Problems } from './problems.js';
import { openSeat, retakeSeat } from './seat.js';
import type { SeatStore } from './seat-store.js';
import { useAction } from './use-action.js';

type State =
  | { readonly kind: 'looking' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'inside'; readonly me: Me }
  | { readonly kind: 'lost'; readonly error: unknown };

interface ClassAppProps {
  readonly lab: PageLab;
  readonly store: SeatStore;
  readonly origin: string;
  /** Of the class, from the address. */
  readonly code: string;
}

export function ClassApp({ lab, store, origin, code }: ClassAppProps): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'looking' });
  /** Raised to look anew who this is. */
  const [attempt, setAttempt] = useState(0);
  const lookAgain = (): void => {
    // All that was followed ends, and the connection with it: the next one begins with the token of then.
    setState({ kind: 'looking' });
    setAttempt((before) => before + 1);
  };
  useEffect(() => {
    const ending = new AbortController();
    openSeat(lab.client, store, ending.signal).then(
      (me) => setState(me ? { kind: 'inside', me } : { kind: 'outside' }),
      (error: unknown) => {
        if (!ending.signal.aborted) setState({ kind: 'lost', error });
      },
    );
    return () => ending.abort();
  }, [attempt]);
  const leave = (): void => {
    store.forget();
    lookAgain();
  };
  return (
    <>
      <LinkBanner link={lab.link} />
      {state.kind === 'looking' && <p class="notice">Looking for the lab …</p>}
      {state.kind === 'outside' && <JoinForm client={lab.client} store={store} code={code} onJoined={lookAgain} />}
      {state.kind === 'lost' && (
        <LostSeat lab={lab} store={store} error={state.error} onFound={lookAgain} onLeave={leave} />
      )}
      {state.kind === 'inside' && (
        <ClassPage
          lab={lab}
          store={store}
          origin={origin}
          me={state.me}
          onLost={(error) => (isSeatLost(error) ? lookAgain() : setState({ kind: 'lost', error }))}
          onLeave={leave}
        />
      )}
    </>
  );
}

/** Its token has ended; another tab may have a new one by now. */
function isSeatLost(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'UNAUTHENTICATED';
}

interface LostSeatProps {
  readonly lab: PageLab;
  readonly store: SeatStore;
  readonly error: unknown;
  readonly onFound: () => void;
  readonly onLeave: () => void;
}

/** Another browser may have it, the instructor may have ended it, or the class may be over. */
function LostSeat({ lab, store, error, onFound, onLeave }: LostSeatProps): JSX.Element {
  const again = useAction();
  const kept = store.read();
  const isRevoked = error instanceof RefusedError && error.reason === 'REVOKED';
  return (
    <section class="card lost-seat">
      <h1>Your seat is not yours at the moment</h1>
      {isRevoked ? (
        <p>It was taken again in another browser, or the instructor has ended it, or the class is over.</p>
      ) : (
        <Problems error={error} />
      )}
      <Problems error={again.error} />
      {kept && (
        <button
          type="button"
          class="main"
          disabled={again.isBusy}
          onClick={() =>
            again.run(async () => {
              await retakeSeat(lab.client, store, kept);
              onFound();
            })
          }
        >
          Take it again, as {kept.displayName}
        </button>
      )}
      <button type="button" class="plain" onClick={onLeave}>
        Join as somebody else
      </button>
    </section>
  );
}
