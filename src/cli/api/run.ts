/** A run as the command line sees it: all that there is to tell of it. */
import * as z from 'zod';
import { TASKS } from '../../catalog/catalog.js';
import { GRADES, RUN_STATES } from '../../domain/run.js';
import { Estimate, ESTIMATE_FIELDS, Outcome, OUTCOME_FIELDS } from './figures.js';

// Each task kind is a type of its own; all its parameters are asked for, whatever the kind.
const TASK_FIELDS = TASKS.map(
  ({ kind, parameters }) =>
    // Under a name of its own each: two kinds may use one name for parameters of different types.
    `... on ${kind.charAt(0).toUpperCase()}${kind.slice(1)}Task { ${Object.keys(parameters)
      .map((name) => `${kind}_${name}: ${name}`)
      .join(' ')} }`,
).join(' ');

export const EXPERIMENT_FIELDS = `
  id name primitive fabric workers runtime repetitions warmup timeoutMs createdAt
  task { kind title ${TASK_FIELDS} }
`;

export const RUN_FIELDS = `
  id state attempt progress queuedAt startedAt finishedAt traceUrl
  experiment { ${EXPERIMENT_FIELDS} }
  summary { rounds wall ${ESTIMATE_FIELDS} cpu ${ESTIMATE_FIELDS} throughput ${ESTIMATE_FIELDS} workUnit }
  outcomes ${OUTCOME_FIELDS}
  failure { code message deadlock { worker wants holder holds } }
  environment { cpuModel cores memoryBytes platform kernel node memory load }
  samples {
    round warmup wallMs startSkewMs cpuMs result grade expected observed lostUpdates
    workers { worker startMs endMs cpuMs }
  }
`;

/** `countdown_n` back to `n`. */
function stripKind<T extends object>(task: T): T {
  return Object.fromEntries(Object.entries(task).map(([key, value]) => [key.replace(/^[^_]+_/, ''), value])) as T;
}

const Experiment = z.object({
  id: z.string(),
  name: z.string().nullable(),
  primitive: z.string(),
  fabric: z.string(),
  workers: z.number(),
  runtime: z.string(),
  repetitions: z.number(),
  warmup: z.number(),
  timeoutMs: z.number(),
  createdAt: z.string(),
  task: z.looseObject({ kind: z.string(), title: z.string() }).transform(stripKind),
});

const Sample = z.object({
  round: z.number(),
  warmup: z.boolean(),
  wallMs: z.number(),
  startSkewMs: z.number(),
  cpuMs: z.number().nullable(),
  result: z.string(),
  grade: z.enum(GRADES),
  expected: z.string(),
  observed: z.string(),
  lostUpdates: z.number().nullable(),
  workers: z.array(
    z.object({ worker: z.number(), startMs: z.number(), endMs: z.number(), cpuMs: z.number().nullable() }),
  ),
});

export const Run = z.object({
  id: z.string(),
  state: z.enum(RUN_STATES),
  attempt: z.number(),
  progress: z.number(),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** On the lab's own server: a path. */
  traceUrl: z.string().nullable(),
  experiment: Experiment,
  summary: z
    .object({
      rounds: z.number(),
      wall: Estimate,
      cpu: Estimate.nullable(),
      throughput: Estimate,
      workUnit: z.string(),
    })
    .nullable(),
  outcomes: z.array(Outcome),
  failure: z
    .object({
      code: z.string(),
      message: z.string(),
      deadlock: z
        .array(
          z.object({
            worker: z.number(),
            wants: z.string(),
            holder: z.number().nullable(),
            holds: z.array(z.string()),
          }),
        )
        .nullable(),
    })
    .nullable(),
  environment: z
    .object({
      cpuModel: z.string(),
      cores: z.number(),
      memoryBytes: z.number(),
      platform: z.string(),
      kernel: z.string(),
      node: z.string(),
      memory: z.string(),
      load: z.number().nullable(),
    })
    .nullable(),
  samples: z.array(Sample),
});

export type Run = z.infer<typeof Run>;
export type Experiment = z.infer<typeof Experiment>;
