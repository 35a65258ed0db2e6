/** `npm run lab -- …`: prepares the checkout and runs the command line. */
import { prepare } from './prepare.mjs';

prepare();
await import('../dist/bundle/command.js');
