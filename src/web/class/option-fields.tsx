/** The options that a primitive can be given: which there are, the schema says. */
import type { JSX } from 'preact';
import { Prose } from '../prose.js';
import { toWords, type OptionField } from './words.js';

type Values = Readonly<Record<string, string>>;

interface OptionFieldsProps {
  readonly fields: readonly OptionField[];
  /** What was typed; empty for the lab's default. */
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

export function OptionFields({ fields, values, onChange }: OptionFieldsProps): JSX.Element | null {
  if (fields.length === 0) return null;
  return (
    <details class="options">
      <summary>Options</summary>
      {fields.map((field) => (
        <Option
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </details>
  );
}

interface OptionProps {
  readonly field: OptionField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Option({ field: { name, doc, words }, value, onChange }: OptionProps): JSX.Element {
  return (
    <label>
      {name}
      {words ? (
        <select name={name} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">as usual</option>
          {words.map((word) => (
            <option key={word} value={word}>
              {toWords(word)}
            </option>
          ))}
        </select>
      ) : (
        <input
          name={name}
          type="number"
          step="1"
          value={value}
          placeholder="as usual"
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
      <span class="hint">
        <Prose text={doc} />
      </span>
    </label>
  );
}
