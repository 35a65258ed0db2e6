/** What the host and the harness say to each other: JSON, one object a line. See `harness/serve.py`. */
import * as z from 'zod';
import type { DescribedFacts } from './facts.js';
import type { Fabric, Parameters, Primitive, PrimitiveOptions } from '../../domain/experiment.js';

/** Said once, before all rounds. */
export interface Setting {
  /** Path of the board's file. */
  readonly board: string;
  readonly fileServer: string;
  readonly groups: readonly DescribedGroup[];
  /** null where nothing is recorded. */
  readonly recording: DescribedFacts | null;
}

export interface DescribedGroup {
  readonly kind: string;
  readonly parameters: Parameters;
  readonly fabric: Fabric;
  readonly primitive: Primitive;
  readonly options: PrimitiveOptions;
  readonly workers: number;
  /** Workers that the round does not wait for. */
  readonly daemons: readonly number[];
  /** On the board: of its first worker, and of its first lock. */
  readonly firstSlot: number;
  readonly firstLock: number;
  /** How its processes are started, as Python calls it. */
  readonly startMethod: string;
  /** Of its primitive and the task's own resources, the first part that is recorded; null where there is none. */
  readonly firstParts: readonly (number | null)[];
  /** All of its parts; none where nothing is recorded. */
  readonly parts: readonly number[];
}

/** Asks for a round. */
export const ROUND = { kind: 'round' } as const;

const Ready = z.object({
  kind: z.literal('ready'),
  /** What recording costs an operation there; absent where nothing is recorded. */
  nsPerOperation: z.number().nonnegative().optional(),
});

/** Milliseconds from the release of the members on. */
const PlayedWorker = z.object({
  startMs: z.number(),
  endMs: z.number(),
  /** This and what follows: null where workers share a thread, are the pool's, or the kernel does not tell. */
  cpuMs: z.number().nullable(),
  runDelayMs: z.number().nullable(),
  voluntarySwitches: z.number().nullable(),
  involuntarySwitches: z.number().nullable(),
  result: z.unknown(),
});

/** What it took to have a worker; null where the stage did not make it, as the workers of a pool. */
const Cost = z.object({ startMs: z.number(), memoryBytes: z.number().nullable() }).nullable();

/** What a round left of the primitive, or in one of the task's resources; null where nobody looks at it. */
const Left = z.union([z.array(z.number()), z.number(), z.boolean(), z.null()]);

const Played = z.object({
  kind: z.literal('played'),
  groups: z.array(z.object({ workers: z.array(PlayedWorker), costs: z.array(Cost), left: z.array(Left) })),
  /** Something of this round goes on in the interpreter: it cannot play another one. */
  isSpent: z.boolean(),
});

const Threw = z.object({ kind: z.literal('threw'), worker: z.number().int(), error: z.string() });
const Died = z.object({ kind: z.literal('died'), worker: z.number().int(), exitCode: z.number().int().nullable() });

export const Reply = z.discriminatedUnion('kind', [Ready, Played, Threw, Died]);

export type Reply = z.infer<typeof Reply>;
export type Ready = z.infer<typeof Ready>;
export type Played = z.infer<typeof Played>;
export type Left = z.infer<typeof Left>;
