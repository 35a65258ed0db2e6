/** `GET /gradebook/CLASSROOM-ID.csv`: to the classroom's instructor and the lab's owner. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { leads } from '../classroom/access.js';
import { writeGradebook } from '../classroom/gradebook.js';
import { toRefusal } from '../graphql/access.js';
import type { Parts } from '../graphql/context.js';
import { readCaller } from './caller.js';

const PATH = /^\/gradebook\/([\w-]{1,60})\.csv$/;

export function isGradebook({ url }: IncomingMessage): boolean {
  return PATH.test(url ?? '');
}

export async function serveGradebook(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { room } = parts;
  const classroomId = PATH.exec(request.url ?? '')?.[1] ?? '';
  const tell = (status: number, type: string, body: string, more: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...more });
    response.end(body);
  };
  const refuse = (status: number, message: string, code: unknown): void =>
    tell(status, 'application/json', JSON.stringify({ errors: [{ message, extensions: { code } }] }));
  try {
    if (request.method !== 'GET') return refuse(405, 'A gradebook can only be read.', 'METHOD_NOT_ALLOWED');
    const { principal } = await room.sessions.open(readCaller({ req: request }).authorization);
    if (!leads(principal, classroomId)) {
      const { message, extensions } = toRefusal(principal);
      return refuse(principal.kind === 'nobody' ? 401 : 403, message, extensions['code']);
    }
    const csv = await writeGradebook(room.records, room.boards, classroomId);
    if (csv === null) return refuse(404, 'There is no such classroom.', 'NOT_FOUND');
    const disposition = { 'content-disposition': `attachment; filename="gradebook-${classroomId}.csv"` };
    return tell(200, 'text/csv', csv, disposition);
  } catch (error) {
    console.error(error);
    return refuse(500, 'Something went wrong inside the lab. It was logged.', 'INTERNAL_SERVER_ERROR');
  }
}
