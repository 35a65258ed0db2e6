/** What the host and the harness say to each other: JSON, one object a line. See `harness/serve.py`. */
import { z } from 'zod';
import type { Fabric, Parameters, Primitive, PrimitiveOptions } from '../../domain/experiment.js';

/** Said once, before all rounds. */
export interface Setting {
  /** Path of the board's file. */
  readonly board: string;
  readonly fileServer: string;
  readonly groups: readonly DescribedGroup[];
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
}

/** Asks for a round. */
export const ROUND = { kind: 'round' } as const;

const Ready = z.object({ kind: z.literal('ready') });

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

/** What a round left of the primitive, or in one of the task's resources; null where nobody looks at it. */
const Left = z.union([z.array(z.number()), z.number(), z.boolean(), z.null()]);

const Played = z.object({
  kind: z.literal('played'),
  groups: z.array(z.object({ workers: z.array(PlayedWorker), left: z.array(Left) })),
  /** Something of this round goes on in the interpreter: it cannot play another one. */
  isSpent: z.boolean(),
});

const Threw = z.object({ kind: z.literal('threw'), worker: z.number().int(), error: z.string() });
const Died = z.object({ kind: z.literal('died'), worker: z.number().int(), exitCode: z.number().int().nullable() });

export const Reply = z.discriminatedUnion('kind', [Ready, Played, Threw, Died]);

export type Reply = z.infer<typeof Reply>;
export type Played = z.infer<typeof Played>;
export type Left = z.infer<typeof Left>;
