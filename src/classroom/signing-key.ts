/**
 * The key that tokens are signed with: made on the first start and kept in the data directory for this user
 * alone, or given as LAB_SECRET. Removing the file ends every token.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;
const FILE = 'signing.key';

export async function readSigningKey(dataDirectory: string, secret: string | null): Promise<Uint8Array> {
  if (secret !== null) return createHash('sha256').update(secret).digest();
  const path = join(dataDirectory, FILE);
  const key = (await readKey(path)) ?? (await createKey(path));
  if (key.length !== KEY_BYTES) throw new Error(`${path} is not a signing key. Remove it, and every token ends.`);
  return key;
}

async function readKey(path: string): Promise<Buffer | null> {
  try {
    const key = Buffer.from(await readFile(path, 'utf8'), 'base64url');
    // Copied or restored, it may have got other rights.
    await chmod(path, 0o600);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function createKey(path: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  // One process owns the directory, so nobody is faster.
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(key.toString('base64url'));
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}
