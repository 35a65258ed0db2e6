/** `npm test`: prepares the checkout, checks it, and runs all tests. Arguments go to the test runner. */
import { spawnSync } from 'node:child_process';
import { prepare, ROOT } from './prepare.mjs';

prepare();
for (const args of [
  ['run', '--silent', 'check'],
  ['exec', '--', 'vitest', 'run', ...process.argv.slice(2)],
]) {
  const { status } = spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
