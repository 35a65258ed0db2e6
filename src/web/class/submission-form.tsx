/** What a challenge leaves open, as a form, made from the challenge and the schema. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { accepted, type LabClient, type VariablesOf } from '../../client/index.js';
import { SUBMIT, type Challenge } from './documents.js';
import { OptionFields } from './option-fields.js';
import { Problems } from './problems.js';
import { onSubmit, useAction } from './use-action.js';
import type { ChallengeDetails } from './use-challenge.js';
import { toWords } from './words.js';

type Input = VariablesOf<typeof SUBMIT>['input'];

interface SubmissionFormProps {
  readonly client: LabClient;
  readonly details: ChallengeDetails;
  readonly onDone: () => void;
}

interface Choice {
  readonly primitive: Challenge['primitives'][number] | undefined;
  readonly fabric: Challenge['fabrics'][number] | undefined;
  readonly workers: number;
  readonly options: Readonly<Record<string, string>>;
}

export function SubmissionForm({ client, details, onDone }: SubmissionFormProps): JSX.Element {
  const { challenge, task, words } = details;
  const { id: challengeId, primitives, fabrics, minWorkers, maxWorkers, tries, triesLeft } = challenge;
  const [choice, setChoice] = useState<Choice>({
    primitive: primitives[0],
    fabric: fabrics[0],
    workers: minWorkers,
    options: {},
  });
  const { isBusy, error, run } = useAction();
  const change = (to: Partial<Choice>): void => setChoice((before) => ({ ...before, ...to }));
  const submit = (): void =>
    run(async () => {
      const variables = { challengeId, input: toInput(choice, task.inputName), key: createKey() };
      // With its key it may be asked for again, if the answer is lost.
      const { submit } = await client.persist(() => client.ask(SUBMIT, variables));
      accepted(submit);
      onDone();
    });
  return (
    <form class="card submission-form" onSubmit={onSubmit(submit)}>
      <h3>Your try</h3>
      <div class="fields">
        <Pick
          label="Primitive"
          values={primitives}
          value={choice.primitive}
          hint={words.explain('Primitive', choice.primitive ?? '')}
          onPick={(primitive) => change({ primitive })}
        />
        <Pick
          label="Fabric"
          values={fabrics}
          value={choice.fabric}
          hint={words.explain('Fabric', choice.fabric ?? '')}
          onPick={(fabric) => change({ fabric })}
        />
        <label>
          Workers
          <input
            name="workers"
            type="number"
            min={minWorkers}
            max={maxWorkers}
            value={choice.workers}
            required
            onInput={({ currentTarget }) => change({ workers: currentTarget.valueAsNumber })}
          />
          <span class="hint">
            from {minWorkers} to {maxWorkers}
          </span>
        </label>
      </div>
      {!challenge.options && (
        <OptionFields fields={words.options} values={choice.options} onChange={(options) => change({ options })} />
      )}
      <Problems error={error} />
      <button type="submit" class="main" disabled={isBusy || triesLeft === 0}>
        Run it
      </button>
      <p class="hint tries-left">{describeTries(triesLeft ?? 0, tries)}</p>
    </form>
  );
}

function describeTries(left: number, of: number): string {
  if (left === 0) return `All ${of} tries are used.`;
  return `${left} of ${of} ${of === 1 ? 'try' : 'tries'} left.`;
}

interface PickProps<Value extends string> {
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value | undefined;
  readonly hint: string;
  readonly onPick: (value: Value | undefined) => void;
}

function Pick<Value extends string>({ label, values, value, hint, onPick }: PickProps<Value>): JSX.Element {
  return (
    <label>
      {label}
      <select
        name={label.toLowerCase()}
        value={value}
        disabled={values.length === 1}
        onChange={({ currentTarget }) => onPick(values[currentTarget.selectedIndex])}
      >
        {values.map((each) => (
          <option key={each} value={each}>
            {toWords(each)}
          </option>
        ))}
      </select>
      <span class="hint">{hint}</span>
    </label>
  );
}

/** What was left empty is not said, so the lab takes its default. */
function toInput({ primitive, fabric, workers, options }: Choice, inputName: string): Input {
  const said = Object.entries(options).filter(([, value]) => value !== '');
  const input = {
    task: { [inputName]: {} },
    ...(primitive && { primitive }),
    ...(fabric && { fabric }),
    workers,
    ...(said.length > 0 && {
      options: Object.fromEntries(said.map(([name, value]) => [name, /^-?\d+$/.test(value) ? Number(value) : value])),
    }),
  };
  // Which tasks and options there are is known at run time only; the lab checks them.
  return input as unknown as Input;
}

/** Not `randomUUID`, which pages without TLS do not have. */
function createKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
