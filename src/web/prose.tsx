/** A sentence of the schema or of the lab, in which what is code stands between backticks. */
import type { JSX } from 'preact';

export function Prose({ text }: { readonly text: string }): JSX.Element {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={`${index} ${part}`}>{part}</code> : part))}</>
  );
}
