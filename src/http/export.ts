/** Downloads: `/export/batch/ID.csv`, `/export/run/ID.jsonl`, and reports, `/export/batch/ID.md`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ownedBy } from '../classroom/access.js';
import type { Parts } from '../graphql/context.js';
import { readBatchReport } from '../report/document/batch-report.js';
import { writeReport } from '../report/document/write-report.js';
import { CONTENT_TYPES, EXPORT_FORMATS, toStream, type ExportFormat } from '../report/export.js';
import { exportRows } from '../report/export-row.js';
import type { ExportReader } from '../store/export-reader.js';
import { readCaller } from './caller.js';

const FORM = /^\/export\/(batch|run)\/([\w-]{1,60})\.([a-z]+)$/;

export function isExport({ url }: IncomingMessage): boolean {
  return url?.startsWith('/export/') ?? false;
}

const REPORT = 'md';

interface Download {
  readonly contentType: string;
  readonly body: Readable;
}

export async function serveExport(
  parts: Pick<Parts, 'room' | 'batchRecords' | 'records'>,
  reader: ExportReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, what, id = '', extension = ''] = FORM.exec(request.url ?? '') ?? [];
  if (request.method !== 'GET') return refuse(response, 405, 'Exports are read with GET.');
  if ((what !== 'batch' && what !== 'run') || !isOffered(what, extension)) {
    const formats = [...EXPORT_FORMATS, `${REPORT} (of a batch)`].join(', ');
    return refuse(response, 404, `An export is such as /export/batch/ID.csv; formats are ${formats}.`);
  }
  let download: Download | null;
  try {
    const { principal } = await parts.room.sessions.open(readCaller({ req: request }).authorization);
    // One that is not the caller's is one that is not there.
    if (!(await reader.has(what, { ...ownedBy(principal), id }))) {
      return refuse(response, 404, `There is no ${what} ${id}.`);
    }
    download = extension === REPORT ? await openReport(id, parts) : openRows(what, id, extension, reader);
  } catch (error) {
    console.error(error);
    return refuse(response, 500, 'Something went wrong inside the lab. It was logged.');
  }
  if (!download) return refuse(response, 404, `Batch ${id} is none of a matrix: there is no report on it.`);
  response.writeHead(200, {
    'content-type': download.contentType,
    'content-disposition': `attachment; filename="${what}-${id}.${extension}"`,
  });
  try {
    await pipeline(download.body, response);
  } catch (error) {
    // A reader that goes away is no failure; anything else ends the answer short, which the reader sees.
    if (!isGone(error)) console.error(error);
  }
}

function isOffered(what: 'batch' | 'run', extension: string): extension is ExportFormat | typeof REPORT {
  return extension === REPORT ? what === 'batch' : EXPORT_FORMATS.some((format) => format === extension);
}

function openRows(what: 'batch' | 'run', id: string, format: ExportFormat, reader: ExportReader): Download {
  const runs = what === 'batch' ? reader.runsOfBatch(id) : reader.runById(id);
  return { contentType: CONTENT_TYPES[format], body: toStream(exportRows(reader, runs), format) };
}

/** @returns null for a batch that is none of a matrix */
async function openReport(
  id: string,
  { batchRecords, records }: Pick<Parts, 'batchRecords' | 'records'>,
): Promise<Download | null> {
  const read = await readBatchReport(id, batchRecords, records);
  return read && { contentType: 'text/markdown; charset=utf-8', body: Readable.from([writeReport(read)]) };
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
