/** The server's door: one port for GraphQL over HTTP and WebSocket, GraphiQL and the health check. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Parts } from '../graphql/context.js';
import { ExportReader } from '../store/export-reader.js';
import { EXPORT_PATH, serveExport } from './export.js';
import { createGraphql } from './graphql.js';
import { isLoopback, mayEnter } from './origin.js';
import { GRAPHQL_PATH } from './path.js';
import { serveWebSockets } from './websocket.js';

export interface HttpServer {
  /** Where it listens, for a person: `http://127.0.0.1:4000`. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws when the port is taken. */
export async function serveHttp(schema: GraphQLSchema, parts: Parts, host: string, port: number): Promise<HttpServer> {
  const yoga = createGraphql(schema, parts);
  const exports = new ExportReader(parts.prisma);
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
      response.writeHead(302, { location: GRAPHQL_PATH });
      response.end();
      return;
    }
    if (request.url?.startsWith(EXPORT_PATH)) {
      serveExport(request, response, exports).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
      return;
    }
    void yoga(request, response);
  });
  const sockets = serveWebSockets(server, yoga, boundToLoopback);
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
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
