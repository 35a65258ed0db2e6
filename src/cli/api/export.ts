/** Downloads of a lab, at the pace of whoever reads. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { authorize } from '../../client/lab-address.js';
import { RefusedError, UnreachableError } from '../errors.js';
import type { Lab } from './lab.js';

/**
 * @param path such as `batch/ID.csv`
 * @throws UnreachableError when no lab answers
 * @throws RefusedError where there is nothing like it
 */
export async function download(lab: Lab, path: string): Promise<Readable> {
  const url = new URL(`../export/${path}`, lab.url.endsWith('/') ? lab.url : `${lab.url}/`);
  let response: Response;
  try {
    response = await fetch(url, { headers: await authorize(lab) });
  } catch (cause) {
    throw new UnreachableError(lab.url, 'No lab answers', cause);
  }
  if (response.ok && response.body) return Readable.fromWeb(response.body as ReadableStream);
  const text = await response.text();
  if (response.status === 404)
    throw new RefusedError([{ message: messageIn(text), extensions: { code: 'NOT_FOUND' } }]);
  throw new UnreachableError(lab.url, `Something else than an export comes (${response.status})`, text);
}

function messageIn(text: string): string {
  return /"message":"([^"]+)"/.exec(text)?.[1] ?? 'There is nothing to export.';
}
