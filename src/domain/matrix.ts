/**
 * A matrix of experiments: every field of an experiment as a list, and all their combinations. Pure: it only
 * multiplies out; whether a combination makes sense is the planner's to say.
 *
 * Fields with one value are what all configurations have in common; the others are the axes, and a
 * configuration's place on them is its name.
 */
import type { ExperimentRequest, GroupRequest } from './plan.js';
import type { PrimitiveOptions } from './experiment.js';
import { expandNumbers, type Numbers } from './numbers.js';
import type { Checked, Problem } from './problem.js';

/** A task kind with lists for its parameters: numbers, or words of a choice. */
export interface TaskAxes {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, Numbers | readonly string[]>>;
}

export type OptionsAxes = {
  readonly [K in keyof PrimitiveOptions]?: (K extends 'startMethod' ? readonly string[] : Numbers) | undefined;
};

/** What was not given has its one usual value. */
export interface MatrixRequest {
  readonly task: readonly TaskAxes[];
  readonly primitive?: readonly string[] | undefined;
  readonly fabric?: readonly string[] | undefined;
  readonly runtime?: readonly string[] | undefined;
  readonly recording?: readonly string[] | undefined;
  /** Fractions: each is that of an experiment. */
  readonly precision?: readonly number[] | undefined;
  readonly workers?: Numbers | undefined;
  readonly repetitions?: Numbers | undefined;
  readonly warmup?: Numbers | undefined;
  readonly timeoutMs?: Numbers | undefined;
  readonly options?: OptionsAxes | undefined;
  /** The same in all. */
  readonly alongside?: readonly GroupRequest[] | undefined;
}

/** Where a configuration stands on one axis. */
export interface Coordinate {
  readonly axis: string;
  readonly value: string;
}

export interface Configuration {
  /** Its coordinates in words; of a matrix without axes, its task. */
  readonly label: string;
  readonly coordinates: readonly Coordinate[];
  readonly request: ExperimentRequest;
}

export const MATRIX_LIMITS = { configurations: 10_000 } as const;

/** A field with its values, by which `assign` makes the request of one. */
interface Axis {
  readonly name: string;
  readonly values: readonly (string | number)[];
  readonly assign: (request: Draft, value: string | number) => void;
}

type Draft = { -readonly [K in keyof ExperimentRequest]: ExperimentRequest[K] };

export function expandMatrix(matrix: MatrixRequest): Checked<readonly Configuration[]> {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  if (matrix.task.length === 0) report({ path: 'matrix.task', code: 'EMPTY', message: 'matrix.task has no values.' });
  for (const [index, { kind }] of matrix.task.entries()) {
    // Its configurations could not be told apart: a parameter with one value is no axis.
    if (matrix.task.findIndex((task) => task.kind === kind) === index) continue;
    const message = `${kind} is there already: give each of its parameters as a list, once.`;
    report({ path: `matrix.task.${index}`, code: 'CONFLICT', message });
  }
  const shared = sharedAxes(matrix, report);
  const byTask = matrix.task.map((task) => ({ task, axes: [...parameterAxes(task, report), ...shared] }));
  const size = byTask.reduce(
    (sum, { axes }) => sum + axes.reduce((product, axis) => product * axis.values.length, 1),
    0,
  );
  if (size > MATRIX_LIMITS.configurations) {
    const message = `A matrix has at most ${MATRIX_LIMITS.configurations} configurations; this has ${size}.`;
    report({ path: 'matrix', code: 'TOO_LONG', message });
  }
  if (problems.length > 0) return { ok: false, problems };

  const isTaskAnAxis = matrix.task.length > 1;
  return {
    ok: true,
    value: byTask.flatMap(({ task, axes }) => {
      const first: Draft = {
        task: { kind: task.kind, parameters: {} },
        ...(matrix.alongside && { alongside: matrix.alongside }),
      };
      const start = isTaskAnAxis ? [{ axis: 'task', value: task.kind }] : [];
      return multiply(axes, [{ coordinates: start, request: first }]).map(({ coordinates, request }) => ({
        label: nameOf(coordinates) || task.kind,
        coordinates,
        request,
      }));
    }),
  };
}

/** In words; empty where there are none. */
export function nameOf(coordinates: readonly Coordinate[]): string {
  return coordinates.map(({ axis, value }) => (axis === 'task' ? value : `${axis} ${value}`)).join(', ');
}

type Unnamed = Pick<Configuration, 'coordinates'> & { readonly request: Draft };

function multiply(axes: readonly Axis[], start: readonly Unnamed[]): readonly Unnamed[] {
  let product = start;
  for (const { name, values, assign } of axes) {
    product = product.flatMap(({ coordinates, request }) =>
      values.map((value) => {
        const next = { ...request };
        assign(next, value);
        const isAxis = values.length > 1;
        return {
          request: next,
          coordinates: isAxis ? [...coordinates, { axis: name, value: String(value) }] : coordinates,
        };
      }),
    );
  }
  return product;
}

function sharedAxes(matrix: MatrixRequest, report: (problem: Problem) => void): readonly Axis[] {
  const axes: Axis[] = [];
  const add = (name: string, path: string, given: Given | undefined, assign: Axis['assign']): void => {
    if (given === undefined) return;
    axes.push({ name, values: valuesOf(path, given, report), assign });
  };
  const words = (name: 'fabric' | 'primitive' | 'runtime' | 'recording'): void =>
    add(name, `matrix.${name}`, matrix[name], (request, value) => void (request[name] = String(value)));
  const numbers = (name: 'workers' | 'repetitions' | 'warmup' | 'timeoutMs' | 'precision'): void =>
    add(name, `matrix.${name}`, matrix[name], (request, value) => void (request[name] = Number(value)));
  words('fabric');
  words('primitive');
  words('runtime');
  for (const [name, given] of Object.entries(matrix.options ?? {})) {
    add(name, `matrix.options.${name}`, given, (request, value) => {
      request.options = { ...request.options, [name]: value };
    });
  }
  numbers('workers');
  numbers('repetitions');
  numbers('warmup');
  numbers('timeoutMs');
  numbers('precision');
  words('recording');
  return axes;
}

function parameterAxes({ kind, parameters }: TaskAxes, report: (problem: Problem) => void): readonly Axis[] {
  return Object.entries(parameters).map(([name, given]) => {
    return {
      name,
      values: valuesOf(`matrix.task.${kind}.${name}`, given, report),
      assign: (request, value) => {
        request.task = { kind, parameters: { ...request.task.parameters, [name]: value } };
      },
    };
  });
}

/** What a field is given: a list as it is, or numbers in one word. */
type Given = readonly (string | number)[] | Numbers;

/** Each once. */
function valuesOf(path: string, given: Given, report: (problem: Problem) => void): readonly (string | number)[] {
  if (!isList(given)) return expandNumbers(path, given, report);
  if (given.length === 0) report({ path, code: 'EMPTY', message: `${path} has no values.` });
  return [...new Set(given)];
}

function isList(given: Given): given is readonly (string | number)[] {
  return Array.isArray(given);
}

/** The same place but for the baseline's axes. */
export function movedTo(coordinates: readonly Coordinate[], baseline: readonly Coordinate[]): readonly Coordinate[] {
  return coordinates.map((at) => baseline.find(({ axis }) => axis === at.axis) ?? at);
}

/** As one word: the same for the same place. */
export function placeOf(coordinates: readonly Coordinate[]): string {
  return JSON.stringify(coordinates.map(({ axis, value }) => [axis, value]));
}
