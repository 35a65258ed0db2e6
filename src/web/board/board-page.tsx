/** The projector's page: the board that the class is at, how to join, and how long it is open. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { RefusedError } from '../../client/index.js';
import { AGENDA, BOARD, ME, PLACES, type AgendaItem, type Me } from '../documents.js';
import { toMessage } from '../error-text.js';
import { useClockSkew } from '../live/clock.js';
import { useWatch } from '../live/hooks.js';
import { LinkBanner } from '../live/link-banner.js';
import type { PageLab } from '../live/page-lab.js';
import { CalibrationCard } from './calibration-card.js';
import { chooseChallenge } from './choose-challenge.js';
import { Countdown } from './countdown.js';
import { JoinCard } from './join-card.js';
import { describeMetric, Leaderboard } from './leaderboard.js';
import { OutcomeChart } from './outcome-chart.js';
import { StateBanner } from './state-banner.js';

interface BoardPageProps {
  readonly lab: PageLab;
  /** `http://127.0.0.1:4000` */
  readonly origin: string;
}

export function BoardPage({ lab, origin }: BoardPageProps): JSX.Element {
  const { me, error } = useMe(lab);
  if (error !== null) return <Closed error={error} />;
  return (
    <>
      <LinkBanner link={lab.link} />
      {me ? <ClassBoard lab={lab} origin={origin} me={me} /> : <p class="notice">Looking for the lab …</p>}
    </>
  );
}

function ClassBoard({ lab, origin, me: { classroom } }: BoardPageProps & { readonly me: Me }): JSX.Element {
  const [wanted, setWanted] = useState<string | null>(null);
  const { id: classroomId } = classroom;
  const followed = useWatch((signal) => lab.client.watch(AGENDA, { classroomId }, { signal }), classroomId, lab.link);
  const agenda = followed.data?.agenda;
  const item = chooseChallenge(agenda ?? [], wanted);
  if (followed.error) return <Closed error={followed.error} />;
  return (
    <main class="board-page">
      {item ? (
        <ChallengeBoard key={item.id} lab={lab} origin={origin} item={item} classTitle={classroom.title} />
      ) : (
        <header class="board-header">
          <h1>{classroom.title}</h1>
          {agenda && <p class="subtitle no-challenge">The first challenge is about to come.</p>}
        </header>
      )}
      <aside class="board-aside">
        <JoinCard origin={origin} code={classroom.code} />
        {item && <OutcomeChart key={item.id} lab={lab} challengeId={item.id} />}
        {agenda && agenda.length > 1 && (
          <label class="pick">
            Show{' '}
            <select value={wanted ?? ''} onChange={({ currentTarget }) => setWanted(currentTarget.value || null)}>
              <option value="">what the class is at</option>
              {agenda.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
      </aside>
    </main>
  );
}

interface ChallengeBoardProps extends BoardPageProps {
  readonly item: AgendaItem;
  readonly classTitle: string;
}

function ChallengeBoard({ lab, origin, item, classTitle }: ChallengeBoardProps): JSX.Element {
  const variables = { challengeId: item.id, first: PLACES };
  const { data, error } = useWatch((signal) => lab.client.watch(BOARD, variables, { signal }), item.id, lab.link);
  const skewMs = useClockSkew(origin);
  const board = data?.leaderboard;
  return (
    <>
      <header class="board-header">
        <div>
          <h1>{item.title}</h1>
          <p class="subtitle">
            {classTitle}
            {board && ` · ${describeMetric(board)}`}
          </p>
        </div>
        <Countdown window={board ?? item} skewMs={skewMs} />
      </header>
      <div class="board-main">
        {error !== null && <Closed error={error} />}
        {board && (
          <>
            <StateBanner board={board} />
            {board.calibration && <CalibrationCard calibration={board.calibration} />}
            <Leaderboard board={board} mine={null} />
          </>
        )}
      </div>
    </>
  );
}

interface MeState {
  readonly me: Me | null;
  readonly error: unknown;
}

/** Waits for a lab that is not there yet. */
function useMe({ client, link }: PageLab): MeState {
  const [state, setState] = useState<MeState>({ me: null, error: null });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    client
      .persist(() => client.ask(ME, {}, { signal }), { signal })
      .then(
        ({ me }) => {
          link.heard();
          setState({ me, error: me ? null : new Error('This link belongs to no classroom.') });
        },
        (error: unknown) => {
          if (!signal.aborted) setState({ me: null, error });
        },
      );
    return () => ending.abort();
  }, [client]);
  return state;
}

/** Nothing more will come: never shown as if it were a board on which nothing happens. */
function Closed({ error }: { readonly error: unknown }): JSX.Element {
  return (
    <div class="banner banner-lost" role="alert">
      <strong>This link shows nothing any more.</strong> {describeEnd(error)}
    </div>
  );
}

export function describeEnd(error: unknown): string {
  if (error instanceof RefusedError && error.code === 'UNAUTHENTICATED') {
    const reasons: Readonly<Record<string, string>> = {
      EXPIRED: 'It has expired.',
      REVOKED: 'It was revoked, or the class is over.',
      MISSING: 'It came without its end, the part after #.',
    };
    return `${reasons[error.reason ?? ''] ?? 'It is not a link of this lab.'} The instructor can make a new one.`;
  }
  return toMessage(error);
}
