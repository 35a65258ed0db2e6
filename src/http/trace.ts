/** `GET /runs/ID/trace.json`: a run's trace as Chrome trace events, sent while they are made. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ownedBy } from '../classroom/access.js';
import type { Parts } from '../graphql/context.js';
import { toChromeEvents } from '../trace/chrome.js';
import type { Trace } from '../trace/trace.js';
import { readCaller } from './caller.js';

const PATH = /^\/runs\/([^/?]+)\/trace\.json(?:\?.*)?$/;

/** Between two turns of the event loop: others are served meanwhile. */
const EVENTS_AT_ONCE = 500;

/** @returns the run that a trace is asked for of; null for any other address. */
export function tracedRun(url: string | undefined): string | null {
  return PATH.exec(url ?? '')?.[1] ?? null;
}

export async function serveTrace(
  { traces, prisma, room }: Parts,
  runId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    refuse(response, 405, 'METHOD_NOT_ALLOWED', 'A trace can only be read.');
    return;
  }
  let trace: Trace | null;
  try {
    const { principal } = await room.sessions.open(readCaller({ req: request }).authorization);
    // One that is not the caller's is one that is not there.
    const run = await prisma.run.findUnique({ where: { ...ownedBy(principal), id: runId }, select: { id: true } });
    trace = run && (await traces.read(runId));
  } catch (error) {
    console.error(error);
    refuse(response, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong inside the lab. It was logged.');
    return;
  }
  if (!trace) {
    refuse(response, 404, 'NOT_FOUND', `There is no trace of run ${runId.slice(0, 60)}.`);
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="lockstep-${runId}.json"`,
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Who goes away before the end ends the sending, and that is no error.
  await pipeline(Readable.from(toText(trace)), response).catch(() => {});
}

async function* toText(trace: Trace): AsyncGenerator<string> {
  yield '{"displayTimeUnit":"ns","traceEvents":[\n';
  let chunk: string[] = [];
  let isFirst = true;
  for (const event of toChromeEvents(trace)) {
    chunk.push((isFirst ? '' : ',\n') + JSON.stringify(event));
    isFirst = false;
    if (chunk.length < EVENTS_AT_ONCE) continue;
    yield chunk.join('');
    chunk = [];
    await nextTurn();
  }
  yield `${chunk.join('')}\n]}\n`;
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
