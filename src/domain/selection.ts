/** Which configurations of a matrix are meant: those that fit all that is given. */
import type { Configuration } from './matrix.js';
import { expandNumbers, type Numbers } from './numbers.js';
import { DEFAULTS } from './plan.js';
import type { Problem } from './problem.js';

/** Numbers as they are, once they were multiplied out. */
export interface Selection {
  readonly task?: readonly string[] | undefined;
  readonly primitive?: readonly string[] | undefined;
  readonly fabric?: readonly string[] | undefined;
  readonly runtime?: readonly string[] | undefined;
  readonly recording?: readonly string[] | undefined;
  /** Only what was given one fits. */
  readonly startMethod?: readonly string[] | undefined;
  readonly workers?: readonly number[] | undefined;
  /** Only what was given one fits. */
  readonly switchIntervalMs?: readonly number[] | undefined;
}

const NUMBERS = ['workers', 'switchIntervalMs'] as const satisfies (keyof Selection)[];

export type SelectionRequest = Omit<Selection, (typeof NUMBERS)[number]> & {
  readonly [K in (typeof NUMBERS)[number]]?: Numbers | undefined;
};

export function toSelection(
  { workers, switchIntervalMs, ...words }: SelectionRequest,
  path: string,
  report: (problem: Problem) => void,
): Selection {
  return {
    ...words,
    ...(workers && { workers: expandNumbers(`${path}.workers`, workers, report) }),
    ...(switchIntervalMs && {
      switchIntervalMs: expandNumbers(`${path}.switchIntervalMs`, switchIntervalMs, report),
    }),
  };
}

export function isSelected({ request }: Configuration, selection: Selection): boolean {
  const { task, primitive = DEFAULTS.primitive, fabric = DEFAULTS.fabric, runtime = DEFAULTS.runtime } = request;
  const { workers = DEFAULTS.workers, recording = DEFAULTS.recording, options } = request;
  return (
    fits(selection.task, task.kind) &&
    fits(selection.primitive, primitive) &&
    fits(selection.fabric, fabric) &&
    fits(selection.runtime, runtime) &&
    fits(selection.recording, recording) &&
    fits(selection.startMethod, options?.startMethod) &&
    fits(selection.workers, workers) &&
    fits(selection.switchIntervalMs, options?.switchIntervalMs)
  );
}

function fits<T>(wanted: readonly T[] | undefined, value: T | null | undefined): boolean {
  return wanted === undefined || (value !== null && value !== undefined && wanted.includes(value));
}
