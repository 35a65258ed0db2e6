/** What the lab refused, in words, with all that is wrong. The messages name what they are about. */
import type { JSX } from 'preact';
import { LabError } from '../../client/index.js';
import { toMessage } from '../error-text.js';
import { Prose } from '../prose.js';

export function Problems({ error }: { readonly error: unknown }): JSX.Element | null {
  if (error === null || error === undefined) return null;
  const problems = error instanceof LabError ? error.problems : [];
  return (
    <div class="problems" role="alert">
      {problems.length > 0 ? (
        <ul>
          {problems.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <Prose text={message} />
            </li>
          ))}
        </ul>
      ) : (
        <p>{toMessage(error)}</p>
      )}
    </div>
  );
}
