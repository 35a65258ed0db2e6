/** `npm run lab -- …`: the command line, a client of the lab's API, and the lab that it starts where none is. */
import { runCommandLine } from './cli/command-line.js';
import { createOutput } from './cli/output.js';
import { openEmbeddedLab, usualUrl } from './embedded-lab.js';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
// Nor is one of the progress: the run and its result are still wanted.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const output = createOutput(process.stdout, process.stderr);
const local = { usualUrl: usualUrl(process.env), open: () => openEmbeddedLab(process.env) };
// Set, not exited with: what was written must reach a pipe first.
process.exitCode = await runCommandLine(process.argv.slice(2), output, local, (code) => process.exit(code));
