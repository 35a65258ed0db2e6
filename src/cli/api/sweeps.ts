/** What the sweeps of a matrix show of scaling. */
import * as z from 'zod';
import { SCALING_LAWS, SCALING_PARAMETERS } from '../../domain/scaling.js';
import { ask, type Lab } from './lab.js';

export const Bounded = z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() });
export const BOUNDED = 'value low high';

const Report = z.object({
  task: z.string(),
  points: z.array(z.object({ workers: z.number(), speedup: Bounded.nullable() })),
  fits: z.array(
    z.object({
      law: z.enum(SCALING_LAWS),
      parameters: z.array(Bounded.extend({ name: z.enum(SCALING_PARAMETERS) })),
    }),
  ),
  chosen: z.enum(SCALING_LAWS).nullable(),
  reason: z.string(),
});

const Sweep = z.object({
  label: z.string(),
  scaling: z.object({ refusedBecause: z.array(z.string()).nullable(), report: Report.nullable() }),
});
export type Sweep = z.infer<typeof Sweep>;

export interface Sweeps {
  readonly shown: readonly Sweep[];
  readonly areMore: boolean;
}

/** Each costs the lab a computation: a report has more of them. */
const SHOWN = 24;

const SWEEPS = {
  document: `query ($id: ID!) { batch(id: $id) { sweeps(first: ${SHOWN}) {
    edges { node { label scaling { refusedBecause report {
      task chosen reason points { workers speedup { ${BOUNDED} } } fits { law parameters { name ${BOUNDED} } }
    } } } }
    pageInfo { hasNextPage }
  } } }`,
  data: z.object({
    batch: z
      .object({
        sweeps: z.object({
          edges: z.array(z.object({ node: Sweep })),
          pageInfo: z.object({ hasNextPage: z.boolean() }),
        }),
      })
      .nullable(),
  }),
};

export async function findSweeps(lab: Lab, batchId: string): Promise<Sweeps> {
  const { batch } = await ask(lab, SWEEPS, { id: batchId });
  return {
    shown: batch?.sweeps.edges.map(({ node }) => node) ?? [],
    areMore: batch?.sweeps.pageInfo.hasNextPage ?? false,
  };
}
