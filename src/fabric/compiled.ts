/**
 * Worker entries are files that a new thread or process loads, and those only load JavaScript. From source
 * (under a test runner) an entry is its compiled twin in `dist/`; compiled, it is the neighbour.
 */
import { fileURLToPath } from 'node:url';

/** @param relative `./entry.js`, beside the module whose `import.meta.url` is given. @returns a path. */
export function compiledEntry(relative: string, moduleUrl: string): string {
  const path = fileURLToPath(new URL(relative, moduleUrl));
  return moduleUrl.endsWith('.ts') ? path.replace(/([\\/])src([\\/])(?!.*[\\/]src[\\/])/, '$1dist$2') : path;
}
