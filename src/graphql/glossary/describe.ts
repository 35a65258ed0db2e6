/**
 * Gives every part of the schema that says nothing of itself what the glossary says of it, so that a frontend can
 * be written from the schema alone. What has a description of its own keeps it. The glossary's keys are
 * `Type`, `Type.field`, `Type.field(argument)` and `Enum.VALUE`, else the bare name of a field or an argument.
 */
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { BATCHES } from './batches.js';
import { CLASSES } from './classes.js';
import { COMMON } from './common.js';
import { EXPERIMENTS } from './experiments.js';
import { MEASUREMENTS } from './measurements.js';
import { QUESTIONS } from './questions.js';
import { RUNS } from './runs.js';

export const GLOSSARY: Readonly<Record<string, string>> = {
  ...COMMON,
  ...EXPERIMENTS,
  ...RUNS,
  ...MEASUREMENTS,
  ...BATCHES,
  ...CLASSES,
  ...QUESTIONS,
};

export interface Part {
  readonly key: string;
  /** Whose glossary entries hold as well, where it has none of its own. */
  readonly otherwise: readonly string[];
  readonly described: { description?: string | null | undefined };
  /** Of the type that it is of, where that says it all. */
  readonly inherited: string | null;
}

/** All that may have a description: types, fields, arguments, values. */
export function partsOf(schema: GraphQLSchema): readonly Part[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) return [];
    const part = { key: type.name, otherwise: [], described: type, inherited: describeByKind(type) };
    return [part, ...membersOf(type)];
  });
}

/** Where nothing else is known of a type, its kind may say enough. */
function describeByKind(type: GraphQLNamedType): string | null {
  const mutation = /^(\w+)Result$/.exec(type.name)?.[1];
  if (isUnionType(type) && mutation) {
    return `What \`${mutation.charAt(0).toLowerCase()}${mutation.slice(1)}\` answers: what was asked for, or why it cannot be had.`;
  }
  if (type.name.endsWith('ConnectionEdge')) return 'An entry of a page.';
  return type.name.endsWith('Connection') ? 'A page of a list.' : null;
}

function membersOf(type: GraphQLNamedType): readonly Part[] {
  if (isEnumType(type)) {
    return type.getValues().map((value) => toPart(`${type.name}.${value.name}`, [], value));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => {
      // One of several: what it is, is what its type is.
      const inherited = type.isOneOf ? (getNamedType(field.type).description ?? null) : null;
      return { ...toPart(`${type.name}.${field.name}`, [field.name], field), inherited };
    });
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    toPart(
      `${type.name}.${field.name}`,
      [...type.getInterfaces().map(({ name }) => `${name}.${field.name}`), field.name],
      field,
    ),
    ...field.args.map((arg) => toPart(`${type.name}.${field.name}(${arg.name})`, [arg.name], arg)),
  ]);
}

function toPart(key: string, otherwise: readonly string[], described: Part['described']): Part {
  return { key, otherwise, described, inherited: null };
}

/** @returns the schema, whose parts are described in place. */
export function describe(schema: GraphQLSchema): GraphQLSchema {
  for (const { key, otherwise, described, inherited } of partsOf(schema)) {
    const found = [key, ...otherwise].find((one) => Object.hasOwn(GLOSSARY, one));
    described.description ||= inherited ?? (found === undefined ? null : GLOSSARY[found]);
  }
  return schema;
}
