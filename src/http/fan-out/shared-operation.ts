/** Whether a subscription may be shared, and with whom: those whose operation has the same key. */
import {
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  OperationTypeNode,
  print,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isShared } from '../../graphql/shared.js';

export type OperationArgs = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

export interface SharedOperation {
  /** Equal for operations that are the same but for the layout of their text. */
  readonly key: string;
  /** The field of `Subscription`, and its arguments with their defaults. */
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly operationArgs: OperationArgs;
}

/** What does not depend on the variables. */
interface Shape {
  readonly operation: OperationDefinitionNode;
  readonly text: string;
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Documents are kept by the parser's cache, so that a class that asks the same asks with one document. */
const shapes = new WeakMap<DocumentNode, Map<string, Shape | null>>();

/**
 * @param operationArgs of a valid operation
 * @returns null for what is to be executed for each caller: queries, mutations, and whatever selects a field
 *   that is not marked as shared.
 * @throws GraphQLError when an argument is not what its type says.
 */
export function toSharedOperation(operationArgs: OperationArgs): SharedOperation | null {
  const { schema, document, operationName, variableValues } = operationArgs;
  const shape = findShape(schema, document, operationName ?? '');
  if (!shape) return null;
  const definitions = shape.operation.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: 1 });
  // Execution will say what is wrong with the variables.
  if (!coerced) return null;
  // As they came, since coerced values may look alike as text. What no variable asks for changes nothing.
  const given = definitions
    .map(({ variable }) => variable.name.value)
    .toSorted()
    .filter((name) => variableValues && Object.hasOwn(variableValues, name))
    .map((name) => [name, variableValues?.[name]]);
  return {
    key: JSON.stringify([operationName ?? null, given, shape.text]),
    field: shape.field.name,
    args: getArgumentValues(shape.field, shape.node, coerced),
    operationArgs,
  };
}

function findShape(schema: GraphQLSchema, document: DocumentNode, operationName: string): Shape | null {
  const known = shapes.get(document) ?? new Map<string, Shape | null>();
  shapes.set(document, known);
  const found = known.get(operationName);
  if (found !== undefined) return found;
  const shape = createShape(schema, document, operationName);
  known.set(operationName, shape);
  return shape;
}

function createShape(schema: GraphQLSchema, document: DocumentNode, operationName: string): Shape | null {
  const operation = getOperationAST(document, operationName || null);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  const own = separateOperations(document)[operation.name?.value ?? ''];
  if (!own) return null;
  const root = schema.getSubscriptionType();
  const types = new TypeInfo(schema);
  const subscribed: Pick<Shape, 'node' | 'field'>[] = [];
  let isShareable = true;
  visit(
    own,
    visitWithTypeInfo(types, {
      Field(node) {
        const [type, field] = [types.getParentType(), types.getFieldDef()];
        if (!type || !field) isShareable = false;
        else if (field.name.startsWith('__')) return;
        else {
          isShareable &&= mayShare(schema, type, field.name);
          if (type === root) subscribed.push({ node, field });
        }
      },
    }),
  );
  // One field of `Subscription` is all that validation allows, though it may be written in several parts.
  const [first] = subscribed;
  return isShareable && first ? { operation, text: print(own), ...first } : null;
}

/** A field of an interface is what the types behind it make of it. */
function mayShare(schema: GraphQLSchema, type: GraphQLNamedType, name: string): boolean {
  if (isAbstractType(type)) return schema.getPossibleTypes(type).every((possible) => mayShare(schema, possible, name));
  const field = 'getFields' in type ? type.getFields()[name] : undefined;
  return field !== undefined && isShared(field, type);
}
