/** Downloads: `/export/batch/ID.csv`, `/export/run/ID.jsonl`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { CONTENT_TYPES, EXPORT_FORMATS, exportRows, toStream } from '../report/export.js';
import type { ExportReader } from '../store/export-reader.js';

export const EXPORT_PATH = '/export/';

const FORM = /^\/export\/(batch|run)\/([\w-]{1,60})\.([a-z]+)$/;

export async function serveExport(
  request: IncomingMessage,
  response: ServerResponse,
  reader: ExportReader,
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
  const isThere = what === 'batch' ? await reader.hasBatch(id) : await reader.hasRun(id);
  if (!isThere) return refuse(response, 404, `There is no ${what} ${id}.`);
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

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ errors: [{ message, extensions: { code: status === 404 ? 'NOT_FOUND' : 'METHOD' } }] }),
  );
}
