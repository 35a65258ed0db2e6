/**
 * Whether a browser may speak to the lab: only from the lab's own pages. A request without an `Origin` is not
 * from a page of another site. On loopback the `Host` must be a loopback name too, so that a foreign name
 * that is made to point here (DNS rebinding) does not pass as the lab's own.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export function mayEnter(request: Pick<IncomingMessage, 'headers'>, boundToLoopback: boolean): boolean {
  const { host, origin } = request.headers;
  if (boundToLoopback && host !== undefined && !isLoopback(hostnameOf(`http://${host}`))) return false;
  if (origin === undefined) return true;
  return originHost(origin) === host;
}

export function isLoopback(hostname: string | null): boolean {
  if (hostname === null) return false;
  const bare = hostname.replace(/^\[|\]$/g, '');
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    (isIP(bare) === 4 && bare.startsWith('127.'))
  );
}

function originHost(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

function hostnameOf(url: string): string | null {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
}
