/** Files that a command was told to write. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidInputError } from './errors.js';
import { describeFileError } from './file-error.js';

/** @throws InvalidInputError where the file cannot be written */
export async function writeTo(file: string, content: Readable): Promise<void> {
  const target = createWriteStream(file);
  let failure: NodeJS.ErrnoException | null = null;
  target.once('error', (error) => {
    failure = error;
  });
  try {
    await pipeline(content, target);
  } catch (error) {
    // That the lab went away in the middle is not the file's fault.
    if (failure === null || failure !== error) throw error;
    const message = `${file} cannot be written: ${describeFileError(error)}`;
    throw new InvalidInputError([{ path: 'out', code: 'UNKNOWN', message }]);
  }
}
