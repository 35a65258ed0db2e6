/** Generates the database client and its types for the schema builder. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { ROOT } from './prepare.mjs';

const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [prisma, 'generate', '--schema', 'prisma/schema.prisma'],
  {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Prisma looks for its generators by name, which npm would put on the path.
      PATH: [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
      // Generating needs no schema engine, but looks for one and would download it. Any executable satisfies it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  },
);
if (status !== 0) {
  console.error(stdout, stderr);
  process.exit(status ?? 1);
}
