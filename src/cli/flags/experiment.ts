/**
 * An experiment out of flags. One list says what there is; the help and the input of the API both follow
 * from it and from the task's descriptors, so that a new task kind needs nothing here.
 */
import type { Option } from 'commander';
import { FABRICS, LIMITS, START_METHODS, type PrimitiveOptions } from '../../domain/experiment.js';
import { DEFAULTS, planExperiment } from '../../domain/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { RECORDINGS } from '../../domain/recording.js';
import type { TaskSpec } from '../../domain/task-spec.js';
import {
  count,
  nameFlag,
  parameterFlags,
  primitiveFlag,
  readFlags,
  showRange,
  timeLimitFlag,
  toOption,
  type Flag,
  type Value,
} from './flag.js';
import { parseInteger } from './integer.js';
import { parseWord } from './word.js';

/** `ExperimentInput` of the schema. What was not given is absent, and the lab fills it in. */
export interface ExperimentInput {
  readonly task: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  readonly [field: string]: Value | Readonly<Record<string, Value>> | ExperimentInput['task'];
}

const RUNTIME_FLAG: Flag = {
  name: 'runtime',
  placeholder: 'id',
  doc: `who executes: one of \`runtimes\` (default: ${DEFAULTS.runtime})`,
  parse: (_path, text) => ({ ok: true, value: text }),
};

/** Of what runs several experiments on one runtime: the lab says what it has of them. */
export function createRuntimeOption(): Option {
  const doc = 'the one of `runtimes` that all of it runs on, as far as it can (default: each as it is written)';
  return toOption({ ...RUNTIME_FLAG, doc });
}

function experimentFlags(task: TaskSpec): readonly Flag[] {
  return [
    {
      name: 'fabric',
      placeholder: 'word',
      doc: `where workers live: ${task.fabrics.join(', ')} (default: ${DEFAULTS.fabric})`,
      parse: (path, text) => parseWord(path, text, FABRICS),
    },
    primitiveFlag(task),
    count('workers', 'how many workers'),
    count('repetitions', 'measured rounds'),
    count('warmup', 'rounds before them, which do not count'),
    timeLimitFlag('the whole run'),
    {
      name: 'precision',
      placeholder: 'share',
      doc: `add rounds until the wall time’s interval is at most this part of its median wide; from ${LIMITS.precision.min} to ${LIMITS.precision.max}, as 0.02 (default: none are added)`,
      parse: (path, text) => {
        const value = Number(text);
        if (text.trim() !== '' && !Number.isNaN(value)) return { ok: true, value };
        const message = `${path} is a number, such as 0.02; this is "${text}".`;
        return { ok: false, problems: [{ path, code: 'OUT_OF_RANGE', message }] };
      },
    },
    {
      name: 'recording',
      placeholder: 'word',
      doc: `what to record beside the times: ${RECORDINGS.join(', ')} (default: ${DEFAULTS.recording})`,
      parse: (path, text) => parseWord(path, text, RECORDINGS),
    },
    RUNTIME_FLAG,
    nameFlag('the experiment'),
  ];
}

const OPTION_DOCS: Readonly<Record<keyof PrimitiveOptions, string>> = {
  permits: 'of a semaphore: how many may be inside at once',
  capacity: 'of a queue: the most messages that it holds; 0 for as many as fit',
  capacityBytes: 'of a queue or pipe: bytes of its ring, a power of two',
  switchIntervalMs: 'of a global interpreter lock: how long who wants it waits before it asks, in milliseconds',
  startMethod: `of Python’s processes: ${START_METHODS.join(', ')}; one that \`runtimes\` names, the first of them by default`,
};

/** By their own names some would be taken for parameters of a task. */
const OPTION_FLAGS: Readonly<Record<keyof PrimitiveOptions, string>> = {
  permits: 'permits',
  capacity: 'queueCapacity',
  capacityBytes: 'ringBytes',
  switchIntervalMs: 'switchIntervalMs',
  startMethod: 'startMethod',
};

const NUMBERS = [
  'permits',
  'capacity',
  'capacityBytes',
  'switchIntervalMs',
] as const satisfies (keyof PrimitiveOptions)[];
const OPTION_NAMES = [...NUMBERS, 'startMethod'] as const satisfies (keyof PrimitiveOptions)[];

function optionFlags(): readonly Flag[] {
  const numbers = NUMBERS.map((name): Flag => ({
    name: OPTION_FLAGS[name],
    placeholder: 'count',
    doc: `${OPTION_DOCS[name]}; ${showRange(LIMITS[name], DEFAULTS.options[name] ?? DEFAULTS.switchIntervalMs)}`,
    parse: (_path, text) => parseInteger(`options.${name}`, text, LIMITS[name], 'Int'),
  }));
  const startMethod: Flag = {
    name: OPTION_FLAGS.startMethod,
    placeholder: 'word',
    doc: OPTION_DOCS.startMethod,
    parse: (path, text) => parseWord(path, text, START_METHODS),
  };
  return [...numbers, startMethod];
}

export function createExperimentOptions(task: TaskSpec): { parameters: readonly Option[]; rest: readonly Option[] } {
  return {
    parameters: parameterFlags(task).map(toOption),
    rest: [...experimentFlags(task), ...optionFlags()].map(toOption),
  };
}

/** @param given text by flag, in camelCase, as the parser of the command line has it */
export function readExperiment(task: TaskSpec, given: Readonly<Record<string, unknown>>): Checked<ExperimentInput> {
  const problems: Problem[] = [];
  const read = <V extends Value>(flags: readonly Flag<V>[], prefix: string): Record<string, V> =>
    readFlags(flags, given, prefix, problems);
  const parameters = read(parameterFlags(task), `task.${task.kind}.`);
  const flagged = read(optionFlags(), 'options.');
  const options = Object.fromEntries(
    OPTION_NAMES.flatMap((name) => {
      const value = flagged[OPTION_FLAGS[name]];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const rest = read(experimentFlags(task), '');
  if (problems.length === 0) {
    const made = Object.keys(options).length > 0 ? { options } : {};
    return { ok: true, value: { ...rest, ...made, task: { [task.kind]: parameters } } };
  }

  // The lab will not be asked, so what it would have said of the rest is said here.
  const runtime = String(rest['runtime'] ?? DEFAULTS.runtime);
  const planned = planExperiment(
    { ...rest, options, task: { kind: task.kind, parameters } },
    { tasks: new Map([[task.kind, task]]), runtimes: [runtime], runtimesWithGil: [runtime], unavailable: {} },
  );
  // A word that was not understood is absent there; that its default does not fit either is no news.
  const told = new Set(problems.map(({ path }) => path));
  const more = planned.ok ? [] : planned.problems.filter(({ path }) => !told.has(path));
  return { ok: false, problems: [...problems, ...more] };
}
