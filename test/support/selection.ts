/** Selections made from a schema: everything under a field, so that what is added later is asked for too. */
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** A selection of everything to this depth that needs no arguments; empty for a leaf. */
export function selectAll(schema: GraphQLSchema, type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isUnionType(named) || isInterfaceType(named)) {
    const parts = schema.getPossibleTypes(named).map((part) => `... on ${part.name} ${selectAll(schema, part, depth)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => select(schema, field, depth, named.name));
  return `{ __typename ${fields.join(' ')} }`;
}

function select(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  depth: number,
  parent: string,
): readonly string[] {
  if (field.args.some(isRequiredArgument)) return [];
  const under = getNamedType(field.type);
  const isLeaf = !isObjectType(under) && !isUnionType(under) && !isInterfaceType(under);
  if (!isLeaf && depth <= 0) return [];
  // Members of a union may have fields of one name and different types.
  const name = `${parent}_${field.name}: ${field.name}`;
  return [isLeaf ? name : `${name} ${selectAll(schema, field.type, depth - 1)}`];
}
