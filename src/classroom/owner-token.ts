/** The owner's token: written at every start, for this user alone. It opens everything. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tokens } from './tokens.js';

const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** @returns where it is. */
export async function writeOwnerToken(tokens: Tokens, dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, 'owner.token');
  const token = await tokens.sign({ kind: 'owner' }, new Date(Date.now() + DAYS * DAY_MS));
  await writeFile(path, `${token}\n`, { mode: 0o600 });
  // The mode above only counts for a file that is new.
  await chmod(path, 0o600);
  return path;
}
