/** What the lessons of semaphores share: workers that go inside for a while, beside one step alone. */
import { scaled, sideBySide, type Expectation, type Program } from '../../domain/lesson.js';
import { ratioBetween } from '../expectations.js';

export const INSIDE_FABRICS = ['THREADS', 'PROCESSES'] as const;
type InsideFabric = (typeof INSIDE_FABRICS)[number];

export interface Inside {
  readonly permits: number;
  readonly workers: number;
  readonly steps: number;
  readonly holdMs: number;
}

export function goInside(label: string, fabric: InsideFabric, { permits, workers, steps, holdMs }: Inside): Program {
  return {
    label: `${label} on ${fabric}`,
    request: {
      task: { kind: 'semaphoreInside', parameters: { steps, holdMs } },
      primitive: 'SEMAPHORE',
      options: { permits },
      fabric,
      workers,
      repetitions: 1,
      warmup: 0,
    },
  };
}

/** Each of more workers than permits stays for the unit's two seconds, beside one such stay. */
export function besideOneStep(
  label: string,
  fabric: InsideFabric,
  scale: number,
  inside: Pick<Inside, 'permits' | 'workers'>,
): readonly Program[] {
  const holdMs = scaled(2000, scale, 100);
  return sideBySide(goInside(label, fabric, { ...inside, steps: 1, holdMs }), {
    label: `one step on ${fabric}`,
    request: {
      task: { kind: 'ioWait', parameters: { milliseconds: holdMs } },
      fabric,
      workers: 2,
      repetitions: 1,
      warmup: 0,
    },
  });
}

/** Two stays, one after the other. */
export function takesTwoSteps(label: string, fabric: InsideFabric): Expectation {
  const expected = 'twice the time of one step: 4 s of 2 s each';
  return ratioBetween(`${label} on ${fabric}`, `one step on ${fabric}`, 1.7, 2.6, expected);
}
