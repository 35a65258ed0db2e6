/** The class, for one of its members: its challenges, one of them open, and the seat. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { chooseChallenge } from '../board/choose-challenge.js';
import { AGENDA, type AgendaItem, type Me } from '../documents.js';
import { useClockSkew } from '../live/clock.js';
import { useWatch } from '../live/hooks.js';
import type { PageLab } from '../live/page-lab.js';
import { ChallengePanel } from './challenge-panel.js';
import type { SeatStore } from './seat-store.js';
import { toWords } from './words.js';

interface ClassPageProps {
  readonly lab: PageLab;
  readonly store: SeatStore;
  readonly origin: string;
  readonly me: Me;
  /** The seat is no longer this browser's. */
  readonly onLost: (error: unknown) => void;
  readonly onLeave: () => void;
}

export function ClassPage({ lab, store, origin, me, onLost, onLeave }: ClassPageProps): JSX.Element {
  const [wanted, setWanted] = useState<string | null>(null);
  const skewMs = useClockSkew(origin);
  const { id: classroomId, title, anonymous } = me.classroom;
  const { data, error } = useWatch(
    (signal) => lab.client.watch(AGENDA, { classroomId }, { signal }),
    classroomId,
    lab.link,
  );
  useEffect(() => {
    if (error !== null) onLost(error);
  }, [error]);
  const agenda = data?.agenda ?? [];
  const item = chooseChallenge(agenda, wanted);
  return (
    <div class="class-page">
      <header class="class-header">
        <h1>{title}</h1>
        <p>
          <bdi>{me.displayName}</bdi>
          {anonymous && <span class="hint"> (on the boards: {me.alias})</span>}
        </p>
      </header>
      {agenda.length > 1 && <Tabs agenda={agenda} shown={item?.id ?? null} onPick={setWanted} />}
      {item ? (
        <ChallengePanel key={item.id} lab={lab} item={item} memberId={me.id} skewMs={skewMs} />
      ) : (
        data && <p class="notice">You are in. The first challenge is about to come: this page shows it by itself.</p>
      )}
      <SeatCard store={store} onLeave={onLeave} />
    </div>
  );
}

interface TabsProps {
  readonly agenda: readonly AgendaItem[];
  readonly shown: string | null;
  readonly onPick: (id: string) => void;
}

function Tabs({ agenda, shown, onPick }: TabsProps): JSX.Element {
  return (
    <nav class="tabs" aria-label="Challenges">
      {agenda.toReversed().map(({ id, title, phase }) => (
        <button key={id} type="button" aria-current={id === shown} onClick={() => onPick(id)}>
          {title} <span class="hint">{toWords(phase)}</span>
        </button>
      ))}
    </nav>
  );
}

function SeatCard({ store, onLeave }: Pick<ClassPageProps, 'store' | 'onLeave'>): JSX.Element | null {
  const kept = store.read();
  if (!kept) return null;
  return (
    <details class="card seat-card">
      <summary>Your seat</summary>
      <p>
        This browser keeps it. To have it in another one, note the class’s code <code>{kept.code}</code>, your name and
        your seat key <code class="seat-key">{kept.seatKey}</code>, which you tell nobody.
      </p>
      <button type="button" class="plain" onClick={onLeave}>
        Leave the seat in this browser
      </button>
    </details>
  );
}
