/** An experiment in one line. */
import { formatCount } from '../../domain/figure-text.js';

export interface ShownExperiment {
  readonly name: string | null;
  readonly fabric: string;
  readonly primitive: string;
  readonly workers: number;
  readonly runtime: string;
  readonly task: { readonly kind: string; readonly title: string; readonly [parameter: string]: unknown };
}

/** `Countdown (n 1,000,000,000), 2 workers on THREADS, NONE, node`. */
export function formatExperiment({ name, fabric, primitive, workers, runtime, task }: ShownExperiment): string {
  const parameters = Object.entries(task).flatMap(([parameter, value]) =>
    typeof value === 'number' ? [`${parameter} ${formatCount(value)}`] : [],
  );
  const work = parameters.length > 0 ? `${task.title} (${parameters.join(', ')})` : task.title;
  const crew = `${workers} ${workers === 1 ? 'worker' : 'workers'} on ${fabric}`;
  return `${name === null ? '' : `${name}: `}${work}, ${crew}, ${primitive}, ${runtime}`;
}
