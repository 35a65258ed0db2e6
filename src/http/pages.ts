/**
 * The lab's pages: `/board` for a projector, `/join` for a class, and the files under `/assets/` that they load.
 * All of them are public, and the same for everybody: who somebody is stands in the fragment of the address or in
 * the browser's own store, and is told to the API alone.
 *
 * Files under `/assets/` have a hash of what is in them in their names, so they never change; a page is asked for
 * anew each time, and told that it has not changed.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compiledEntry } from '../fabric/compiled.js';
import { BOARD_PATH, JOIN_PATH } from '../graphql/page-paths.js';

interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
}

/** By their paths. */
export type Pages = ReadonlyMap<string, PageFile>;

const ASSETS = '/assets/';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Only what the lab itself serves is loaded, asked or run; nothing is framed, posted or taken from a page's text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const SAFE = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
} as const;

const PAGE_HEADERS = {
  ...SAFE,
  'content-security-policy': POLICY,
  'cache-control': 'no-cache',
} as const;

const ASSET_HEADERS = { ...SAFE, 'cache-control': 'public, max-age=31536000, immutable' } as const;

/** @throws when they were not bundled: `scripts/bundle-pages.mjs` does, beside compiling */
export async function readPages(): Promise<Pages> {
  const folder = compiledEntry('../web', import.meta.url);
  const assets = await readdir(join(folder, 'assets'));
  const files = await Promise.all([
    readPageFile(BOARD_PATH, join(folder, 'board.html'), PAGE_HEADERS),
    readPageFile(JOIN_PATH, join(folder, 'join.html'), PAGE_HEADERS),
    ...assets.map((name) => readPageFile(`${ASSETS}${name}`, join(folder, 'assets', name), ASSET_HEADERS)),
  ]);
  return new Map(files);
}

/** What else is under `/assets/` is not there. */
export function isPage(pages: Pages, { url }: IncomingMessage): boolean {
  const path = pathOf(url);
  return pages.has(path) || path.startsWith(ASSETS);
}

export function servePage(pages: Pages, request: IncomingMessage, response: ServerResponse): void {
  const file = pages.get(pathOf(request.url));
  if (!file) return refuse(response, 404, 'NOT_FOUND', 'There is no such file.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'A page can only be read.');
  }
  const { headers, etag, body, zipped } = file;
  const common = { ...headers, etag, vary: 'accept-encoding' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, common).end();
    return;
  }
  const takesZipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const sent = takesZipped ? zipped : body;
  response.writeHead(200, {
    ...common,
    'content-length': sent.length,
    ...(takesZipped && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

async function readPageFile(
  path: string,
  file: string,
  headers: Readonly<Record<string, string>>,
): Promise<[string, PageFile]> {
  const body = await readFile(file);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  return [path, { headers: { ...headers, 'content-type': type }, etag, body, zipped: gzipSync(body) }];
}

function pathOf(url: string | undefined): string {
  return url?.split('?', 1)[0] ?? '';
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { ...SAFE, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
