/**
 * Writes `schema.graphql`; with `--check`, only says whether it is up to date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, printLabSchema } from '../src/graphql/schema.js';

const path = join(import.meta.dirname, '..', 'schema.graphql');
const printed = printLabSchema(buildSchema());
if (process.argv.includes('--check')) {
  const written = await readFile(path, 'utf8').catch(() => '');
  if (written !== printed) {
    console.error('schema.graphql is out of date. Run `npm run gen` and commit the result.');
    process.exit(1);
  }
} else {
  await writeFile(path, printed);
}
