/** The server's door: one port for GraphQL over HTTP and WebSocket, GraphiQL, the pages and the health check. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Context, Parts } from '../graphql/context.js';
import { JOIN_PATH } from '../graphql/page-paths.js';
import { ExportReader } from '../store/export-reader.js';
import type { Gate } from './fan-out/gate.js';
import { isGradebook, serveGradebook } from './gradebook.js';
import { isExport, serveExport } from './export.js';
import { createGraphql } from './graphql.js';
import { isLoopback, mayEnter } from './origin.js';
import { isPage, readPages, servePage } from './pages.js';
import { GRAPHQL_PATH } from './path.js';
import { serveTrace, tracedRun } from './trace.js';
import { serveWebSockets, type WebSockets } from './websocket.js';

/**
 * Longer than clients keep an idle connection (Node's own 4 s, browsers a minute or less), so that it is they who
 * close it: one that the server closes may meet a request that is on its way, which then fails.
 */
const IDLE_MS = 75_000;

export interface HttpServer<Viewer> {
  /** Where it listens, for a person: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Ends the shared subscriptions of those who may not follow them any longer. */
  readonly evict: WebSockets<Viewer>['evict'];
  close(): Promise<void>;
}

/** @throws when the port is taken. */
export async function serveHttp<Viewer>(
  schema: GraphQLSchema,
  parts: Parts,
  gate: Gate<Context, Viewer>,
  host: string,
  port: number,
): Promise<HttpServer<Viewer>> {
  const yoga = createGraphql(schema, parts);
  const exports = new ExportReader(parts.prisma);
  const pages = await readPages();
  const boundToLoopback = (): boolean => isLoopback(host);
  const server = createServer((request, response) => {
    if (!mayEnter(request, boundToLoopback())) {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          errors: [{ message: 'Pages of other sites may not use this lab.', extensions: { code: 'FORBIDDEN_ORIGIN' } }],
        }),
      );
      return;
    }
    if (request.url === '/') {
      // Who was told no more than the address has come to class, where there is one.
      response.writeHead(302, { location: parts.room.classrooms.exist ? JOIN_PATH : GRAPHQL_PATH });
      response.end();
      return;
    }
    if (isPage(pages, request)) {
      servePage(pages, request, response);
      return;
    }
    if (isExport(request)) {
      void serveExport(parts, exports, request, response);
      return;
    }
    if (isGradebook(request)) {
      void serveGradebook(parts, request, response);
      return;
    }
    const traced = tracedRun(request.url);
    if (traced !== null) {
      void serveTrace(parts, traced, request, response);
      return;
    }
    void yoga(request, response);
  });
  server.keepAliveTimeout = IDLE_MS;
  const sockets = serveWebSockets(server, yoga, gate, boundToLoopback);
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    evict: sockets.evict,
    async close() {
      await sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await yoga.dispose();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
