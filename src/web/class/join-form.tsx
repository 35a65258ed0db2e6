/** Taking a seat: with the class's code and a name, or again with its key. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LabClient } from '../../client/index.js';
import { Problems } from './problems.js';
import { retakeSeat, takeSeat } from './seat.js';
import type { SeatStore } from './seat-store.js';
import { onSubmit, useAction } from './use-action.js';

interface JoinFormProps {
  readonly client: LabClient;
  readonly store: SeatStore;
  /** From the address, where it came with one. */
  readonly code: string;
  readonly onJoined: () => void;
}

export function JoinForm({ client, store, code: given, onJoined }: JoinFormProps): JSX.Element {
  const [code, setCode] = useState(given);
  const [displayName, setDisplayName] = useState('');
  const [seatKey, setSeatKey] = useState('');
  const [hasSeat, setHasSeat] = useState(false);
  const { isBusy, error, run } = useAction();
  const join = (): void =>
    run(async () => {
      if (hasSeat) await retakeSeat(client, store, { code, displayName, seatKey });
      else await takeSeat(client, store, { code, displayName });
      onJoined();
    });
  return (
    <form class="card join-form" onSubmit={onSubmit(join)}>
      <h1>Join the class</h1>
      <label>
        Code of the class
        <input
          name="code"
          class="code-input"
          value={code}
          placeholder="ACDE-FGHJ"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          required
          onInput={({ currentTarget }) => setCode(currentTarget.value.toUpperCase())}
        />
      </label>
      <label>
        Your name
        <input
          name="displayName"
          value={displayName}
          autocomplete="nickname"
          required
          onInput={({ currentTarget }) => setDisplayName(currentTarget.value)}
        />
      </label>
      {hasSeat && (
        <label>
          Your seat key
          <input
            name="seatKey"
            class="code-input"
            value={seatKey}
            autocomplete="off"
            spellcheck={false}
            required
            onInput={({ currentTarget }) => setSeatKey(currentTarget.value)}
          />
        </label>
      )}
      <Problems error={error} />
      <button type="submit" class="main" disabled={isBusy}>
        {hasSeat ? 'Take my seat again' : 'Join'}
      </button>
      <button type="button" class="plain" onClick={() => setHasSeat(!hasSeat)}>
        {hasSeat ? 'I am new here' : 'I have a seat already, from another browser'}
      </button>
    </form>
  );
}
