/** All that a form for a challenge is made from, asked for anew when something of it may have changed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LabClient } from '../../client/index.js';
import { CATALOG, CHALLENGE, type Challenge, type TaskSpec } from './documents.js';
import { readFixedParameters, type FixedParameter } from './fixed-task.js';
import { readWords, type Words } from './words.js';

export interface ChallengeDetails extends Lasting {
  readonly challenge: Challenge;
}

/** What does not change in the life of a challenge. */
interface Lasting {
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
  const lasting = useRef<Lasting | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    client
      .persist(() => readDetails(client, id, lasting.current, signal), { signal })
      .then(
        (details) => {
          lasting.current = details;
          setState({ details, error: null });
        },
        (error: unknown) => {
          if (!signal.aborted) setState(({ details }) => ({ details, error }));
        },
      );
    return () => ending.abort();
  }, [client, id, version]);
  return state;
}

async function readDetails(
  client: LabClient,
  id: string,
  known: Lasting | null,
  signal: AbortSignal,
): Promise<ChallengeDetails> {
  const { challenge } = await client.ask(CHALLENGE, { id }, { signal });
  if (!challenge) throw new Error('This challenge is not there any more.');
  return { ...(known ?? (await readLasting(client, challenge, signal))), challenge };
}

async function readLasting(client: LabClient, challenge: Challenge, signal: AbortSignal): Promise<Lasting> {
  const [{ catalog }, words] = await Promise.all([client.ask(CATALOG, {}, { signal }), readWords(client, signal)]);
  const task = catalog.tasks.find(({ kind }) => kind === challenge.task.kind);
  if (!task) throw new Error(`This lab does not know the task ${challenge.task.kind}.`);
  return { task, words, parameters: await readFixedParameters(client, challenge, task, signal) };
}
