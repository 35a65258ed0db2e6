/** What a challenge is about, and what of it is fixed. */
import type { JSX } from 'preact';
import { Prose } from '../prose.js';
import type { ChallengeDetails } from './use-challenge.js';
import { toWords } from './words.js';

export function TaskCard({ details }: { readonly details: ChallengeDetails }): JSX.Element {
  const { challenge, task, parameters, words } = details;
  const { runtime, repetitions, warmup, correctness, baseline, options, acceptDisturbed } = challenge;
  return (
    <section class="card task-card">
      <h3>{challenge.task.title}</h3>
      <p>
        <Prose text={task.doc} />
      </p>
      <details>
        <summary>What is fixed</summary>
        <dl class="facts">
          {parameters.map(({ name, value, unit, doc }) => (
            <Fact key={name} name={name} hint={doc}>
              {value} {unit ?? ''}
            </Fact>
          ))}
          <Fact name="runtime">{runtime}</Fact>
          <Fact name="rounds">
            {repetitions}
            {warmup > 0 && `, after ${warmup} to warm up`}
          </Fact>
          <Fact name="what may rank" hint={words.explain('CorrectnessRule', correctness)}>
            {toWords(correctness)} results
            {acceptDisturbed && ', disturbed ones too'}
          </Fact>
          {baseline && (
            <Fact name="baseline">
              {baseline.median.toPrecision(4)} {baseline.unit}
            </Fact>
          )}
          {options &&
            Object.entries(options)
              .filter(([, value]) => value !== null)
              .map(([name, value]) => (
                <Fact key={name} name={name}>
                  {String(value)}
                </Fact>
              ))}
        </dl>
      </details>
    </section>
  );
}

interface FactProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: preact.ComponentChildren;
}

function Fact({ name, hint, children }: FactProps): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {hint && (
          <span class="hint">
            {' '}
            <Prose text={hint} />
          </span>
        )}
      </dd>
    </div>
  );
}
