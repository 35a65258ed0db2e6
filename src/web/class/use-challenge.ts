/** All that a form for a challenge is made from, asked for anew when something of it may have changed. */
import { useEffect, useState } from 'preact/hooks';
import type { LabClient } from '../../client/index.js';
import { CHALLENGE, type Challenge, type TaskSpec } from './documents.js';
import { readFixedParameters, type FixedParameter } from './fixed-task.js';
import { readWords, type Words } from './words.js';

export interface ChallengeDetails {
  readonly challenge: Challenge;
  readonly task: TaskSpec;
  readonly parameters: readonly FixedParameter[];
  readonly words: Words;
}

interface ChallengeState {
  /** Null until they are there. */
  readonly details: ChallengeDetails | null;
  readonly error: unknown;
}

/** @param version asks anew where this is another one */
export function useChallenge(client: LabClient, id: string, version: string): ChallengeState {
  const [state, setState] = useState<ChallengeState>({ details: null, error: null });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    client
      .persist(() => readDetails(client, id, signal), { signal })
      .then(
        (details) => setState({ details, error: null }),
        (error: unknown) => {
          if (!signal.aborted) setState(({ details }) => ({ details, error }));
        },
      );
    return () => ending.abort();
  }, [client, id, version]);
  return state;
}

async function readDetails(client: LabClient, id: string, signal: AbortSignal): Promise<ChallengeDetails> {
  const [{ challenge, catalog }, words] = await Promise.all([
    client.ask(CHALLENGE, { id }, { signal }),
    readWords(client, signal),
  ]);
  const task = catalog.tasks.find(({ kind }) => kind === challenge?.task.kind);
  if (!challenge || !task) throw new Error('This challenge is not there any more.');
  return { challenge, task, words, parameters: await readFixedParameters(client, challenge, task, signal) };
}
