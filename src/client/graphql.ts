/**
 * Operations with the types of `schema.graphql`: the compiler checks what is written as text, and knows the types
 * of its variables and of its answer. The documents are ordinary ones, which urql and Apollo take as well.
 */
import { initGraphQLTada } from 'gql.tada';
import type { Schema } from './generated/schema.js';

export type { ResultOf, VariablesOf } from 'gql.tada';

interface Setup {
  introspection: Schema;
  disableMasking: true;
  /** A time is ISO 8601 in UTC. */
  scalars: { DateTime: string; SafeInt: number };
}

/** @example graphql('query ($id: ID!) { run(id: $id) { state } }') */
export const graphql = initGraphQLTada<Setup>();
