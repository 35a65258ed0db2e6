/**
 * GraphQL over WebSocket: the `graphql-transport-ws` protocol, through the same plugins as HTTP, so that a
 * limit that holds there holds here.
 *
 * Nothing is buffered for a reader that stops: each message waits for the one before it to leave, and what
 * feeds a subscription is pulled. What many may share is executed once for all of them, by the hub.
 */
import type { Server } from 'node:http';
import { GraphQLError, type execute, type ExecutionArgs, type subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Context } from '../graphql/context.js';
import type { Gate } from './fan-out/gate.js';
import { Hub } from './fan-out/hub.js';
import { WebSocketOutlet } from './fan-out/outlet.js';
import { toSharedOperation } from './fan-out/shared-operation.js';
import { toClientError, type LabYoga } from './graphql.js';
import { LIMITS } from './limits.js';
import { mayEnter } from './origin.js';
import { GRAPHQL_PATH } from './path.js';

/** Operations that one socket may have open at once. */
const OPERATIONS = 100;

/** What a client has to say who it is: as long as ours waits for the answer. A busy host or a bad line takes seconds. */
const INIT_MS = 10_000;

/** What a client has to answer the goodbye. One that does not read any more never will. */
const GOODBYE_MS = 1000;

export interface WebSockets<Viewer> {
  /** Ends the shared subscriptions of those who may not follow them any longer. */
  readonly evict: Hub<Context, Viewer>['evict'];
  close(): Promise<void>;
}

export function serveWebSockets<Viewer>(
  server: Server,
  yoga: LabYoga,
  gate: Gate<Context, Viewer>,
  boundToLoopback: () => boolean,
): WebSockets<Viewer> {
  const sockets = new WebSocketServer({
    server,
    path: GRAPHQL_PATH,
    maxPayload: LIMITS.bytes,
    // The hub relies on it.
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: Parameters<typeof mayEnter>[0] }) => mayEnter(req, boundToLoopback()),
  });
  const open = new WeakMap<object, Set<string>>();
  const operationsOf = (socket: object): Set<string> => {
    const operations = open.get(socket) ?? new Set();
    open.set(socket, operations);
    return operations;
  };
  const hub = new Hub<Context, Viewer>({
    gate,
    execute: async ({ operationArgs }, contextValue) =>
      yoga.getEnveloped().subscribe({ ...operationArgs, contextValue }),
    toError: toGraphQLError,
  });
  const protocol = useServer(
    {
      connectionInitWaitTimeout: INIT_MS,
      execute: (args) => (args as EnvelopedArgs).rootValue.execute(args),
      subscribe: (args) => (args as EnvelopedArgs).rootValue.subscribe(args),
      onSubscribe: async (ctx, id, payload) => {
        const operations = operationsOf(ctx.extra.socket);
        if (operations.size >= OPERATIONS) {
          return [
            new GraphQLError(`A connection may have ${OPERATIONS} operations open at once.`, {
              extensions: { code: 'TOO_MANY_OPERATIONS' },
            }),
          ];
        }
        operations.add(id);
        // What is thrown here would close the socket, and with it all other operations.
        try {
          const { schema, contextFactory, parse, validate, ...enveloped } = yoga.getEnveloped({
            req: ctx.extra.request,
            socket: ctx.extra.socket,
            params: payload,
            connectionParams: ctx.connectionParams,
          });
          const document = parse(payload.query);
          const errors = validate(schema, document);
          if (errors.length > 0) return withCodes(errors as readonly GraphQLError[]);
          const args = {
            schema,
            operationName: payload.operationName ?? null,
            document,
            variableValues: payload.variables ?? null,
          };
          const contextValue = await contextFactory();
          const shared = toSharedOperation(args);
          if (shared) {
            const outlet = new WebSocketOutlet(ctx.extra.socket, ctx.extra.request.socket);
            const follower = await hub.follow(shared, contextValue, outlet, id);
            if (follower instanceof GraphQLError) return [follower];
            return { ...args, rootValue: { subscribe: () => follower } };
          }
          return {
            ...args,
            contextValue,
            rootValue: { execute: enveloped.execute, subscribe: enveloped.subscribe },
          } satisfies ExecutionArgs;
        } catch (error) {
          return [toGraphQLError(error)];
        }
      },
      onComplete: (ctx, id) => {
        operationsOf(ctx.extra.socket).delete(id);
      },
      onError: (ctx, id) => {
        operationsOf(ctx.extra.socket).delete(id);
      },
    },
    sockets,
  );
  return {
    evict: (isOut, reason) => hub.evict(isOut, reason),
    async close() {
      const deaf = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, GOODBYE_MS);
      await protocol.dispose();
      clearTimeout(deaf);
    },
  };
}

/** The plugins' functions travel as the root value, which is how graphql-ws hands anything on. */
interface EnvelopedArgs extends ExecutionArgs {
  readonly rootValue: {
    readonly execute: typeof execute;
    readonly subscribe: typeof subscribe;
  };
}

function withCodes(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  return errors.map(
    (error) =>
      new GraphQLError(error.message, {
        nodes: error.nodes ?? null,
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...error.extensions },
      }),
  );
}

function toGraphQLError(error: unknown): GraphQLError {
  const told = toClientError(error);
  return told instanceof GraphQLError ? told : new GraphQLError(told.message);
}
