/** History: all runs of what an experiment measures, whoever defined it, over time and hosts. */
import { builder } from './builder.js';
import { pageSize } from './experiment.js';

builder.prismaObjectFields('Experiment', (t) => ({
  history: t.prismaConnection({
    type: 'Run',
    cursor: 'id',
    description:
      'Runs of all experiments that measure the same thing as this one, whatever they are called and however many ' +
      'rounds they have. The newest first.',
    complexity: (args) => ({ multiplier: pageSize(args) }),
    resolve: (query, { id, subject }, _args, { prisma, reach }) =>
      prisma.run.findMany({
        ...query,
        where: { ...reach, ...(subject === null ? { experimentId: id } : { experiment: { subject } }) },
        orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
      }),
  }),
}));
