/**
 * Brings a checkout to the point where it runs: dependencies installed, clients generated, sources compiled.
 * Each step is skipped when what it depends on has not changed since it last ran. Plain Node: it must work
 * before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const NEEDED_NODE = [20, 19];

/** Says nothing where nothing has to be done. */
export function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor < NEEDED_NODE[1])) {
    console.error(`Lockstep needs Node.js ${NEEDED_NODE.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const lock = ['package.json', 'package-lock.json', '.npmrc'];
  step('Installing dependencies', 'install', lock, ['node_modules'], () => {
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  });
  step('Generating the database client', 'generate', [...lock, 'prisma/schema.prisma'], ['src/store/generated'], () => {
    run(process.execPath, ['scripts/generate.mjs']);
  });
  const forClient = [...lock, 'schema.graphql', 'scripts/generate-client.mjs'];
  step('Generating the types of the client', 'generate-client', forClient, ['src/client/generated'], () => {
    run(process.execPath, ['scripts/generate-client.mjs']);
  });
  const builders = [
    'tsconfig.json',
    'tsconfig.build.json',
    'tsconfig.client.json',
    'scripts/bundle-pages.mjs',
    'scripts/bundle-server.mjs',
  ];
  step('Compiling', 'compile', [...lock, 'src', ...builders], ['dist'], () => {
    // Beside the old one and then in its place, so that a lab that is running misses it for a moment only.
    const fresh = join(ROOT, 'dist.fresh');
    rmSync(fresh, { recursive: true, force: true });
    compile('tsconfig.build.json', 'dist.fresh');
    // Of the client the types as well, and as a browser sees it.
    compile('tsconfig.client.json', 'dist.fresh/client');
    run(process.execPath, ['scripts/bundle-pages.mjs', 'dist.fresh/web']);
    run(process.execPath, ['scripts/bundle-server.mjs', 'dist.fresh']);
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    renameSync(fresh, join(ROOT, 'dist'));
  });
}

/** @param {string} config @param {string} folder */
function compile(config, folder) {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', config, '--outDir', folder]);
}

/**
 * @param {string} title
 * @param {string} name of its stamp
 * @param {readonly string[]} inputs files and folders that it depends on
 * @param {readonly string[]} outputs what it makes: missing ones have it run as well
 * @param {() => void} work
 */
function step(title, name, inputs, outputs, work) {
  const stamp = join(ROOT, 'node_modules', '.cache', 'lockstep', name);
  const fingerprint = hash(inputs);
  const isDone =
    outputs.every((output) => existsSync(join(ROOT, output))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint;
  if (isDone) return;
  const startedAt = Date.now();
  // To the error output: what a command prints as its result may go into a pipe.
  process.stderr.write(`${title} … `);
  work();
  process.stderr.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  mkdirSync(dirname(stamp), { recursive: true });
  // After the work: generating writes into `src`, on which compiling depends.
  writeFileSync(stamp, hash(inputs));
}

/** @param {readonly string[]} inputs */
function hash(inputs) {
  const sum = createHash('sha256').update(process.versions.node);
  for (const path of inputs.flatMap((input) => filesOf(join(ROOT, input)))) {
    sum.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return sum.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => filesOf(join(path, entry.name)));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}

/** @param {string} command @param {readonly string[]} args */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    // What tools print goes to the error output, for the same reason.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error || status !== 0) {
    console.error(`\n${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ` (${status})`}.`);
    process.exit(status || 1);
  }
}
