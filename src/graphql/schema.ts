/** The schema, put together from its nouns. `schema.graphql` is printed from it. */
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { builder } from './builder.js';
import { describe } from './glossary/describe.js';
import './agenda.js';
import './batch.js';
import './batch-event.js';
import './batch-scaling.js';
import './batch-table.js';
import './batch-trends.js';
import './catalog.js';
import './challenge.js';
import './classroom.js';
import './compare-runtimes.js';
import './comparison.js';
import './experiment.js';
import './history.js';
import './matrix.js';
import './explanation.js';
import './leaderboard.js';
import './pair.js';
import './problem.js';
import './queue.js';
import './recording.js';
import './run.js';
import './run-event.js';
import './runtime-comparison.js';
import './scaling.js';
import './speedup.js';
import './submission.js';
import './task.js';
import './timeline.js';
import './validity.js';
import './worker-cost.js';

export function buildSchema(): GraphQLSchema {
  return describe(builder.toSchema());
}

export function printLabSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
