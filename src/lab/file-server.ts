/**
 * The file server of the lab: what `download` downloads from. It listens on loopback only, and makes up each
 * file as it is asked for: so many bytes, after so much latency. The bytes are the unit's alphabet over and
 * over, so that a client can check what it got.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz');
const LARGEST_BYTES = 64 * 1024 * 1024;

export interface FileServer {
  readonly port: number;
  close(): void;
}

/** `GET /?bytes=13265&latencyMs=20` */
export async function startFileServer(): Promise<FileServer> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const bytes = Number(query.get('bytes'));
    const latencyMs = Number(query.get('latencyMs') ?? 0);
    if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > LARGEST_BYTES || !(latencyMs >= 0)) {
      response.writeHead(400).end();
      return;
    }
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
      response.end(Buffer.alloc(bytes, ALPHABET));
    }, latencyMs);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // It serves whoever runs; it is no reason to stay.
  server.unref();
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
