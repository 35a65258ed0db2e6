/** `npm run dev`: compiles on every change and restarts the server. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { prepare, ROOT } from './prepare.mjs';

prepare();
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const children = [
  [tsc, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  ['scripts/bundle-pages.mjs', 'dist/web', '--watch'],
  ['--watch', '--watch-path=dist', '--watch-preserve-output', 'dist/main.js'],
].map((args) => spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }));
for (const child of children) child.on('exit', (code) => process.exit(code ?? 1));
