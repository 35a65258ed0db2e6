/**
 * Bundles the server and the command line, out of their compiled modules: `node scripts/bundle-server.mjs FOLDER`.
 * They have a thousand modules with those of their libraries, and Node takes about a millisecond for each. What
 * worker threads and processes run stays as it is.
 */
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './prepare.mjs';

const [folder = 'dist'] = process.argv.slice(2);
const compiled = join(ROOT, folder);
/** All bundles lie in one folder, from which modules find what lies beside them. */
const target = join(compiled, 'bundle');

await build({
  absWorkingDir: ROOT,
  entryPoints: ['main.js', 'command.js'].map((name) => join(compiled, name)),
  outdir: target,
  bundle: true,
  // The command line loads the server only where it needs one of its own.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: `node${process.versions.node}`,
  // Libraries with binaries or files of their own, and one of 9 MB that few ask for.
  external: [
    'koffi',
    'libsql',
    'ws',
    '@prisma/client',
    '@prisma/client/*',
    '@prisma/schema-engine-wasm',
    '@prisma/schema-engine-wasm/*',
    '@graphql-yoga/render-graphiql',
  ],
  // One copy: `instanceof` fails between the package's two module formats.
  alias: { graphql: join(ROOT, 'node_modules', 'graphql', 'index.mjs') },
  // For libraries that are CommonJS.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [{ name: 'places', setup: keepPlaces }],
});

/**
 * A module that asks where it is means the place that it was compiled to.
 * @param {import('esbuild').PluginBuild} bundling
 */
function keepPlaces(bundling) {
  bundling.onLoad({ filter: /\.js$/ }, ({ path }) => {
    if (!path.startsWith(compiled + sep)) return null;
    const place = `new URL(${JSON.stringify(relative(target, path).replaceAll(sep, '/'))}, import.meta.url)`;
    const contents = readFileSync(path, 'utf8')
      .replaceAll('import.meta.url', `${place}.href`)
      .replaceAll('import.meta.dirname', `process.getBuiltinModule('node:url').fileURLToPath(new URL('.', ${place}))`);
    return { contents, loader: 'js' };
  });
}
