/** The unit's comparison tables: what it says, beside what was measured here. */
import { COMPARISONS } from '../catalog/comparisons/comparisons.js';
import type { Both, Comparison, MeasuredRow, MeasuredTable } from '../domain/comparison.js';
import type { BatchResult } from '../domain/lesson.js';
import { fromJson } from '../store/records.js';
import { FigureRef, startedBatch } from './batch.js';
import { builder } from './builder.js';
import { InvalidInputError, QueueFullError } from './errors.js';

interface Row {
  readonly aspect: string;
  readonly says: Both;
  /** null while it was not measured. */
  readonly found: MeasuredRow | null;
}

interface Table {
  readonly comparison: Comparison;
  readonly found: MeasuredTable | null;
}

/** null, null and none while they were never measured. */
interface Measured {
  readonly batchId: string | null;
  readonly measuredAt: Date | null;
  readonly tables: readonly MeasuredTable[];
}

const RowRef = builder.objectRef<Row>('ComparisonRow').implement({
  description: 'One aspect: what the unit says of both sides, and what was measured of them.',
  fields: (t) => ({
    aspect: t.exposeString('aspect'),
    says: t.stringList({ description: 'What the unit says, for each column.', resolve: ({ says }) => [...says] }),
    measured: t.stringList({
      nullable: true,
      description: 'What was measured, for each column; null while it was not.',
      resolve: ({ found }) => (found ? [...found.measured] : null),
    }),
    figures: t.field({
      type: [FigureRef],
      resolve: ({ found }) => found?.figures.filter(({ value }) => !Number.isNaN(value)) ?? [],
    }),
    agrees: t.boolean({
      nullable: true,
      description: 'Whether the measurement is as the unit says; null while there is none, or where a program failed.',
      resolve: ({ found }) => found?.agrees ?? null,
    }),
  }),
});

const TableRef = builder.objectRef<Table>('ComparisonTable').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ comparison }) => comparison.id }),
    title: t.string({ resolve: ({ comparison }) => comparison.title }),
    columns: t.stringList({ resolve: ({ comparison }) => [...comparison.columns] }),
    rows: t.field({
      type: [RowRef],
      resolve: ({ comparison, found }) =>
        comparison.rows.map(({ aspect, says }) => ({
          aspect,
          says,
          found: found?.rows.find((row) => row.aspect === aspect) ?? null,
        })),
    }),
  }),
});

const ComparisonRef = builder.objectRef<Measured>('Comparison').implement({
  description: 'The unit’s comparison tables, as they were last measured on this host.',
  fields: (t) => ({
    tables: t.field({
      type: [TableRef],
      resolve: ({ tables }) =>
        COMPARISONS.map((comparison) => ({
          comparison,
          found: tables.find(({ id }) => id === comparison.id) ?? null,
        })),
    }),
    measuredAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'null while they were never measured: `measureComparison` does it.',
      resolve: ({ measuredAt }) => measuredAt,
    }),
    batch: t.prismaField({
      type: 'Batch',
      nullable: true,
      description: 'The runs that the figures come from.',
      resolve: (query, { batchId }, _args, { prisma }) =>
        batchId === null ? null : prisma.batch.findUnique({ ...query, where: { id: batchId } }),
    }),
  }),
});

builder.queryField('comparison', (t) =>
  t.field({
    type: ComparisonRef,
    authScopes: { works: true },
    resolve: async (_root, _args, { prisma, reach }): Promise<Measured> => {
      const batch = await prisma.batch.findFirst({
        where: { ...reach, kind: 'COMPARISON' satisfies BatchResult['kind'], finishedAt: { not: null } },
        orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
      });
      const result = batch && fromJson<BatchResult | null>(batch.result);
      if (!batch || result?.kind !== 'COMPARISON') return { batchId: null, measuredAt: null, tables: [] };
      return { batchId: batch.id, measuredAt: batch.finishedAt, tables: result.tables };
    },
  }),
);

builder.mutationField('measureComparison', (t) =>
  t.prismaField({
    type: 'Batch',
    authScopes: { works: true },
    description: 'Measures the comparison tables on this host: some half a minute. `comparison` shows them then.',
    errors: { types: [InvalidInputError, QueueFullError], union: { name: 'MeasureComparisonResult' } },
    resolve: async (query, _root, _args, { prisma, batches, ownerId }) => {
      const id = startedBatch(await batches.startComparison(ownerId));
      return prisma.batch.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
