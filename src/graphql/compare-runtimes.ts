/** Asks for one task over fabrics, runtimes and numbers of workers. */
import { DEFAULTS } from '../domain/plan.js';
import { checkLists, COMPARISON_DEFAULTS, toComparisonProblem, toMatrix } from '../domain/runtime-comparison.js';
import { startedBatch } from './batch.js';
import { builder, FabricEnum, PrimitiveEnum } from './builder.js';
import { InvalidInputError, QueueFullError } from './errors.js';
import { readTaskInput, TaskInputRef } from './task.js';

const RuntimeComparisonInput = builder.inputType('RuntimeComparisonInput', {
  description: 'One task, and where it is to run.',
  fields: (t) => ({
    name: t.string({ description: 'At most 200 characters.' }),
    task: t.field({ type: TaskInputRef, required: true, description: 'The same work for all of them.' }),
    primitive: t.field({ type: PrimitiveEnum, required: true, defaultValue: DEFAULTS.primitive }),
    fabrics: t.field({
      type: [FabricEnum],
      required: true,
      defaultValue: [...COMPARISON_DEFAULTS.fabrics],
      description: 'Each is held against SERIAL with one worker, which is run besides.',
    }),
    runtimes: t.stringList({ required: true, description: 'Ids of `runtimes`.' }),
    workers: t.intList({ required: true, defaultValue: [...COMPARISON_DEFAULTS.workers] }),
    repetitions: t.int({
      required: true,
      defaultValue: COMPARISON_DEFAULTS.repetitions,
      description: 'Measured rounds of each run.',
    }),
    warmup: t.int({
      required: true,
      defaultValue: DEFAULTS.warmup,
      description: 'Rounds before them, which do not count.',
    }),
    timeoutMs: t.int({ required: true, defaultValue: DEFAULTS.timeoutMs, description: 'Of each run.' }),
    idempotencyKey: t.string({ description: 'The same key again gives the same batch. At most 200 characters.' }),
  }),
});

builder.mutationField('compareRuntimes', (t) =>
  t.prismaField({
    type: 'Batch',
    authScopes: { works: true },
    description:
      'Runs a task over fabrics, runtimes and numbers of workers, all of a runtime beside one thread of it, their ' +
      'rounds interleaved. What it came to is `Batch.runtimeComparison`.',
    args: { input: t.arg({ type: RuntimeComparisonInput, required: true }) },
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'CompareRuntimesResult' } },
    resolve: async (query, _root, { input }, { prisma, matrices, ownerId }) => {
      const request = { ...input, name: input.name?.trim() || null, task: readTaskInput(input.task) };
      const problems = checkLists(request);
      if (problems.length > 0) throw new InvalidInputError(problems);
      const result = await matrices.start(toMatrix(request), input.idempotencyKey ?? null, ownerId);
      if (result.kind === 'refused') throw new InvalidInputError(result.problems.map(toComparisonProblem));
      return prisma.batch.findUniqueOrThrow({ ...query, where: { id: startedBatch(result) } });
    },
  }),
);
