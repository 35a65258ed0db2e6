/** Beside the database, the address of the lab that has it: for whoever finds the directory taken. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns takes it back. */
export async function publishAddress(directory: string, url: string): Promise<() => Promise<void>> {
  const path = fileIn(directory);
  await writeFile(path, url);
  return () => rm(path, { force: true });
}

/** @returns null where the lab has not come to its port yet. */
export async function readAddress(directory: string): Promise<string | null> {
  try {
    return await readFile(fileIn(directory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function fileIn(directory: string): string {
  return join(directory, 'address');
}
