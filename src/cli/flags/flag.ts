/** A flag: what it is for, and how its text is read. Those that several commands have, too. */
import { Option } from 'commander';
import { LIMITS, PRIMITIVES } from '../../domain/experiment.js';
import { DEFAULTS } from '../../domain/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import type { TaskSpec } from '../../domain/task-spec.js';
import { parseInteger } from './integer.js';
import { toKebabCase } from './names.js';
import { parseWord } from './word.js';

export type Value = number | string;

export interface Flag<V = Value> {
  readonly name: string;
  readonly placeholder: string;
  readonly doc: string;
  parse(path: string, text: string): Checked<V>;
}

type Counted = 'workers' | 'repetitions' | 'warmup' | 'timeoutMs';

export function count(name: Counted, doc: string, usual: number = DEFAULTS[name]): Flag {
  const bounds = LIMITS[name];
  return {
    name,
    placeholder: 'count',
    doc: `${doc}; ${showRange(bounds, usual)}`,
    parse: (path, text) => parseInteger(path, text, bounds, 'Int'),
  };
}

export function timeLimitFlag(whose: string): Flag {
  return { ...count('timeoutMs', `time limit of ${whose}, in milliseconds`), placeholder: 'ms' };
}

export function nameFlag(what: string): Flag {
  return {
    name: 'name',
    placeholder: 'text',
    doc: `what to call ${what}, at most ${LIMITS.nameLength.max} characters`,
    parse: (_path, text) => ({ ok: true, value: text }),
  };
}

export function primitiveFlag(task: TaskSpec): Flag {
  return {
    name: 'primitive',
    placeholder: 'word',
    doc: `how workers coordinate: ${task.primitives.join(', ')} (default: ${DEFAULTS.primitive})`,
    parse: (path, text) => parseWord(path, text, PRIMITIVES),
  };
}

export function parameterFlags(task: TaskSpec): readonly Flag[] {
  return Object.entries(task.parameters).map(([name, spec]): Flag =>
    spec.type === 'choice'
      ? {
          name,
          placeholder: 'word',
          doc: `${spec.doc} One of ${spec.words.join(', ')} (default: ${spec.default})`,
          parse: (path, text) => parseWord(path, text, spec.words),
        }
      : {
          name,
          placeholder: spec.unit,
          doc: `${spec.doc} In ${spec.unit}; ${showRange(spec, spec.default)}`,
          parse: (path, text) => parseInteger(path, text, spec, 'SafeInt'),
        },
  );
}

/** The same for several, with commas between. @param plural its name */
export function listFlag<V>(
  plural: string,
  placeholder: string,
  doc: string,
  parse: Flag<V>['parse'],
): Flag<readonly V[]> {
  return {
    name: plural,
    placeholder,
    doc,
    parse: (path, text) => {
      const parsed = text.split(',').map((one, index) => parse(`${path}.${index}`, one.trim()));
      const problems = parsed.flatMap((one) => (one.ok ? [] : one.problems));
      if (problems.length > 0) return { ok: false, problems };
      return { ok: true, value: parsed.flatMap((one) => (one.ok ? [one.value] : [])) };
    },
  };
}

/**
 * Those that were given, by name.
 * @param given text by flag, in camelCase, as the parser of the command line has it
 * @param problems to which what is wrong is added, with its path
 */
export function readFlags<V>(
  flags: readonly Flag<V>[],
  given: Readonly<Record<string, unknown>>,
  prefix: string,
  problems: Problem[],
): Record<string, V> {
  const values: Record<string, V> = {};
  for (const flag of flags) {
    const text = given[flag.name];
    if (typeof text !== 'string') continue;
    const parsed = flag.parse(`${prefix}${flag.name}`, text);
    if (parsed.ok) values[flag.name] = parsed.value;
    else problems.push(...parsed.problems);
  }
  return values;
}

export function toOption({ name, placeholder, doc }: Pick<Flag, 'name' | 'placeholder' | 'doc'>): Option {
  return new Option(`--${toKebabCase(name)} <${placeholder}>`, doc);
}

export function showRange({ min, max }: { readonly min: number; readonly max: number }, usual: number): string {
  const [from, to, otherwise] = [min, max, usual].map((value) => value.toLocaleString('en-US'));
  return `from ${from} to ${to} (default: ${otherwise})`;
}
