/**
 * What one operation may ask for, over HTTP and WebSocket alike. Tokens are counted while parsing. Depth,
 * breadth (fields, aliases among them) and cost are weighed before execution and not as a validation rule:
 * cost depends on variables, and the validation cache would serve one caller's verdict to another.
 */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { getOperationAST, getVariableValues, GraphQLError, Kind, parse, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export const LIMITS = {
  /** Bytes of one request or message. */
  bytes: 2 * 1024 * 1024,
  tokens: 10_000,
  depth: 15,
  /** Fields, in all. */
  breadth: 500,
  /** Fields times the length of the lists they are in, roughly. */
  cost: 50_000,
} as const;

export function useLimits(): Plugin {
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source, options) => parse(source, { ...options, maxTokens: LIMITS.tokens }));
    },
    onExecute: ({ args, setResultAndStopExecution }) => {
      const errors = weigh(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const errors = weigh(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}

/** Wrong variables that are told at once. */
const TOLD = 50;

function weigh({ document, operationName, schema, variableValues, contextValue }: ExecutionArgs): GraphQLError[] {
  const operation = getOperationAST(document, operationName);
  if (!operation) return [];
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: TOLD,
  });
  // Without variables there is no weight. Execution would say the same, but without a code.
  if (coerced.errors) return coerced.errors.map(withCode);
  // Only what will be executed: the first operation of a document need not be it.
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const weight = complexityFromQuery(
    { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
    { schema, ctx: contextValue as object, variables: { ...variableValues } },
  );
  const over = [
    weight.depth > LIMITS.depth && `it is ${weight.depth} levels deep, and ${LIMITS.depth} are allowed`,
    weight.breadth > LIMITS.breadth && `it asks for ${weight.breadth} fields, and ${LIMITS.breadth} are allowed`,
    weight.complexity > LIMITS.cost &&
      `it costs ${Math.round(weight.complexity)}, and ${LIMITS.cost} is allowed: ask for shorter lists`,
  ].filter((text) => text !== false);
  if (over.length === 0) return [];
  return [
    new GraphQLError(`This operation asks for too much: ${over.join('; ')}.`, {
      extensions: { code: 'OPERATION_TOO_LARGE' },
    }),
  ];
}

function withCode({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}
