/** The environment, read once and checked: every problem is named at once. */
import { availableParallelism } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { readPlaces, type PythonPlaces } from './runtimes/cpython/candidates.js';

const Environment = z.object({
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('data'),
  /** Runs that may wait. */
  QUEUE_LIMIT: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  /** What tokens are signed with; without it, a key is made on the first start. */
  LAB_SECRET: z.string().min(32).optional(),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly prismaDirectory: string;
  readonly queueLimit: number;
  readonly secret: string | null;
  readonly cores: number;
  /** Where Python interpreters are looked for. */
  readonly pythons: PythonPlaces;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The repository, from `src/` as from `dist/`. */
const ROOT = join(import.meta.dirname, '..');

/** What is secret is not printed, wrong as it may be. */
function shown(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  return name === 'LAB_SECRET' ? '…' : (environment[name] ?? '');
}

/** @throws ConfigError that names every variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues
        .map(({ path, message }) => `${path.join('.')}=${shown(environment, String(path[0]))}: ${message}`)
        .join('\n'),
    );
  }
  const { PORT, HOST, DATA_DIR, QUEUE_LIMIT, LAB_SECRET } = parsed.data;
  return Object.freeze({
    port: PORT,
    host: HOST,
    dataDirectory: isAbsolute(DATA_DIR) ? DATA_DIR : join(ROOT, DATA_DIR),
    prismaDirectory: join(ROOT, 'prisma'),
    queueLimit: QUEUE_LIMIT,
    secret: LAB_SECRET ?? null,
    cores: availableParallelism(),
    pythons: readPlaces(environment),
  });
}
