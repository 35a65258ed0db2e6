/**
 * Bundles the lab's pages: `node scripts/bundle-pages.mjs FOLDER`. Each entry of `src/web` becomes one script, one
 * style sheet and one page that names them. Their names hold a hash of what is in them, so that browsers may keep
 * them for ever. `--watch` does it again after every change.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { context } from 'esbuild';
import { ROOT } from './prepare.mjs';

const PAGES = [
  { name: 'board', title: 'Lockstep: the board' },
  { name: 'join', title: 'Lockstep: the class' },
];

const [folder = join('dist', 'web'), ...flags] = process.argv.slice(2);
const source = join(ROOT, 'src', 'web');
const target = join(ROOT, folder);

/** @param {{ outputs: Record<string, { entryPoint?: string, cssBundle?: string }> }} metafile */
function writePages({ outputs }) {
  const template = readFileSync(join(source, 'page.html'), 'utf8');
  for (const { name, title } of PAGES) {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(`src/web/${name}.tsx`));
    if (!found) throw new Error(`There is no bundle of ${name}.`);
    const [script, { cssBundle = '' }] = found;
    const page = template
      .replaceAll('{{title}}', title)
      .replaceAll('{{script}}', basename(script))
      .replaceAll('{{style}}', basename(cssBundle));
    writeFileSync(join(target, `${name}.html`), page);
  }
}

// What has another name by now would be served for ever.
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const bundling = await context({
  absWorkingDir: ROOT,
  entryPoints: PAGES.map(({ name }) => join(source, `${name}.tsx`)),
  outdir: join(target, 'assets'),
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'browser',
  format: 'esm',
  target: ['chrome100', 'firefox100', 'safari15.4'],
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [
    {
      name: 'pages',
      setup: (build) => {
        build.onEnd(({ errors, metafile }) => {
          if (errors.length === 0 && metafile) writePages(metafile);
        });
      },
    },
  ],
});
if (flags.includes('--watch')) {
  await bundling.watch();
} else {
  await bundling.rebuild();
  await bundling.dispose();
}
