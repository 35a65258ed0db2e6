/** The flags of a comparison of runtimes: what is the same for all of them, and the lists of what is not. */
import type { Option } from 'commander';
import { planBatch } from '../../domain/batch-plan.js';
import { FABRICS, LIMITS } from '../../domain/experiment.js';
import { DEFAULTS } from '../../domain/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { checkLists, COMPARISON_DEFAULTS, toComparisonProblem, toMatrix } from '../../domain/runtime-comparison.js';
import type { TaskSpec } from '../../domain/task-spec.js';
import {
  count,
  listFlag,
  nameFlag,
  parameterFlags,
  primitiveFlag,
  readFlags,
  timeLimitFlag,
  toOption,
  type Flag,
  type Value,
} from './flag.js';
import { parseInteger } from './integer.js';
import { parseWord } from './word.js';

/** `RuntimeComparisonInput` of the schema, but for the runtimes where they were not given: all that the lab has. */
export interface ComparisonInput {
  readonly task: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  readonly runtimes?: readonly string[];
  readonly [field: string]: unknown;
}

function listFlags(task: TaskSpec): readonly Flag<readonly Value[]>[] {
  const { fabrics, workers } = COMPARISON_DEFAULTS;
  const { min, max } = LIMITS.workers;
  return [
    listFlag('runtimes', 'ids', 'of `runtimes`, with commas between (default: all that the lab has)', (path, text) =>
      text === ''
        ? { ok: false, problems: [{ path, code: 'EMPTY', message: `${path} is the id of a runtime.` }] }
        : { ok: true, value: text },
    ),
    listFlag(
      'fabrics',
      'words',
      `where workers live, with commas between: ${task.fabrics.join(', ')} (default: ${fabrics.join(',')})`,
      (path, text) => parseWord(path, text, FABRICS),
    ),
    listFlag(
      'workers',
      'counts',
      `how many workers, with commas between; each from ${min} to ${max} (default: ${workers.join(',')})`,
      (path, text) => parseInteger(path, text, LIMITS.workers, 'Int'),
    ),
  ];
}

function singleFlags(task: TaskSpec): readonly Flag[] {
  return [
    primitiveFlag(task),
    count('repetitions', 'measured rounds of each run', COMPARISON_DEFAULTS.repetitions),
    count('warmup', 'rounds before them, which do not count'),
    timeLimitFlag('each run'),
    nameFlag('the comparison'),
  ];
}

export function createComparisonOptions(task: TaskSpec): {
  readonly parameters: readonly Option[];
  readonly rest: readonly Option[];
} {
  return {
    parameters: parameterFlags(task).map(toOption),
    rest: [...listFlags(task), ...singleFlags(task)].map(toOption),
  };
}

/** @param given text by flag, in camelCase, as the parser of the command line has it */
export function readComparison(task: TaskSpec, given: Readonly<Record<string, unknown>>): Checked<ComparisonInput> {
  const problems: Problem[] = [];
  const parameters = readFlags(parameterFlags(task), given, `task.${task.kind}.`, problems);
  const lists = readFlags(listFlags(task), given, '', problems);
  const rest = readFlags(singleFlags(task), given, '', problems);
  if (problems.length === 0) return { ok: true, value: { ...rest, ...lists, task: { [task.kind]: parameters } } };

  // The lab will not be asked, so what it would have said of the rest is said here.
  const told = new Set(problems.map(({ path }) => path.split('.')[0]));
  const more = problemsOfRest(task, { parameters, ...rest, ...lists }).filter(
    ({ path }) => !told.has(path.split('.')[0]) || path.startsWith('task.'),
  );
  return { ok: false, problems: [...problems, ...more] };
}

interface Read {
  readonly parameters: Readonly<Record<string, Value>>;
  readonly [field: string]: unknown;
}

/** What the host has is nobody's guess: its runtimes are taken to be those that were asked for. */
function problemsOfRest(task: TaskSpec, { parameters, ...read }: Read): readonly Problem[] {
  const { runtime, primitive, warmup, timeoutMs } = DEFAULTS;
  const request = {
    name: null,
    primitive,
    warmup,
    timeoutMs,
    runtimes: [runtime],
    ...COMPARISON_DEFAULTS,
    ...read,
    task: { kind: task.kind, parameters },
  };
  const offer = { tasks: new Map([[task.kind, task]]), runtimesWithGil: [], unavailable: {} };
  const lists = checkLists(request);
  if (lists.length > 0) return lists;
  const planned = planBatch(toMatrix(request), { ...offer, runtimes: request.runtimes });
  return planned.ok ? [] : planned.problems.map(toComparisonProblem);
}
