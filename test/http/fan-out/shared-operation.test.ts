import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { toSharedOperation } from '../../../src/http/fan-out/shared-operation.js';

function createSchema(): GraphQLSchema {
  const schema = buildSchema(`
    type Query { board: Board }
    type Subscription { board(id: ID!, first: Int = 30): Board  other: Board  feed: [Item!] }
    type Board { id: ID  title: String  mine: Entry  entries: [Entry!] }
    type Entry { rank: Int  name: String }
    type Secret implements Item { name: String  secret: String }
    interface Item { name: String }
    type Open implements Item { name: String }
  `);
  mark(schema, 'Board', true);
  mark(schema, 'Open', true);
  mark(schema, 'Secret.secret', true);
  mark(schema, 'Board.mine', false);
  mark(schema, 'Entry', true);
  mark(schema, 'Subscription.board', true);
  mark(schema, 'Subscription.feed', true);
  return schema;
}

function mark(schema: GraphQLSchema, path: string, shared: boolean): void {
  const [typeName = '', fieldName] = path.split('.');
  const type = schema.getType(typeName);
  if (!type) throw new Error(`There is no type ${typeName}.`);
  if (!fieldName) type.extensions = { shared };
  else if ('getFields' in type) Object.assign(type.getFields()[fieldName] ?? {}, { extensions: { shared } });
}

const schema = createSchema();

function toShared(query: string, variableValues: Record<string, unknown> | null = null, operationName?: string) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  return toSharedOperation({ schema, document, operationName: operationName ?? null, variableValues });
}

describe('an operation is shared', () => {
  it.each([
    ['marked fields', 'subscription { board(id: 1) { id title entries { rank } } }'],
    ['names of types', 'subscription { board(id: 1) { __typename entries { __typename } } }'],
    ['fragments', 'subscription { ...B } fragment B on Subscription { board(id: 1) { ... { title } } }'],
    ['one field in parts', 'subscription { board(id: 1) { title } board(id: 1) { id } }'],
  ])('with %s', (_what, query) => {
    expect(toShared(query)).not.toBeNull();
  });

  it.each([
    ['a query', '{ board { title } }'],
    ['a subscription field without a mark', 'subscription { other { title } }'],
    ['a field of its caller', 'subscription { board(id: 1) { title mine { rank } } }'],
    ['that field in a fragment', 'subscription { board(id: 1) { ...M } } fragment M on Board { mine { rank } }'],
    ['a field of an interface that one type does not share', 'subscription { feed { name } }'],
    ['variables that do not fit', 'subscription ($id: ID!) { board(id: $id) { title } }'],
  ])('but not %s', (_what, query) => {
    expect(toShared(query)).toBeNull();
  });

  it('only as the operation that is asked for', () => {
    const query = 'subscription A { board(id: 1) { title } } subscription B { other { title } }';
    expect(toShared(query, null, 'A')).not.toBeNull();
    expect(toShared(query, null, 'B')).toBeNull();
  });

  it('and says its field and arguments, with defaults', () => {
    const operation = toShared('subscription ($id: ID!) { b: board(id: $id) { title } }', { id: '7' });
    expect(operation).toMatchObject({ field: 'board', args: { id: '7', first: 30 } });
  });
});

const key = (query: string, variables?: Record<string, unknown>): string | undefined => toShared(query, variables)?.key;

describe('the key', () => {
  const QUERY = 'subscription ($id: ID!, $first: Int) { board(id: $id, first: $first) { title } }';

  it('is the same whatever the layout, the order of variables, and variables that nobody asked for', () => {
    const one = key(QUERY, { id: 'a', first: 3 });
    expect(key(QUERY.replaceAll(' ', '\n  '), { extra: 1, first: 3, id: 'a' })).toBe(one);
  });

  it.each([
    [{ id: 'a' }, { id: 'b' }],
    [{ id: 'a' }, { id: 'a', first: null }],
    [{ id: '1' }, { id: 1 }],
    [
      { id: 'a', first: 1 },
      { id: 'a', first: 2 },
    ],
  ])('differs between %j and %j', (one, other) => {
    expect(key(QUERY, one)).not.toBe(key(QUERY, other));
  });

  it('differs between selections', () => {
    expect(key('subscription { board(id: 1) { title } }')).not.toBe(key('subscription { board(id: 1) { id } }'));
    expect(key('subscription { board(id: 1) { title } }')).not.toBe(key('subscription { board(id: 2) { title } }'));
  });
});
