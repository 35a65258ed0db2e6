/** The lab's pages as a browser gets them. */
import { gunzipSync } from 'node:zlib';
import { request as sendRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClassroom, createViewer } from '../support/classroom.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

const PAGES = ['/board', '/join'] as const;

let server: TestServer;
let origin: string;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As it comes: `fetch` would unzip it, and send headers of its own. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sendRequest(`${origin}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** What a page loads. */
function assetsOf({ body }: Answer): readonly string[] {
  return [...body.toString().matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
}

function directivesOf({ headers }: Answer): ReadonlyMap<string, readonly string[]> {
  const policy = String(headers['content-security-policy'] ?? '');
  return new Map(policy.split('; ').map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]));
}

beforeAll(async () => {
  server = await startTestServer();
  origin = new URL(server.url).origin;
});

afterAll(async () => removeTestServer(server));

describe.each(PAGES)('%s', (path) => {
  it('loads a script and a style sheet of the lab, and nothing from elsewhere', async () => {
    const page = await get(path);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const assets = assetsOf(page);
    expect(assets.map((asset) => asset.replace(/-\w+\./, '.')).toSorted()).toEqual(
      ['css', 'js'].map((extension) => `/assets${path}.${extension}`),
    );
    expect(page.body.toString()).not.toMatch(/(?:https?:)?\/\/\w/);
    for (const asset of assets) {
      const { status, headers, body } = await get(asset);
      expect([status, headers['x-content-type-options']]).toEqual([200, 'nosniff']);
      expect(body.length).toBeGreaterThan(100);
    }
  });

  it('may run, load and ask only what the lab serves, and holds no script or style in its text', async () => {
    const page = await get(path);
    const policy = directivesOf(page);
    expect(policy.get('default-src')).toEqual(["'none'"]);
    for (const directive of ['script-src', 'style-src', 'connect-src'])
      expect(policy.get(directive)).toEqual(["'self'"]);
    for (const directive of ['base-uri', 'form-action', 'frame-ancestors'])
      expect(policy.get(directive)).toEqual(["'none'"]);
    expect(String(page.headers['content-security-policy'])).not.toContain('unsafe');
    expect(page.body.toString()).not.toMatch(/<style|style=|<script(?![^>]* src=)| on\w+=/);
  });

  it('is asked for anew each time, and not sent again where it is the same', async () => {
    const { headers } = await get(path);
    expect(headers['cache-control']).toBe('no-cache');
    const again = await get(path, { 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('can only be read', async () => {
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(Number(head.headers['content-length'])).toBe((await get(path)).body.length);
    const posted = await get(path, {}, 'POST');
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

it('what a page loads is kept for ever, since its name changes with it, and comes zipped to who takes that', async () => {
  for (const asset of assetsOf(await get('/board'))) {
    const plain = await get(asset);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const zipped = await get(asset, { 'accept-encoding': 'br, gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.headers.vary).toBe('accept-encoding');
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect(zipped.body.length).toBeLessThan(plain.body.length);
  }
});

it.each([
  '/assets/',
  '/assets/nothing.js',
  '/assets/../main.js',
  '/assets/%2e%2e/main.js',
  '/assets/..%2f..%2fpackage.json',
  '/board.html',
  '/board/x',
])('there is no %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

it('a page of another site gets none of it', async () => {
  for (const path of PAGES) expect((await get(path, { origin: 'http://elsewhere.example' })).status).toBe(403);
  expect((await get('/board', { host: 'rebound.example' })).status).toBe(403);
});

it('the address alone leads to GraphiQL, and to the class once there is one; a viewer’s link opens the boards', async () => {
  expect((await get('/')).headers.location).toBe('/graphql');
  const instructor = await createClassroom(server.url);
  expect((await get('/')).headers.location).toBe('/join');
  const { boardPath, token } = await createViewer(server.url, instructor.classroom.id, instructor.token);
  const link = new URL(boardPath ?? '', origin);
  expect([link.pathname, link.search]).toEqual(['/board', '']);
  expect(new URLSearchParams(link.hash.slice(1)).get('token')).toBe(token);
  expect((await get(link.pathname)).status).toBe(200);
  expect(instructor.boardPath).toBeNull();
});
