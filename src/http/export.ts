/** Downloads: `/export/batch/ID.csv`, `/export/run/ID.jsonl`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ownedBy } from '../classroom/access.js';
import type { Parts } from '../graphql/context.js';
import { CONTENT_TYPES, EXPORT_FORMATS, exportRows, toStream } from '../report/export.js';
import type { ExportReader } from '../store/export-reader.js';
import { readCaller } from './caller.js';

const FORM = /^\/export\/(batch|run)\/([\w-]{1,60})\.([a-z]+)$/;

export function isExport({ url }: IncomingMessage): boolean {
  return url?.startsWith('/export/') ?? false;
}

export async function serveExport(
  { room }: Pick<Parts, 'room'>,
  reader: ExportReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, what, id = '', extension] = FORM.exec(request.url ?? '') ?? [];
  const format = EXPORT_FORMATS.find((one) => one === extension);
  if (request.method !== 'GET') return refuse(response, 405, 'Exports are read with GET.');
  if (!what || !format) {
    return refuse(
      response,
      404,
      `An export is such as /export/batch/ID.csv; formats are ${EXPORT_FORMATS.join(', ')}.`,
    );
  }
  try {
    const { principal } = await room.sessions.open(readCaller({ req: request }).authorization);
    // One that is not the caller's is one that is not there.
    const reach = ownedBy(principal);
    if (!(await reader.has(what === 'batch' ? 'batch' : 'run', { ...reach, id }))) {
      return refuse(response, 404, `There is no ${what} ${id}.`);
    }
  } catch (error) {
    console.error(error);
    return refuse(response, 500, 'Something went wrong inside the lab. It was logged.');
  }
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `attachment; filename="${what}-${id}.${format}"`,
  });
  const runs = what === 'batch' ? reader.runsOfBatch(id) : reader.runById(id);
  try {
    await pipeline(toStream(exportRows(reader, runs), format), response);
  } catch (error) {
    // A reader that goes away is no failure; anything else ends the answer short, which the reader sees.
    if (!isGone(error)) console.error(error);
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

const CODES = { 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 500: 'INTERNAL_SERVER_ERROR' } as const;

function refuse(response: ServerResponse, status: keyof typeof CODES, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: CODES[status] } }] }));
}
