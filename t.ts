import { complexityFromQuery } from '@pothos/plugin-complexity';
import { parse } from 'graphql';
import { buildSchema } from './src/graphql/schema.js';
import { selectAll } from './test/support/selection.js';
const schema = buildSchema();
  const f = schema.getMutationType()!.getFields()['runBatch']!;
  const q = `mutation { runBatch(input: {name:"x", matrix:{}}) ${selectAll(schema, f.type, 2)} }`;
console.log(complexityFromQuery(parse(q), { schema, ctx: {}, variables: {} }));
