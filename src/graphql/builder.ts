/** The schema's builder: its plugins, and the scalars and enumerations that every noun shares. */
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import { DateTimeResolver, SafeIntResolver } from 'graphql-scalars';
import { PRIMITIVES, type Fabric } from '../domain/experiment.js';
import { PROBLEM_CODES } from '../domain/problem.js';
import { FAILURE_CODES, RUN_STATES, type Grade } from '../domain/run.js';
import type PrismaTypes from '../store/generated/pothos.js';
import { getDatamodel } from '../store/generated/pothos.js';
import { readScopes, toRefusal, type Scopes } from './access.js';
import type { Context } from './context.js';
import { toInputError } from './errors.js';

interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultAuthStrategy: 'all';
  AuthScopes: Scopes;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    SafeInt: { Input: number; Output: number };
    ID: { Input: string; Output: string };
  };
}

/** Rows in one page of a list at most, and without being asked. */
export const PAGE = { most: 100, usual: 20 } as const;

export const builder = new SchemaBuilder<SchemaTypes>({
  // First: whether somebody may ask comes before everything else about the question.
  plugins: [ScopeAuthPlugin, ErrorsPlugin, ComplexityPlugin, RelayPlugin, PrismaPlugin, ValidationPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true },
  scopeAuth: {
    authScopes: readScopes,
    defaultStrategy: 'all',
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, { principal }) => toRefusal(principal),
  },
  validation: { validationError: (failure) => toInputError(failure.issues) },
  // Limits are enforced before execution, for subscriptions too: see `http/limits.ts`.
  complexity: { disabled: true },
  relay: { nodeQueryOptions: false, nodesQueryOptions: false, cursorType: 'String' },
  prisma: {
    client: (context) => context.prisma,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    maxConnectionSize: PAGE.most,
    defaultConnectionSize: PAGE.usual,
  },
});

builder.queryType({ authScopes: { signedIn: true }, description: 'Reading: what there is, what ran, what waits.' });
builder.mutationType({
  authScopes: { signedIn: true },
  description:
    'Changing. What a caller can get wrong comes back as a member of the result, with every problem at once; ' +
    '`errors` is for malformed requests and for bugs.',
});
builder.subscriptionType({
  authScopes: { signedIn: true },
  description: 'Following: over WebSocket (graphql-transport-ws) or server-sent events.',
});

builder.addScalarType('DateTime', DateTimeResolver);
builder.addScalarType('SafeInt', SafeIntResolver);

export const PrimitiveEnum = builder.enumType('Primitive', {
  description: 'How workers coordinate.',
  values: PRIMITIVES,
});

export const FabricEnum = builder.enumType('Fabric', {
  description: 'Where workers live.',
  values: {
    SERIAL: { description: 'One thread does the parts of all workers, one after another: the baseline.' },
    ASYNC: { description: 'One thread, all workers interleaved on its event loop.' },
    THREADS: { description: 'Each worker is a thread of one process.' },
    PROCESSES: { description: 'Each worker is a process; they meet in shared memory.' },
    THREAD_POOL: { description: 'A pool of threads, and one more thread that gives it work.' },
    PROCESS_POOL: { description: 'A pool of processes, and one more process that gives it work.' },
  } satisfies Record<Fabric, { description: string }>,
});

export const RunStateEnum = builder.enumType('RunState', {
  description: 'The life of a run: QUEUED, STARTING, RUNNING, then one of the rest, which it never leaves.',
  values: RUN_STATES,
});

export const GradeEnum = builder.enumType('Grade', {
  description: 'How an outcome is to be read.',
  values: {
    ACCEPTABLE: { description: 'What must come out of a correct program.' },
    INTERESTING: { description: 'Allowed here, and worth a look: what a race does.' },
    FORBIDDEN: { description: 'Must never happen.' },
  } satisfies Record<Grade, { description: string }>,
});

export const FailureCodeEnum = builder.enumType('FailureCode', { values: FAILURE_CODES });
export const ProblemCodeEnum = builder.enumType('ProblemCode', { values: PROBLEM_CODES });
