/** One challenge, for a member: what is asked, what may be chosen, what came of it, and the board. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Countdown } from '../board/countdown.js';
import { describeMetric, Leaderboard } from '../board/leaderboard.js';
import { OutcomeChart } from '../board/outcome-chart.js';
import { StateBanner } from '../board/state-banner.js';
import { BOARD, PLACES, type AgendaItem } from '../documents.js';
import { useWatch } from '../live/hooks.js';
import type { PageLab } from '../live/page-lab.js';
import { OwnPlace } from './own-place.js';
import { PredictionForm } from './prediction-form.js';
import { Problems } from './problems.js';
import { SubmissionForm } from './submission-form.js';
import { TaskCard } from './task-card.js';
import { TryList } from './try-list.js';
import { useChallenge } from './use-challenge.js';
import { useTries } from './use-tries.js';

interface ChallengePanelProps {
  readonly lab: PageLab;
  readonly item: AgendaItem;
  readonly memberId: string;
  readonly skewMs: number;
}

export function ChallengePanel({ lab, item, memberId, skewMs }: ChallengePanelProps): JSX.Element {
  const { id } = item;
  const { data } = useWatch(
    (signal) => lab.client.watch(BOARD, { challengeId: id, first: PLACES }, { signal }),
    id,
    lab.link,
  );
  const board = data?.leaderboard;
  const phase = board?.phase ?? item.phase;
  /** Raised by what this member does. */
  const [acts, setActs] = useState(0);
  const { details, error } = useChallenge(lab.client, id, `${phase} ${acts}`);
  const tries = useTries(lab.client, id);
  // One that was measured again may have fallen, which only the board tells. What others do is no reason to ask: a
  // class that asks for each change would disturb what is measured.
  const own = board?.entries.find((entry) => entry.memberId === memberId);
  useEffect(tries.refresh, [acts, phase, own?.value, own?.results, own?.check]);
  const acted = (): void => setActs((before) => before + 1);
  const isOpen = phase === 'OPEN';
  const mustPredict = details?.challenge.question !== null && details?.challenge.myPrediction === null;
  return (
    <main class="challenge-panel">
      <section class="challenge-head">
        <div>
          <h2>{item.title}</h2>
          {board && <p class="subtitle">{describeMetric(board)}</p>}
        </div>
        <Countdown window={board ?? item} skewMs={skewMs} />
      </section>
      {board && <StateBanner board={board} />}
      <Problems error={error ?? tries.error} />
      {details && (
        <div class="challenge-work">
          <TaskCard details={details} />
          {details.challenge.question !== null && (
            <PredictionForm client={lab.client} challenge={details.challenge} isOpen={isOpen} onDone={acted} />
          )}
          {isOpen && !mustPredict && <SubmissionForm client={lab.client} details={details} onDone={acted} />}
          <TryList lab={lab} tries={tries} challenge={details.challenge} words={details.words} />
        </div>
      )}
      {board && (
        <section class="challenge-board">
          <OwnPlace board={board} memberId={memberId} />
          <Leaderboard board={board} mine={memberId} />
          <OutcomeChart lab={lab} challengeId={id} />
        </section>
      )}
    </main>
  );
}
