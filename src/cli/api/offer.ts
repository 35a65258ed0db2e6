/** What a lab has to offer and what it is doing: catalogue, runtimes, queue. */
import * as z from 'zod';
import { RUN_STATES } from '../../domain/run.js';
import { ask, type Lab } from './lab.js';

const CATALOG = {
  document: `{
    catalog {
      tasks { inputName kind title doc workUnit primitives fabrics parameters { name doc unit min max words default } }
      fabrics { fabric available reason }
    }
  }`,
  data: z.object({
    catalog: z.object({
      tasks: z.array(
        z.object({
          inputName: z.string(),
          kind: z.string(),
          title: z.string(),
          doc: z.string(),
          workUnit: z.string(),
          primitives: z.array(z.string()),
          fabrics: z.array(z.string()),
          parameters: z.array(
            z.object({
              name: z.string(),
              doc: z.string(),
              unit: z.string().nullable(),
              min: z.number().nullable(),
              max: z.number().nullable(),
              words: z.array(z.string()).nullable(),
              default: z.string(),
            }),
          ),
        }),
      ),
      fabrics: z.array(z.object({ fabric: z.string(), available: z.boolean(), reason: z.string().nullable() })),
    }),
  }),
};

const RUNTIMES = {
  document: '{ runtimes { id name version gil path python { startMethods } } }',
  data: z.object({
    runtimes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        version: z.string(),
        gil: z.boolean(),
        path: z.string(),
        python: z.object({ startMethods: z.array(z.string()) }).nullable(),
      }),
    ),
  }),
};

const WAITING_FIELDS = 'id state progress queuedAt experiment { name fabric primitive workers task { title } }';

const QueuedRun = z.object({
  id: z.string(),
  state: z.enum(RUN_STATES),
  progress: z.number(),
  queuedAt: z.string(),
  experiment: z.object({
    name: z.string().nullable(),
    fabric: z.string(),
    primitive: z.string(),
    workers: z.number(),
    task: z.object({ title: z.string() }),
  }),
});

const QUEUE = {
  document: `{ queue { length running { ${WAITING_FIELDS} } waiting { ${WAITING_FIELDS} } } }`,
  data: z.object({
    queue: z.object({ length: z.number(), running: QueuedRun.nullable(), waiting: z.array(QueuedRun) }),
  }),
};

export type Catalog = z.infer<typeof CATALOG.data>['catalog'];
export type Runtime = z.infer<typeof RUNTIMES.data>['runtimes'][number];
export type Queue = z.infer<typeof QUEUE.data>['queue'];

export async function askCatalog(lab: Lab): Promise<Catalog> {
  return (await ask(lab, CATALOG)).catalog;
}

export async function askRuntimes(lab: Lab): Promise<readonly Runtime[]> {
  return (await ask(lab, RUNTIMES)).runtimes;
}

export async function askQueue(lab: Lab): Promise<Queue> {
  return (await ask(lab, QUEUE)).queue;
}
