/** What a member says will come out, before the first submission. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { accepted, type LabClient } from '../../client/index.js';
import { formatFigure } from '../figures.js';
import { PREDICT, type Challenge } from './documents.js';
import { Problems } from './problems.js';
import { onSubmit, useAction } from './use-action.js';

interface PredictionFormProps {
  readonly client: LabClient;
  readonly challenge: Challenge;
  readonly isOpen: boolean;
  readonly onDone: () => void;
}

export function PredictionForm({ client, challenge, isOpen, onDone }: PredictionFormProps): JSX.Element {
  const { id: challengeId, question, myPrediction, unit } = challenge;
  const [said, setSaid] = useState({ value: '', low: '', high: '' });
  const { isBusy, error, run } = useAction();
  const mayPredict = isOpen && !myPrediction?.lockedAt;
  const predict = (): void =>
    run(async () => {
      const variables = { challengeId, value: Number(said.value), low: toBound(said.low), high: toBound(said.high) };
      accepted((await client.ask(PREDICT, variables)).predict);
      onDone();
    });
  const field = (name: keyof typeof said, label: string, isRequired: boolean): JSX.Element => (
    <label>
      {label}
      <input
        name={name}
        type="number"
        step="any"
        min="0"
        inputMode="decimal"
        required={isRequired}
        value={said[name]}
        onInput={({ currentTarget }) => setSaid((before) => ({ ...before, [name]: currentTarget.value }))}
      />
    </label>
  );
  return (
    <form class="card prediction-form" onSubmit={onSubmit(predict)}>
      <h3>{myPrediction ? 'Your prediction' : 'Predict first'}</h3>
      <p>{question}</p>
      {myPrediction && (
        <p>
          You say <strong>{formatFigure(myPrediction.value, unit)}</strong>
          {myPrediction.low !== null &&
            myPrediction.high !== null &&
            `, between ${formatFigure(myPrediction.low, unit)} and ${formatFigure(myPrediction.high, unit)}`}
          . {myPrediction.lockedAt ? 'It is locked.' : 'Your first submission locks it.'}
        </p>
      )}
      {mayPredict && (
        <>
          <div class="fields">
            {field('value', unit === '' ? 'Your guess, from 0 to 1' : `Your guess, in ${unit}`, true)}
            {field('low', 'at least', false)}
            {field('high', 'at most', false)}
          </div>
          <p class="hint">Bounds are optional. Choose them so that they would hold the answer four times in five.</p>
          <Problems error={error} />
          <button type="submit" class={myPrediction ? 'plain' : 'main'} disabled={isBusy}>
            {myPrediction ? 'Change it' : 'Predict'}
          </button>
        </>
      )}
    </form>
  );
}

function toBound(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
